// (e) From an agent's last word to its work in hand: the workspace is looked through, committed, bundled, and carried out of the container.
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sha } from '#core/ids.ts';
import { engineHere } from '#playground/engine-here.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import type { Bench } from '#test/contracts/sandbox-bench.ts';
import { inTurns, median, timedMs } from '../measure.ts';
import { onRepository } from '../repository/on-repository.ts';
import { LARGE, MEDIUM, type Size, SMALL, titleOf } from '../repository/repository.ts';
import type { Options, Result, Row } from '../result.ts';

const run = promisify(execFile);
const NAME = '(e) Agent’s last word to its work in hand';
const FLOOR = 'in a plain clone: `git add --all`, `git commit`, `git bundle create`';
const ROUNDS = 7;

/** A shell command that changes files, run by the agent and by the floor alike. */
type Change = { readonly what: string; readonly script: string };
const SOME: Change = {
  what: '20 files changed',
  script: 'for f in files/0/1?.txt files/0/2?.txt; do echo more >> $f; done',
};
const ALL: Change = {
  what: 'every file changed',
  script: 'find files -type f -exec sed -i 1s/^/changed/ {} +',
};
const CASES: readonly (readonly [Size, readonly Change[]])[] = [
  [SMALL, [SOME]],
  [MEDIUM, [SOME, ALL]],
  [LARGE, [SOME]],
];

export async function resultOut(options: Options): Promise<Result> {
  const here = await engineHere(options.say);
  if (here.kind !== 'docker') return { name: NAME, skipped: here.because };
  const rows: Row[] = [];
  for (const [size, changes] of options.smoke ? CASES.slice(0, 1) : CASES)
    rows.push(...(await rowsOf(here.image, size, changes, options)));
  return { name: NAME, floorIs: FLOOR, rows };
}

async function rowsOf(
  image: string,
  size: Size,
  changes: readonly Change[],
  options: Options,
): Promise<Row[]> {
  return await onRepository(image, size, options, async ({ bench, engine, fromSha }) => {
    const sandbox = engine.sandbox();
    const rows: Row[] = [];
    for (const change of changes) {
      options.say(`${size.name}: ${change.what}`);
      const taken = await inTurns(options.smoke ? 1 : ROUNDS, {
        greenlight: () => outMs(bench, sandbox, fromSha, change),
        floor: () => plainMs(bench, fromSha, change),
      });
      rows.push({
        what: `${titleOf(size)}, ${change.what}`,
        unit: 'ms',
        greenlight: median(taken.greenlight),
        floor: median(taken.floor),
      });
    }
    return rows;
  });
}

async function outMs(bench: Bench, sandbox: Sandbox, fromSha: Sha, { script }: Change): Promise<number> {
  const running = await bench.start(sandbox, bench.spec(`${script}; echo last word`, { fromSha }));
  await running.says('last word');
  let bundlePath: string | null = null;
  const tookMs = await timedMs(async () => {
    ({ bundlePath } = (await running.done).result);
  });
  if (bundlePath === null) throw new Error('the attempt gave no work');
  await rm(bundlePath);
  return tookMs;
}

async function plainMs({ mirrorDir, folder }: Bench, fromSha: Sha, { script }: Change): Promise<number> {
  const cwd = join(folder, 'plain');
  await run('git', ['clone', '-q', '--local', '--branch', 'main', mirrorDir, cwd]);
  await run('sh', ['-c', script], { cwd });
  // No housekeeping of git's own: it would go on in the background, and write while the folder is removed.
  const quiet = ['-c', 'maintenance.auto=false', '-c', 'gc.auto=0'];
  const settings = [...quiet, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  const tookMs = await timedMs(async () => {
    await run('git', ['add', '--all'], { cwd });
    await run('git', [...settings, 'commit', '-q', '-m', 'work'], { cwd });
    await run('git', ['bundle', 'create', '-q', join(folder, 'plain.bundle'), `${fromSha}..main`], { cwd });
  });
  await rm(cwd, { recursive: true });
  return tookMs;
}
