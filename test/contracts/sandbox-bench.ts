// What the sandbox contract works with: a small repository, attempts described in one line, and a look into what came out.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Sha, sha, taskId } from '#core/ids.ts';
import type { AttemptResult, AttemptSpec, CommandResult, CommandSpec, Sandbox } from '#ports/sandbox.ts';

const run = promisify(execFile);
const MIB = 2 ** 20;

/** Small enough for a test machine, large enough for git and a shell. */
export const LIMITS: AttemptSpec['limits'] = {
  timeoutMs: 25_000,
  memoryBytes: 512 * MIB,
  cpus: 1,
  pids: 128,
  diskBytes: 512 * MIB,
  maxLogBytes: MIB,
  maxBundleBytes: 16 * MIB,
};

export type Outcome = {
  readonly result: AttemptResult;
  readonly log: string;
};

/** A plain command that has begun. */
export type RunningCommand = Omit<Running, 'spec' | 'done'> & {
  readonly spec: CommandSpec;
  readonly done: Promise<{ readonly result: CommandResult; readonly log: string }>;
};

/** A run that has begun: its log so far, a wait for words in it, and its end. */
export type Running = {
  readonly spec: AttemptSpec;
  readonly abort: AbortController;
  readonly done: Promise<Outcome>;
  /** Resolves when the sandbox says that the agent has started. */
  readonly started: Promise<void>;
  log(): string;
  /** What the set-up or a service has printed. */
  other(source: string): string;
  /** Resolves when the log holds `text`; rejects when the run ends without it. */
  says(text: string): Promise<void>;
};

export type Bench = {
  readonly folder: string;
  readonly mirrorDir: string;
  readonly baseSha: Sha;
  /** An attempt whose agent is `sh -c script`, under a key of its own. */
  spec(script: string, changes?: Partial<AttemptSpec>): AttemptSpec;
  /** A plain command `sh -c script`, under a key of its own. */
  command(script: string, changes?: Partial<CommandSpec>): CommandSpec;
  startCommand(sandbox: Sandbox, spec: CommandSpec): RunningCommand;
  start(sandbox: Sandbox, spec: AttemptSpec): Promise<Running>;
  run(sandbox: Sandbox, spec: AttemptSpec): Promise<Outcome>;
  /** Path -> content of every file in the bundle's branch; symlinks as `-> target`. */
  treeOf(bundlePath: string | null): Promise<Record<string, string>>;
  /** Adds a commit to the mirror's main branch, as somebody's push would. */
  commit(files: Record<string, string>): Promise<Sha>;
  git(...args: string[]): Promise<string>;
  remove(): Promise<void>;
};

