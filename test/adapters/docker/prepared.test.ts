// Checkouts are prepared once, from what is missing on the engine, and go when nobody needs them.
import { expect, test, vi } from 'vitest';
import { type Sha, sha } from '#core/ids.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { onEngine } from './on-engine.ts';

describeWith('docker', 'a prepared checkout', () => {
  const on = onEngine();

  const withRole = async (role: string) =>
    (await on.engine.volumes())
      .filter(({ Labels }) => Labels?.['dev.greenlight.role'] === role)
      .map(({ Name }) => Name);
  const emptyTree = async () => (await on.bench.git('hash-object', '-w', '-t', 'tree', '/dev/null')).trim();
  const runAt = (fromSha: Sha, script = 'git status --porcelain; git fsck --no-dangling 2>&1; ls') =>
    on.bench.run(on.sandbox, on.bench.spec(script, { fromSha }));

  test('is made once for attempts that begin at once, and none of them writes to it', async () => {
    const script = 'git status --porcelain; echo mine > src/a.txt; sleep 0.2; cat src/a.txt';
    const runs = await Promise.all([1, 2, 3].map(() => runAt(on.bench.baseSha, script)));
    expect(runs.map(({ log }) => log)).toEqual(['mine\n', 'mine\n', 'mine\n']);
    expect(await withRole('prepared')).toHaveLength(1);
    expect((await runAt(on.bench.baseSha, 'cat src/a.txt')).log).toBe('one\n');
    expect(await withRole('prepared')).toHaveLength(1);
  });

  test('of a later commit adds only what is missing to the mirror', async () => {
    const later = await on.bench.commit({ 'later.txt': 'later\n' });
    expect((await runAt(later)).log).toBe('README.md\nlater.txt\nsrc\n');
    const objects = await runAt(
      later,
      'ls /mirror/repo.git/objects/pack/*.pack | wc -l; git cat-file --batch-check --batch-all-objects | wc -l',
    );
    const [packs, count] = objects.log.trim().split(/\s+/).map(Number);
    expect(packs).toBe(2);
    // Two commits, their trees and files; thin packs may repeat a base, never the whole.
    expect(count).toBeLessThan(14);
  });

  test('is made although somebody was killed in the mirror before, and left its locks', async () => {
    const [mirror] = await withRole('mirror');
    const locks = ['config.lock', 'HEAD.lock', 'refs/greenlight/at/x.lock'].map(
      (name) => `/mirror/repo.git/${name}`,
    );
    const [{ StatusCode }] = await on.engine.docker.run(agentImage, ['touch', ...locks], process.stdout, {
      HostConfig: { Binds: [`${mirror}:/mirror`], NetworkMode: 'none', AutoRemove: true },
    });
    expect(StatusCode).toBe(0);
    const next = await on.bench.commit({ 'after-locks.txt': 'x\n' });
    expect((await runAt(next)).log).toContain('after-locks.txt');
  });

  test('of a commit that was rewritten away in the mirror since still works', async () => {
    await on.bench.git('update-ref', '-d', 'refs/heads/main');
    await on.bench.git('reflog', 'expire', '--expire=now', '--all');
    await on.bench.git('gc', '--quiet', '--prune=now');
    const tree = await emptyTree();
    const root = sha((await on.bench.git('commit-tree', tree, '-m', 'new root')).trim());
    const { result } = await runAt(root, 'ls; echo x > x.txt');
    expect(result).toMatchObject({ ended: 'exited', exitCode: 0 });
  });

  test('of a commit that the mirror lacks is a problem with a name', async () => {
    const failure = await runAt(sha('1234567890'.repeat(4))).catch((error: unknown) => error);
    expect(failure).toMatchObject({ problem: { code: 'workspace_failed' } });
    await vi.waitFor(async () => expect(await withRole('workspace')).toEqual([]), { timeout: 10_000 });
  });

  test('that nobody uses goes when there are newer ones', async () => {
    const tree = await emptyTree();
    for (const message of ['a', 'b', 'c', 'd', 'e']) {
      await runAt(sha((await on.bench.git('commit-tree', tree, '-m', message)).trim()), 'true');
    }
    expect((await withRole('ready')).length).toBeLessThanOrEqual(4);
    expect((await withRole('prepared')).length).toBe((await withRole('ready')).length);
  });

  test('is made again after somebody pruned the volumes of the engine', async () => {
    const tree = await emptyTree();
    const commit = sha((await on.bench.git('commit-tree', tree, '-m', 'again')).trim());
    await runAt(commit, 'true');
    for (const name of await withRole('mirror')) await on.engine.docker.getVolume(name).remove();
    const { result } = await runAt(commit, 'git log --oneline; echo x > x.txt');
    expect(await on.bench.treeOf(result.bundlePath)).toEqual({ 'x.txt': 'x\n' });
  });
});
