// The publisher against a real git server: the contract, what it keeps to itself, and how it tells failures apart.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gitPublisher } from '#adapters/git/publisher.ts';
import { type Sha, sha } from '#core/ids.ts';
import type { ProblemCode } from '#core/problem.ts';
import { silentLog } from '#ports/log.ts';
import { publisherContract } from '#test/contracts/publisher.ts';
import { describeWith } from '#test/support/parts.ts';
import { startGitServer } from './git-server.ts';
import { AgentCheckout, git, seedRepository, tempDir } from './kit.ts';

const repo = { owner: 'Acme', name: 'payments' };

async function setUp() {
  const root = tempDir();
  const dataDir = tempDir();
  const originDir = join(root, 'acme/payments.git');
  const base = seedRepository(originDir);
  const server = await startGitServer(root);
  const publisher = gitPublisher({ dataDir, log: silentLog, env: process.env });
  return { publisher, repo, remote: server.remote('acme/payments'), originDir, base, server, dataDir };
}

const BRANCH = 'greenlight/t-abcdefgh';
const LIMITS = { maxBundleBytes: 10_000_000, maxObjects: 10_000, maxCommits: 100 };
/** The agent began where the task did. */
const since = (base: Sha) => ({ fromSha: base, baseSha: base });
const WORDS = {
  message: 'Work',
  authorName: 'Greenlight',
  authorEmail: 'g@example.com',
  atMs: 1_700_000_000_000,
};

/** Command lines of all processes of this machine. */
const commandLines = (): string[] =>
  readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
    } catch {
      // It ended while we looked.
      return [];
    }
  });

