// An engine that answers and cannot be cleared away holds up nobody but itself.
import { setImmediate as settle } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { pooledSandbox } from '#adapters/pool/pooled-sandbox.ts';
import type { Sha, TaskId } from '#core/ids.ts';
import { problem } from '#core/problem.ts';
import { silentLog } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { CommandSpec } from '#ports/sandbox.ts';
import { FakeSandbox } from '#test/fakes/fake-sandbox.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';

class Stubborn extends FakeSandbox {
  isWell = true;

  override async reap(live: ReadonlySet<string>): Promise<readonly string[]> {
    if (this.isWell) return await super.reap(live);
    throw new PortError(problem('sandbox_unavailable', 'its disk is full'), { retryable: true });
  }
}

const command = (key: string): CommandSpec => ({
  ...{ key, taskId: 't-00000001' as TaskId, attempt: 1, run: 1, repo: { owner: 'acme', name: 'payments' } },
  ...{
    fromSha: 'a'.repeat(40) as Sha,
    mirrorDir: '/nowhere',
    network: [],
    image: 'agent',
    command: ['true'],
    env: {},
  },
  limits: {
    ...{ timeoutMs: 1_000, memoryBytes: 1, cpus: 1, pids: 1 },
    ...{ diskBytes: 1, maxLogBytes: 1_000 },
  },
});

test('it is left out, the others go on, and it comes back once it was cleared away', async () => {
  const clock = manualClock();
  const nowMs = () => clock.nowMs();
  const [sound, stubborn] = [new FakeSandbox(nowMs), new Stubborn(nowMs)];
  const pool = pooledSandbox({
    kind: 'docker',
    clock,
    log: silentLog,
    lookEveryMs: 1_000,
    hosts: [
      { name: 'sound', slots: 1, sandbox: sound },
      { name: 'stubborn', slots: 2, sandbox: stubborn },
    ],
  });
  await pool.reap(new Set());
  stubborn.isWell = false;
  await expect(pool.reap(new Set())).resolves.toEqual([]);

  // The free slots of the other count for nothing meanwhile.
  const run = (key: string) =>
    pool.runCommand(command(key), { signal: new AbortController().signal, onLog: () => undefined });
  const [first, second] = [run('one'), run('two')];
  await expect.poll(() => sound.commands.length).toBe(1);
  await settle();
  expect([sound.commands.length, stubborn.commands.length]).toEqual([1, 0]);

  stubborn.isWell = true;
  clock.advance(1_000);
  await expect.poll(() => stubborn.commands.length).toBe(1);
  for (const { end } of [...sound.commands, ...stubborn.commands]) end(0);
  expect((await Promise.all([first, second])).map(({ ended }) => ended)).toEqual(['exited', 'exited']);
  await pool.close();
});