export async function sandboxBench(image: string): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-bench-'));
  const mirrorDir = join(folder, 'mirror.git');
  const source = join(folder, 'source');
  const git = async (cwd: string, ...args: string[]) =>
    (await run('git', ['-C', cwd, ...args], { env: GIT_ENV, maxBuffer: 64 * MIB })).stdout;
  await mkdir(source);
  await git(source, 'init', '-q', '-b', 'main');
  await writeTree(source, {
    'README.md': '# bench\n',
    'src/a.txt': 'one\n',
    '.gitignore': 'node_modules/\n',
  });
  await commitAll(git, source);
  await run('git', ['clone', '-q', '--bare', source, mirrorDir], { env: GIT_ENV });
  const baseSha = sha((await git(source, 'rev-parse', 'HEAD')).trim());

  const spec: Bench['spec'] = (script, changes) => {
    const id = `t-${randomBytes(8).toString('hex').slice(0, 8)}`;
    const attempt = changes?.attempt ?? 1;
    return {
      key: `${id}-a${attempt}`,
      taskId: taskId(id),
      attempt,
      run: 1,
      repo: { owner: 'acme', name: `bench-${folder.slice(-6)}` },
      fromSha: baseSha,
      mirrorDir,
      agent: { name: 'shell', image, command: ['sh', '-c', script], env: {}, files: {} },
      inputs: { 'prompt.md': 'do it\n', 'signals.json': '{"attempt":1,"failures":[]}\n' },
      network: [],
      limits: LIMITS,
      ...changes,
    };
  };

  const start: Bench['start'] = async (sandbox, wanted) => {
    const outDir = join(folder, `out-${randomBytes(4).toString('hex')}`);
    await mkdir(outDir);
    return { spec: wanted, ...begin((hooks) => sandbox.run(wanted, { ...hooks, outDir })) };
  };

  const command: Bench['command'] = (script, changes) => {
    const { agent, inputs: _, ...rest } = spec('');
    return { ...rest, image: agent.image, command: ['sh', '-c', script], env: {}, ...changes };
  };

  return {
    folder,
    mirrorDir,
    baseSha,
    spec,
    command,
    startCommand: (sandbox, wanted) => ({
      spec: wanted,
      ...begin((hooks) => sandbox.runCommand(wanted, hooks)),
    }),
    start,
    run: async (sandbox, wanted) => await (await start(sandbox, wanted)).done,
    treeOf: (bundlePath) => treeOf(mirrorDir, folder, bundlePath),
    git: (...args) => git(mirrorDir, ...args),
    async commit(files) {
      await writeTree(source, files);
      await commitAll(git, source);
      await git(source, 'push', '-q', mirrorDir, 'main');
      return sha((await git(source, 'rev-parse', 'HEAD')).trim());
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** No configuration of the machine the test runs on. */
const GIT_ENV = {
  PATH: process.env.PATH,
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'bench',
  GIT_AUTHOR_EMAIL: 'bench@example.com',
  GIT_COMMITTER_NAME: 'bench',
  GIT_COMMITTER_EMAIL: 'bench@example.com',
};

type Git = (cwd: string, ...args: string[]) => Promise<string>;

async function writeTree(root: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

async function commitAll(git: Git, root: string): Promise<void> {
  await git(root, 'add', '-A');
  await git(root, 'commit', '-q', '-m', 'bench');
}

type LiveHooks = Parameters<Sandbox['runCommand']>[1];

function begin<R>(run: (hooks: LiveHooks) => Promise<R>) {
  let text = '';
  const others = new Map<string, string>();
  const onOther = (source: string, chunk: Uint8Array) => {
    others.set(source, `${others.get(source) ?? ''}${Buffer.from(chunk).toString('utf8')}`);
  };
  const waiting = new Set<() => void>();
  const abort = new AbortController();
  const onLog = (chunk: Uint8Array) => {
    text += Buffer.from(chunk).toString('utf8');
    for (const look of waiting) look();
  };
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const result = run({ signal: abort.signal, onLog, onOther, started: resolve });
  const done = result.then((value) => ({ result: value, log: text }));
  // A test that awaits `says` first must not leave this rejection unheard; whoever awaits `done` still gets it.
  done.catch(() => undefined);
  const says = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!text.includes(wanted)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      const missing = () => reject(new Error(`the run ended without saying "${wanted}"; it said: ${text}`));
      done.then(missing, reject);
    });
  return { abort, done, started, log: () => text, other: (source: string) => others.get(source) ?? '', says };
}

async function treeOf(
  mirrorDir: string,
  folder: string,
  bundlePath: string | null,
): Promise<Record<string, string>> {
  if (bundlePath === null) throw new Error('there is no bundle');
  const reader = join(folder, `reader-${randomBytes(4).toString('hex')}.git`);
  await run('git', ['clone', '-q', '--bare', '--shared', mirrorDir, reader], { env: GIT_ENV });
  const git = async (...args: string[]) =>
    (await run('git', ['-C', reader, ...args], { env: GIT_ENV })).stdout;
  await git('fetch', '-q', bundlePath, 'refs/heads/greenlight/work:refs/heads/work');
  const tree: Record<string, string> = {};
  for (const line of (await git('ls-tree', '-r', '-z', 'work')).split('\0').filter(Boolean)) {
    const [facts = '', path = ''] = line.split('\t');
    const [mode, , id = ''] = facts.split(' ');
    const content = mode === '160000' ? `commit ${id}` : await git('cat-file', 'blob', id);
    tree[path] = mode === '120000' ? `-> ${content}` : content;
  }
  return tree;
}
