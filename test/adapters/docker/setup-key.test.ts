// When an earlier set-up may be used again, told from a real mirror.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setupKey } from '#adapters/docker/setup/setup-key.ts';
import { type Sha, sha } from '#core/ids.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await sandboxBench('none');
});
afterAll(async () => {
  await bench?.remove();
});

const keyAt = (fromSha: Sha, baseSha: Sha, commands = ['sh ./do-it.sh']) =>
  setupKey({ mirrorDir: bench.mirrorDir, fromSha }, { commands, timeoutMs: 1_000, baseSha });

test('later commits share it, until a lockfile, a command or a script of theirs differs', async () => {
  const [first, later] = [bench.baseSha, await bench.commit({ 'later.txt': 'x\n' })];
  const key = await keyAt(first, first);
  expect(await keyAt(later, later)).toEqual({ ...key, atSha: later });
  const script = await bench.commit({ 'do-it.sh': 'echo more\n' });
  const lockfile = await bench.commit({ 'app/package-lock.json': '{}\n' });
  const others = [
    await keyAt(later, later, ['npm ci']),
    await keyAt(script, script),
    await keyAt(lockfile, lockfile),
  ];
  expect(new Set([key, ...others].map(({ digest }) => digest)).size).toBe(4);
});

test('what an agent wrote is set up on its own commit, and shared with nobody', async () => {
  const base = await bench.commit({ 'package-lock.json': '{"v":1}\n' });
  const harmless = await bench.commit({ 'agent.txt': 'x\n' });
  const agents = await bench.commit({ 'package-lock.json': '{"v":2}\n' });
  const later = await bench.commit({ 'more.txt': 'x\n' });
  expect(await keyAt(harmless, base)).toEqual(await keyAt(base, base));
  expect(await keyAt(agents, base)).toMatchObject({ atSha: agents });
  const digests = [await keyAt(agents, base), await keyAt(later, base), await keyAt(agents, agents)];
  expect(new Set(digests.map(({ digest }) => digest)).size).toBe(3);
});

test('a commit that the mirror lacks is a problem with a name', async () => {
  const failure = await keyAt(sha('1234567890'.repeat(4)), bench.baseSha).catch((error: unknown) => error);
  expect(failure).toMatchObject({ problem: { code: 'workspace_failed' }, retryable: true });
});
