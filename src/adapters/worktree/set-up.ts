// The set-up commands of a repository, in the very checkout that the agent will work in: nothing here outlives a run, so every run has its own.
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from '#adapters/git/git-command.ts';
import { LogCap } from '#adapters/sandbox/log-cap.ts';
import { type Heard, setupEar, setupFailed, setupScript } from '#adapters/sandbox/setup-script.ts';
import type { SetupSpec } from '#ports/sandbox.ts';
import { copyIndex } from './checkout.ts';
import { type Deps, type Hooks, unavailable } from './deps.ts';
import { RUN_MARK } from './processes.ts';
import { type RunFolder, writeRecord } from './run-folder.ts';
import { type AgentEnd, type Supervised, supervise } from './supervise.ts';
import { endedOrTimedOut } from './time-limit.ts';

const MAX_LOG_BYTES = 1024 * 1024;

type Job = { readonly setup: SetupSpec; readonly hooks: Hooks; readonly folder: RunFolder };

/** False when somebody ended the run meanwhile. Throws PortError setup_failed. */
export async function setUp(deps: Deps, { setup, hooks, folder }: Job): Promise<boolean> {
  const ear = setupEar(setup.commands);
  const cap = new LogCap(MAX_LOG_BYTES, (chunk) => hooks.onOther?.('setup', chunk));
  const onOutput = (chunk: Buffer) => {
    ear.hear(chunk);
    cap.take(chunk);
  };
  await mkdir(folder.setupDir, { mode: 0o700 });
  const supervised = await supervise({ mark: folder.mark, env: { PATH: deps.path }, onOutput });
  const kill = () => supervised.kill();
  hooks.signal.addEventListener('abort', kill, { once: true });
  if (hooks.signal.aborted) kill();
  try {
    const end = await run(deps, { setup, hooks, folder }, supervised, ear.heard);
    if (end.kind === 'none') return false;
  } finally {
    hooks.signal.removeEventListener('abort', kill);
    supervised.kill();
    await supervised.ended;
    cap.end();
  }
  await hideUntracked(deps.git, folder);
  return true;
}

async function run(
  deps: Deps,
  { setup, folder }: Job,
  supervised: Supervised,
  heard: () => Heard,
): Promise<AgentEnd> {
  if (supervised.id === undefined) throw unavailable('the supervisor of the set-up did not start');
  await writeRecord(folder, { supervisor: supervised.id });
  const startedAtMs = deps.clock.nowMs();
  await supervised.start({
    command: ['sh', '-c', setupScript(setup.commands)],
    cwd: folder.repoDir,
    env: {
      PATH: deps.path,
      LANG: 'C.UTF-8',
      CI: 'true',
      HOME: folder.homeDir,
      TMPDIR: folder.tmpDir,
      GREENLIGHT_SETUP_DIR: folder.setupDir,
      [RUN_MARK]: folder.mark,
    },
  });
  const timedOut = await endedOrTimedOut(deps.clock, supervised, startedAtMs + setup.timeoutMs);
  const end = await supervised.ended;
  if (timedOut) throw setupFailed(setup, 'timed_out', heard());
  if (end.kind === 'exited' && end.exitCode !== 0) throw setupFailed(setup, { code: end.exitCode }, heard());
  return end;
}

/** Tracked files are as the commit has them, and what the repository does not ignore must not look like the agent's work. */
async function hideUntracked(git: Git, folder: RunFolder): Promise<void> {
  // A git directory of ours: the commands may have done anything to the checkout's own.
  const dir = folder.collectDir;
  const inTree = ['--work-tree', folder.repoDir];
  const options = {
    cwd: folder.repoDir,
    config: ['core.bare=false', 'core.excludesFile=/dev/null', 'core.quotePath=false'],
  };
  await git.bytes(dir, ['init', '--quiet', '--bare', '--template=', '--initial-branch=none']);
  await mkdir(join(dir, 'info'), { recursive: true });
  await writeFile(join(dir, 'info/attributes'), '* -filter\n');
  await writeFile(
    join(dir, 'objects/info/alternates'),
    await readFile(join(folder.repoDir, '.git/objects/info/alternates')),
  );
  await copyIndex(join(folder.dir, 'index'), join(dir, 'index'));
  await git.bytes(dir, [...inTree, 'checkout-index', '--force', '--all', '--quiet', '--index'], options);
  await copyIndex(join(dir, 'index'), join(folder.dir, 'index'));
  const listed = await git.text(
    dir,
    [...inTree, 'ls-files', '--others', '--exclude-standard', '--directory'],
    options,
  );
  const excluded = listed.split('\n').filter((path) => path !== '' && !path.startsWith('"'));
  const patterns = excluded.map((path) => `/${path.replace(/[[\]*?\\!# ]/g, '\\$&')}\n`).join('');
  await writeFile(join(folder.dir, 'excluded'), patterns);
  await mkdir(join(folder.repoDir, '.git/info'), { recursive: true });
  await appendFile(join(folder.repoDir, '.git/info/exclude'), patterns);
}