const filesUnder = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describeWith('git', 'gitPublisher', () => {
  publisherContract('gitPublisher', setUp);

  test('asks nothing of the server for a commit that it has', async () => {
    const at = await setUp();
    const want = { sha: at.base, branch: 'main' };
    const first = await at.publisher.mirror(repo, at.remote, want);
    const requests = at.server.seen.length;
    const again = gitPublisher({ dataDir: at.dataDir, log: silentLog, env: process.env });
    expect(await again.mirror(repo, at.remote, want)).toBe(first);
    expect(at.server.seen.length).toBe(requests);
    expect(first).toBe(join(at.dataDir, 'mirrors/acme/payments.git'));
  });

  test('a data directory may be named relative to where the bot stands', async () => {
    const at = await setUp();
    const dataDir = relative(process.cwd(), tempDir());
    const publisher = gitPublisher({ dataDir, log: silentLog, env: process.env });
    const mirrorDir = await publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    expect(isAbsolute(mirrorDir)).toBe(true);
    const bundle = new AgentCheckout(mirrorDir, at.base).write({ a: '1' }).commit().bundle();
    expect(await publisher.takeIn(repo, bundle, since(at.base), LIMITS)).toMatchObject({ ok: true });
  });

  test('fetches once when many ask at the same time', async () => {
    const at = await setUp();
    const want = { sha: at.base, branch: 'main' };
    await Promise.all(Array.from({ length: 5 }, () => at.publisher.mirror(repo, at.remote, want)));
    expect(at.server.seen.filter(({ path }) => path.includes('info/refs'))).toHaveLength(1);
  });

  test('keeps the credential off the disk', async () => {
    const at = await setUp();
    const mirrorDir = await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const bundle = new AgentCheckout(mirrorDir, at.base).write({ a: '1' }).commit().bundle();
    const intake = await at.publisher.takeIn(repo, bundle, since(at.base), LIMITS);
    if (!intake.ok) throw new Error(intake.detail);
    const commit = await at.publisher.commit(repo, bundle, intake.tree, at.base, WORDS);
    await at.publisher.push(repo, at.remote, commit, BRANCH, null);
    const secrets = [at.remote.password, btoa(`${at.remote.username}:${at.remote.password}`), at.remote.url];
    for (const file of filesUnder(at.dataDir)) {
      const content = readFileSync(file, 'latin1');
      for (const secret of secrets) expect(content.includes(secret), file).toBe(false);
    }
  });

  test.skipIf(process.platform !== 'linux')('keeps the credential out of every command line', async () => {
    const at = await setUp();
    const secrets = [at.remote.password, btoa(`${at.remote.username}:${at.remote.password}`)];
    const lines: string[] = [];
    at.server.onRequest(() => lines.push(...commandLines()));
    await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    await at.publisher.push(repo, at.remote, at.base, BRANCH, null);
    expect(lines.some((line) => line.includes('push') && line.includes(at.remote.url))).toBe(true);
    for (const secret of secrets) expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  });

  test('sends a change of several megabytes', async () => {
    const at = await setUp();
    const mirrorDir = await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const bundle = new AgentCheckout(mirrorDir, at.base)
      .write({ big: randomBytes(3_000_000) })
      .commit()
      .bundle();
    const intake = await at.publisher.takeIn(repo, bundle, since(at.base), LIMITS);
    if (!intake.ok) throw new Error(intake.detail);
    const commit = await at.publisher.commit(repo, bundle, intake.tree, at.base, WORDS);
    expect(await at.publisher.push(repo, at.remote, commit, BRANCH, null)).toEqual({ result: 'pushed' });
    expect(git(at.originDir, ['cat-file', '-s', `${BRANCH}:big`])).toBe('3000000');
  });

  test('makes its commit again when the bundle is gone but the mirror has its objects', async () => {
    const at = await setUp();
    const mirrorDir = await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const bundle = new AgentCheckout(mirrorDir, at.base).write({ a: '1' }).commit().bundle();
    const intake = await at.publisher.takeIn(repo, bundle, since(at.base), LIMITS);
    if (!intake.ok) throw new Error(intake.detail);
    const commit = await at.publisher.commit(repo, bundle, intake.tree, at.base, WORDS);
    rmSync(bundle);
    expect(await at.publisher.commit(repo, bundle, intake.tree, at.base, WORDS)).toBe(commit);
  });

  test('without a mirror, or its base in it, there is nothing to take a bundle into', async () => {
    const at = await setUp();
    await expect(at.publisher.takeIn(repo, '/nonexistent', since(at.base), LIMITS)).rejects.toMatchObject({
      name: 'PortError',
      problem: { code: 'workspace_failed' },
    });
    const mirrorDir = await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const bundle = new AgentCheckout(mirrorDir, at.base).write({ a: '1' }).commit().bundle();
    await expect(at.publisher.takeIn(repo, bundle, since(sha('1'.repeat(40))), LIMITS)).rejects.toMatchObject(
      {
        problem: { code: 'workspace_failed' },
      },
    );
  });

  test('rolls many small packs into few, and loses nothing', async () => {
    const at = await setUp();
    const mirrorDir = await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const blobs = Array.from({ length: 55 }, (_, i) =>
      git(mirrorDir, ['hash-object', '-w', '--stdin'], `${i}`),
    );
    for (const blob of blobs) git(mirrorDir, ['pack-objects', '--quiet', 'objects/pack/pack'], `${blob}\n`);
    git(mirrorDir, ['prune-packed']);
    const checkout = new AgentCheckout(mirrorDir, at.base).write({ a: '1' }).commit();
    checkout.git(['push', '--quiet', at.originDir, 'HEAD:refs/heads/main']);
    const next = sha(checkout.git(['rev-parse', 'HEAD']));
    await at.publisher.mirror(repo, at.remote, { sha: next, branch: 'main' });
    const packs = readdirSync(join(mirrorDir, 'objects/pack')).filter((name) => name.endsWith('.pack'));
    expect(packs.length).toBeLessThan(20);
    for (const blob of [...blobs, next]) git(mirrorDir, ['cat-file', '-e', blob]);
  });

  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'a full disk is disk_full',
    async () => {
      const at = await setUp();
      const small = tempDir();
      execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
      onTestFinished(() => void execFileSync('/bin/umount', ['--lazy', small]));
      const publisher = gitPublisher({ dataDir: small, log: silentLog, env: process.env });
      const want = { sha: at.base, branch: 'main' };
      const mirrorDir = await publisher.mirror(repo, at.remote, want);
      const bundle = new AgentCheckout(mirrorDir, at.base)
        .write({ big: randomBytes(2_000_000) })
        .commit()
        .bundle();
      const full = { name: 'PortError', retryable: false, problem: { code: 'disk_full' } };
      await expect(publisher.takeIn(repo, bundle, since(at.base), LIMITS)).rejects.toMatchObject(full);
      const work = new AgentCheckout(mirrorDir, at.base).write({ big: randomBytes(2_000_000) }).commit();
      work.git(['push', '--quiet', at.originDir, 'HEAD:refs/heads/main']);
      const next = sha(work.git(['rev-parse', 'HEAD']));
      await expect(publisher.mirror(repo, at.remote, { sha: next, branch: 'main' })).rejects.toMatchObject(
        full,
      );
    },
  );

  test('leaves what the agent committed on its way out of the mirror and of the push', async () => {
    const at = await setUp();
    const mirrorDir = await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const checkout = new AgentCheckout(mirrorDir, at.base).write({ key: 'a secret in between' }).commit();
    const between = checkout.git(['rev-parse', 'HEAD:key']);
    checkout.git(['rm', '--quiet', 'key']);
    const bundle = checkout.write({ fine: 'fine' }).commit('Evil words').bundle();
    const intake = await at.publisher.takeIn(repo, bundle, since(at.base), LIMITS);
    if (!intake.ok) throw new Error(intake.detail);
    const commit = await at.publisher.commit(repo, bundle, intake.tree, at.base, WORDS);
    await at.publisher.push(repo, at.remote, commit, BRANCH, null);
    for (const dir of [mirrorDir, at.originDir]) {
      expect(() => git(dir, ['cat-file', '-e', between])).toThrow();
      expect(git(dir, ['cat-file', '-t', commit])).toBe('commit');
    }
    expect(readdirSync(join(at.dataDir, 'quarantine'))).toEqual([]);
  });

  test('a full clone of what it pushed passes fsck', async () => {
    const at = await setUp();
    const mirrorDir = await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const bundle = new AgentCheckout(mirrorDir, at.base).write({ 'a/b/c': '1' }).commit().bundle();
    const intake = await at.publisher.takeIn(repo, bundle, since(at.base), LIMITS);
    if (!intake.ok) throw new Error(intake.detail);
    const commit = await at.publisher.commit(repo, bundle, intake.tree, at.base, WORDS);
    await at.publisher.push(repo, at.remote, commit, BRANCH, null);
    git(at.originDir, ['fsck', '--strict', '--full']);
    git(mirrorDir, ['fsck', '--strict', '--full']);
  });

  const failures: [number | 'cut', ProblemCode, boolean][] = [
    [401, 'permission_missing', false],
    [403, 'permission_missing', false],
    [404, 'repository_missing', false],
    [301, 'repository_missing', false],
    [422, 'forge_rejected', false],
    [429, 'forge_rate_limited', true],
    [500, 'forge_unavailable', true],
    [503, 'forge_unavailable', true],
    ['cut', 'forge_unavailable', true],
  ];
  for (const [answer, code, retryable] of failures) {
    test(`an answer of ${answer} to a fetch or a push is ${code}`, async () => {
      const at = await setUp();
      const expected = { name: 'PortError', retryable, problem: { code } };
      at.server.failWith(answer, (path) => path.includes('upload-pack'));
      const want = { sha: at.base, branch: 'main' };
      await expect(at.publisher.mirror(repo, at.remote, want)).rejects.toMatchObject(expected);
      at.server.failWith(null);
      await at.publisher.mirror(repo, at.remote, want);
      at.server.failWith(answer, (path) => path.includes('receive-pack'));
      const push = at.publisher.push(repo, at.remote, at.base, BRANCH, null);
      await expect(push).rejects.toMatchObject(expected);
      const message = await push.catch((error: Error) => error.message);
      expect(message).toContain('Acme/payments');
      expect(message).not.toContain(at.remote.password);
      at.server.failWith(null);
      expect(await at.publisher.push(repo, at.remote, at.base, BRANCH, null)).toEqual({ result: 'pushed' });
    });
  }

  test('a wrong password is permission_missing, a server that is gone forge_unavailable', async () => {
    const at = await setUp();
    const want = { sha: at.base, branch: 'main' };
    const wrong = { ...at.remote, password: 'wrong-password' };
    await expect(at.publisher.mirror(repo, wrong, want)).rejects.toMatchObject({
      problem: { code: 'permission_missing' },
    });
    const gone = { ...at.remote, url: 'http://127.0.0.1:9/acme/payments.git' };
    await expect(at.publisher.mirror(repo, gone, want)).rejects.toMatchObject({
      retryable: true,
      problem: { code: 'forge_unavailable' },
    });
  });

  test('a rule of the forge against the commit is forge_rejected, with the forge’s words', async () => {
    const at = await setUp();
    await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const hook = '#!/bin/sh\necho "GH006: Protected branch update failed" >&2\nexit 1\n';
    writeFileSync(join(at.originDir, 'hooks/pre-receive'), hook, { mode: 0o755 });
    await expect(at.publisher.push(repo, at.remote, at.base, BRANCH, null)).rejects.toMatchObject({
      retryable: false,
      problem: {
        code: 'forge_rejected',
        detail: expect.stringMatching(/pre-receive hook declined.*GH006: Protected branch/),
      },
    });
  });

  test('names that are no repository’s or branch’s never become a path or an argument', async () => {
    const at = await setUp();
    const want = { sha: at.base, branch: 'main' };
    for (const owner of ['..', '.', 'a/b', '', '-x', 'a b', 'a\0']) {
      await expect(at.publisher.mirror({ owner, name: 'x' }, at.remote, want)).rejects.toThrow(
        /not a repository/,
      );
    }
    for (const name of ['..', '.', 'a/b', '', 'a b', 'a\n', 'x'.repeat(101)]) {
      await expect(at.publisher.mirror({ owner: 'a', name }, at.remote, want)).rejects.toThrow(
        /not a repository/,
      );
    }
    await at.publisher.mirror(repo, at.remote, want);
    for (const branch of [
      '',
      '-f',
      'a..b',
      'a b',
      'a:b',
      'a^',
      '/a',
      'a/',
      'a//b',
      '.a',
      'a/.b',
      'a.lock',
      '@',
      'a@{b',
    ]) {
      await expect(at.publisher.push(repo, at.remote, at.base, branch, null)).rejects.toThrow(/not a branch/);
    }
  });

  test('goes on after a git that was killed in the middle of a fetch', async () => {
    const at = await setUp();
    const mirrorDir = await at.publisher.mirror(repo, at.remote, { sha: at.base, branch: 'main' });
    const checkout = new AgentCheckout(mirrorDir, at.base).write({ a: '1' }).commit();
    checkout.git(['push', '--quiet', at.originDir, 'HEAD:refs/heads/main']);
    const next = checkout.git(['rev-parse', 'HEAD']) as typeof at.base;
    git(mirrorDir, ['update-ref', `refs/greenlight/commits/${at.base}`, at.base]);
    writeFileSync(join(mirrorDir, `refs/greenlight/commits/${next}.lock`), '');
    writeFileSync(join(mirrorDir, 'objects/pack/tmp_pack_abc'), 'half');
    const afterRestart = gitPublisher({ dataDir: at.dataDir, log: silentLog, env: process.env });
    await afterRestart.mirror(repo, at.remote, { sha: next, branch: 'main' });
    expect(git(mirrorDir, ['cat-file', '-t', next])).toBe('commit');
  });
});
