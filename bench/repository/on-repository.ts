// What benchmarks on the container engine work with: an instance of their own and a repository of a size, gone again when the work has ended.
import type { Sha } from '#core/ids.ts';
import { type EngineUnderTest, engineFor } from '#test/adapters/docker/engine-for.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import type { Options } from '../result.ts';
import { fill, type Size, titleOf } from './repository.ts';

export type OnRepository = { readonly bench: Bench; readonly engine: EngineUnderTest; readonly fromSha: Sha };

export async function onRepository<T>(
  image: string,
  size: Size,
  { say }: Pick<Options, 'say'>,
  work: (on: OnRepository) => Promise<T>,
): Promise<T> {
  const bench = await sandboxBench(image);
  const engine = engineFor(image);
  try {
    say(`making a ${titleOf(size)}`);
    return await work({ bench, engine, fromSha: await fill(bench, size) });
  } finally {
    await engine.dispose();
    await bench.remove();
  }
}
