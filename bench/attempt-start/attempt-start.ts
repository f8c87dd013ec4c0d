// (c) An attempt that is accepted, to the first byte its agent prints: with its checkout prepared (warm), and for the first time (cold).

import type { Sha } from '#core/ids.ts';
import { engineHere } from '#playground/engine-here.ts';
import type { AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import { type EngineUnderTest, engineFor } from '#test/adapters/docker/engine-for.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { inTurns, median, type Sides } from '../measure.ts';
import type { Options, Result, Row } from '../result.ts';
import { cloneMs, dockerRunMs } from './floor.ts';
import { settled } from './settled.ts';

type Size = { readonly name: string; readonly files: number; readonly fileBytes: number };
const SIZES: readonly Size[] = [
  { name: 'small', files: 100, fileBytes: 4_096 },
  { name: 'medium', files: 10_000, fileBytes: 4_096 },
];
const NAME = '(c) Attempt accepted to first byte of its agent';

export async function attemptStart(options: Options): Promise<Result> {
  const here = await engineHere(options.say);
  if (here.kind !== 'docker') return { name: NAME, skipped: here.because };
  const sizes = options.smoke ? SIZES.slice(0, 1) : SIZES;
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...(await rowsOf(here.image, size, options)));
  return {
    name: NAME,
    floorIs: '`docker run` of the same image, then `git clone --local` of the same repository',
    rows,
  };
}

async function rowsOf(image: string, size: Size, { smoke, say }: Options): Promise<Row[]> {
  const bench = await sandboxBench(image);
  const engine = engineFor(image);
  try {
    say(`making a repository of ${size.files} files`);
    const fromSha = await bench.commit(filesOf(size));
    const attempts = { bench, engine, fromSha };
    const floor = async () => (await dockerRunMs(image)) + (await cloneMs(bench.mirrorDir, bench.folder));
    say(`${size.name}: warm starts`);
    const warm = await warmStarts(attempts, floor, smoke ? 1 : 15);
    say(`${size.name}: cold starts`);
    const cold = await inTurns(smoke ? 1 : 5, {
      greenlight: (round) => coldStartMs(attempts, `cold-${round}`),
      floor,
    });
    const row = (what: string, taken: Sides<number[]>): Row => ({
      what: `${size.name} repository (${size.files.toLocaleString('en-US')} files), ${what}`,
      unit: 'ms',
      greenlight: median(taken.greenlight),
      floor: median(taken.floor),
    });
    return [row('warm', warm), row('cold', cold)];
  } finally {
    await engine.dispose();
    await bench.remove();
  }
}

type Attempts = { readonly bench: Bench; readonly engine: EngineUnderTest; readonly fromSha: Sha };

/** The first start prepares the checkout and a spare sidecar, and is not counted. */
async function warmStarts(
  attempts: Attempts,
  floor: () => Promise<number>,
  rounds: number,
): Promise<Sides<number[]>> {
  const sandbox = attempts.engine.sandbox();
  await startMs(attempts, sandbox, {});
  await settled(attempts.engine);
  const taken = await inTurns(rounds, {
    async greenlight() {
      const tookMs = await startMs(attempts, sandbox, {});
      // As in life: the next attempt finds the spare that this one's start had made, and nothing being cleared away.
      await settled(attempts.engine);
      return tookMs;
    },
    floor,
  });
  await sandbox.close();
  return taken;
}

/** A repository that this engine has never seen, in a bot that has just started. */
async function coldStartMs(attempts: Attempts, name: string): Promise<number> {
  const sandbox = attempts.engine.sandbox();
  try {
    return await startMs(attempts, sandbox, { repo: { owner: 'acme', name } });
  } finally {
    await sandbox.close();
  }
}

async function startMs(
  { bench, fromSha }: Attempts,
  sandbox: Sandbox,
  changes: Partial<AttemptSpec>,
): Promise<number> {
  // The agent looks at its checkout, so that a start without one would fail and not be fast.
  const spec = bench.spec('test -f files/0/0.txt && echo here', { fromSha, ...changes });
  const beganAtMs = performance.now();
  const run = await bench.start(sandbox, spec);
  await run.says('here');
  const tookMs = performance.now() - beganAtMs;
  const { result } = await run.done;
  if (result.exitCode !== 0) throw new Error(`the agent ended with ${result.exitCode}`);
  return tookMs;
}

/** Contents that differ and do not compress to nothing. */
function filesOf({ files, fileBytes }: Size): Record<string, string> {
  const text = (no: number) => `${no} `.repeat(Math.ceil(fileBytes / 2)).slice(0, fileBytes);
  return Object.fromEntries(
    Array.from({ length: files }, (_, no) => [`files/${Math.floor(no / 100)}/${no % 100}.txt`, text(no)]),
  );
}
