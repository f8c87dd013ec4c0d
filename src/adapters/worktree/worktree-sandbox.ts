// The sandbox for machines without a container engine: the agent as a plain process in a checkout of its own. It is no
// isolation, and says so at every run: for the playground and trusted development only.
import { mkdir, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gitCommand } from '#adapters/git/git-command.ts';
import { fsFailure } from '#adapters/git/mirror.ts';
import { gitFailureAsPortError } from '#adapters/git/remote.ts';
import { commandResult, endOf, type Work, workOf } from '#adapters/sandbox/work.ts';
import type { Control } from '#core/controls.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptResult, Sandbox } from '#ports/sandbox.ts';
import { runAttempt } from './attempt.ts';
import { type Deps, type Hooks, unavailable } from './deps.ts';
import { clearKey, endRun, keysOf, runsOf } from './run-folder.ts';

const MIN_FREE_BYTES = 100 * 1024 * 1024;
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/** Nothing is required of it, since nothing can be: whoever chose it was told so. */
const NO_CONTROLS: readonly Control[] = [
  {
    name: 'isolation',
    isEnforced: false,
    isRequired: false,
    seen: 'sandbox.kind worktree runs agents as plain processes of this user',
    remedy: 'set sandbox.kind to docker',
  },
];

/** `env` is the bot's environment, of which an agent gets PATH alone. Workspaces lie under `<dataDir>/worktrees/`. */
export function worktreeSandbox(options: {
  dataDir: string;
  clock: Clock;
  log: Log;
  env?: Readonly<Record<string, string | undefined>>;
}): Sandbox {
  const env = options.env ?? {};
  const root = join(resolve(options.dataDir), 'worktrees');
  const deps: Deps = {
    git: gitCommand(env),
    root,
    path: env.PATH ?? DEFAULT_PATH,
    clock: options.clock,
    log: options.log,
  };
  const closing = new AbortController();
  const running = new Set<Promise<AttemptResult>>();

  const run = async (spec: Work, hooks: Hooks): Promise<AttemptResult> => {
    if (closing.signal.aborted) throw unavailable(`${spec.key}: the sandbox was closed`);
    const signal = AbortSignal.any([endOf(hooks), closing.signal]);
    const result = guarded(spec.key, () => runAttempt(deps, spec, { ...hooks, signal }));
    running.add(result);
    try {
      return await result;
    } finally {
      running.delete(result);
    }
  };

  return {
    kind: 'worktree',
    controls: async () => NO_CONTROLS,
    check: () => check(deps),
    run,
    // Nothing is collected, so nothing is ever put into the directory.
    runCommand: async (spec, hooks) => commandResult(await run(workOf(spec), { ...hooks, outDir: '' })),
    async stop(key, { collect }) {
      const runs = await runsOf(root, key);
      await Promise.all(runs.map((folder) => endRun(folder, collect ? 'collect' : 'discard')));
    },
    async reap(live) {
      const dead = (await keysOf(root)).filter((key) => !live.has(key));
      for (const key of dead) await clearKey(root, key);
      return dead;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

async function guarded<T>(subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fsFailure(subject, gitFailureAsPortError(subject, error));
  }
}

async function check({ git, root }: Deps): Promise<void> {
  if (process.platform === 'win32')
    throw unavailable('the worktree sandbox needs Linux or macOS: use Docker');
  await mkdir(root, { recursive: true, mode: 0o700 });
  const version = await git.attempt(join(root, 'none'), ['version']);
  if (version.exitCode !== 0) throw unavailable('git was not found on the PATH: install git');
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize >= MIN_FREE_BYTES) return;
  const detail = `${root}: ${bavail * bsize} bytes free, at least ${MIN_FREE_BYTES} needed`;
  throw new PortError({ code: 'disk_full', detail }, { retryable: false });
}
