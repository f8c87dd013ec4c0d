// A set-up is run once for an image, its commands and the lockfiles; what an agent may have written never reaches another task's.
import { expect, test, vi } from 'vitest';
import type { Sha } from '#core/ids.ts';
import { describeWith } from '#test/support/parts.ts';
import { onEngine } from './on-engine.ts';

const COMMANDS = ['mkdir -p node_modules; date +%s.%N > node_modules/stamp; env', 'sleep 0.3'];

describeWith('docker', 'a set-up on the engine', () => {
  const on = onEngine();

  const withRole = async (role: string) =>
    (await on.engine.volumes()).filter(({ Labels }) => Labels?.['dev.greenlight.role'] === role);
  const startAt = (fromSha: Sha, baseSha: Sha) =>
    on.bench.start(
      on.sandbox,
      on.bench.spec('cat node_modules/stamp; ls', {
        fromSha,
        setup: { commands: COMMANDS, timeoutMs: 20_000, baseSha },
      }),
    );

  test('runs once for all that begin at once, is heard by each, and knows no credential', async () => {
    const runs = await Promise.all([1, 2].map(() => startAt(on.bench.baseSha, on.bench.baseSha)));
    const [one, two] = await Promise.all(runs.map(({ done }) => done));
    expect(one?.log).toBe(two?.log);
    for (const run of runs) expect(run.other('setup')).toContain('$ sleep 0.3');
    expect(runs[0]?.other('setup')).toContain('HTTPS_PROXY');
    expect(runs[0]?.other('setup')).not.toMatch(/TOKEN|PROMPT/);
    expect(await withRole('setup')).toHaveLength(1);
    await vi.waitFor(async () => expect(await withRole('making')).toEqual([]), { timeout: 10_000 });
  });

  test('lies below later commits too, and an agent’s own lockfile has one of its own', async () => {
    const { log } = await (await startAt(on.bench.baseSha, on.bench.baseSha)).done;
    const first = log.split('\n')[0];
    const later = await on.bench.commit({ 'later.txt': 'x\n' });
    const again = await (await startAt(later, later)).done;
    expect(again.log).toBe(`${first}\nREADME.md\nlater.txt\nnode_modules\nsrc\n`);
    const agents = await on.bench.commit({ 'package-lock.json': '{}\n' });
    const ofAgent = await (await startAt(agents, later)).done;
    expect(ofAgent.log).not.toContain(first);
  });

  test('that no marker names goes with the reaper, and no other', async () => {
    expect(await withRole('setup')).toHaveLength(2);
    expect(await on.engine.sandbox().reap(new Set())).toEqual([]);
    expect(await withRole('setup')).toHaveLength(2);
    for (const { Name, Labels } of await withRole('ready'))
      if (Labels?.['dev.greenlight.setup'] !== undefined) await on.engine.docker.getVolume(Name).remove();
    await on.engine.sandbox().reap(new Set());
    expect(await withRole('setup')).toEqual([]);
  });

  // Last: the set-up goes on for whoever comes next, until the suite ends it.
  test.each([false, true])('holds nobody whom another process stops (collect: %s)', async (collect) => {
    const running = await on.bench.start(
      on.sandbox,
      on.bench.spec('true', {
        setup: { commands: ['echo begun', 'sleep 60'], timeoutMs: 120_000, baseSha: on.bench.baseSha },
      }),
    );
    await vi.waitFor(
      async () => {
        expect(running.other('setup')).toContain('$ sleep 60');
        const named = (await on.engine.volumes()).map(({ Labels }) => Labels?.['dev.greenlight.key']);
        expect(named).toContain(running.spec.key);
      },
      { timeout: 30_000 },
    );
    await on.engine.sandbox().stop(running.spec.key, { collect });
    const { result } = await running.done;
    expect(result).toMatchObject({ ended: 'stopped', bundlePath: null });
    expect(await withRole('stop')).toEqual([]);
    // The set-up itself was still being made.
    expect(await withRole('making')).not.toEqual([]);
  });
});
