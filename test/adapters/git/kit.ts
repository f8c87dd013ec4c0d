// What the tests of git's adapters share: a temporary directory, git with a clean environment, a repository with a
// first commit, and an agent's checkout of it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Sha, sha } from '#core/ids.ts';

const WORK_BRANCH = 'greenlight/work';
const ENV = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Agent',
  GIT_AUTHOR_EMAIL: 'agent@example.com',
  GIT_COMMITTER_NAME: 'Agent',
  GIT_COMMITTER_EMAIL: 'agent@example.com',
};

/** A fresh directory, removed when the test that asked for it ends. */
export function tempDir(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'greenlight-test-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** stdout of git in `cwd`, without the last newline. Throws with git's own words. */
export function git(cwd: string, args: readonly string[], input: string | Buffer = ''): string {
  const result = spawnSync('git', args, { cwd, env: ENV, input, maxBuffer: 512 * 1024 * 1024 });
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
  return result.stdout.toString('latin1').replace(/\n$/, '');
}

export function writeFiles(dir: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}

const FIRST_FILES = {
  'README.md': '# payments\n',
  'package.json': '{ "name": "payments" }\n',
  'src/sum.ts': 'export const sum = (a: number, b: number) => a + b;\n',
};

/** A bare repository at `dir` whose `main` holds one commit; gives that commit. */
export function seedRepository(dir: string, files: Readonly<Record<string, string>> = FIRST_FILES): Sha {
  const work = tempDir();
  mkdirSync(dirname(dir), { recursive: true });
  git(work, ['init', '--quiet', '--bare', '--initial-branch=main', dir]);
  git(dir, ['config', 'http.receivepack', 'true']);
  git(work, ['init', '--quiet', '--initial-branch=main', '.']);
  writeFiles(work, files);
  git(work, ['add', '--all']);
  git(work, ['commit', '--quiet', '-m', 'First']);
  git(work, ['push', '--quiet', dir, 'main']);
  return sha(git(work, ['rev-parse', 'HEAD']));
}

/** An agent's checkout of `from`, sharing the objects of `mirrorDir`. */
export class AgentCheckout {
  readonly dir = tempDir();
  readonly from: Sha;

  constructor(mirrorDir: string, from: Sha) {
    this.from = from;
    git(this.dir, ['init', '--quiet', `--initial-branch=${WORK_BRANCH}`, '.']);
    writeFileSync(join(this.dir, '.git/objects/info/alternates'), `${mirrorDir}/objects\n`);
    git(this.dir, ['reset', '--quiet', '--hard', from]);
  }

  git(args: readonly string[], input: string | Buffer = ''): string {
    return git(this.dir, args, input);
  }

  write(files: Readonly<Record<string, string | Buffer>>): this {
    writeFiles(this.dir, files);
    return this;
  }

  commit(message = 'Work'): this {
    this.git(['add', '--all', '--force']);
    this.git(['commit', '--quiet', '--allow-empty', '-m', message]);
    return this;
  }

  /** A commit whose tree holds one more entry, as it is: names that git itself would refuse to add. */
  commitEntry(mode: string, type: 'blob' | 'tree' | 'commit', oid: string, name: string): this {
    const entries = this.git(['ls-tree', 'HEAD']).split('\n').map(treeEntry);
    entries.push({ mode, oid, name });
    const sortKey = (entry: { mode: string; name: string }) =>
      Buffer.from(entry.mode === '40000' ? `${entry.name}/` : entry.name);
    entries.sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
    const body = entries.map((entry) =>
      Buffer.concat([Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.oid, 'hex')]),
    );
    const tree = this.git(['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], Buffer.concat(body));
    const commit = this.git(['commit-tree', tree, '-p', 'HEAD', '-m', type]);
    this.git(['update-ref', `refs/heads/${WORK_BRANCH}`, commit]);
    return this;
  }

  blob(content: string | Buffer): string {
    return this.git(['hash-object', '-w', '--stdin'], content);
  }

  tree(mode: string, oid: string, name: string): string {
    return this.git(['mktree'], `${mode} blob ${oid}\t${name}\n`);
  }

  /** Bundles what the work branch has beyond its start (and `refs`, if named); gives the file's path. */
  bundle(...refs: readonly string[]): string {
    const path = join(tempDir(), 'result.bundle');
    this.git(['bundle', 'create', '--quiet', path, WORK_BRANCH, ...refs, '--not', this.from]);
    return path;
  }
}

function treeEntry(line: string): { mode: string; oid: string; name: string } {
  const [words = '', name = ''] = line.split('\t');
  const [mode = '', , oid = ''] = words.split(' ');
  return { mode: mode.replace(/^0/, ''), oid, name };
}
