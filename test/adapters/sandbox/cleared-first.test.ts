// What waits for an engine that could not be cleared away at the start, and what does not.
import { describe, expect, test, vi } from 'vitest';
import { clearedFirst } from '#adapters/sandbox/cleared-first.ts';
import { problem } from '#core/problem.ts';
import { silentLog } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';

const away = () => new PortError(problem('sandbox_unavailable', 'it does not answer'), { retryable: true });
const LIVE = new Set(['t-00000000-a1']);

/** An engine whose answers to `reap` the test gives, and an order of what it was asked. */
function engine() {
  const asked: string[] = [];
  const state = { trouble: undefined as Error | undefined };
  const clock = manualClock();
  const note =
    <T>(what: string, answer?: T) =>
    async () => {
      asked.push(what);
      return answer as never;
    };
  const inner: Sandbox = {
    kind: 'docker',
    controls: note('controls', []),
    check: note('check'),
    run: note('run'),
    runCommand: note('runCommand'),
    stop: note('stop'),
    close: note('close'),
    async reap(live) {
      asked.push(`reap ${[...live]}`);
      if (state.trouble !== undefined) throw state.trouble;
      return ['t-00000001-a1'];
    },
  };
  const sandbox = clearedFirst(inner, { clock, log: silentLog });
  return { asked, state, clock, sandbox };
}

const hooks = { outDir: '', signal: new AbortController().signal, onLog: () => undefined };
const run = (sandbox: Sandbox) => sandbox.run({} as AttemptSpec, hooks);

describe('an engine that is there', () => {
  test('is cleared away once, at the start', async () => {
    const { sandbox, asked } = engine();
    expect(await sandbox.reap(LIVE)).toEqual(['t-00000001-a1']);
    await sandbox.check();
    await run(sandbox);
    expect(asked).toEqual(['reap t-00000000-a1', 'check', 'run']);
  });
});

describe('an engine that is away at the start', () => {
  async function startedWithout() {
    const it = engine();
    it.state.trouble = away();
    expect(await it.sandbox.reap(LIVE)).toEqual([]);
    return it;
  }

  test('takes nothing on before it was cleared away, by the same list', async () => {
    const { sandbox, state, asked } = await startedWithout();
    await expect(sandbox.check()).rejects.toThrow('it does not answer');
    await expect(run(sandbox)).rejects.toThrow('it does not answer');
    await expect(sandbox.runCommand({} as never, hooks)).rejects.toThrow('it does not answer');
    expect(new Set(asked)).toEqual(new Set(['reap t-00000000-a1']));
    asked.length = 0;
    state.trouble = undefined;
    await Promise.all([run(sandbox), run(sandbox)]);
    await run(sandbox);
    expect(asked).toEqual(['reap t-00000000-a1', 'run', 'run', 'run']);
    await sandbox.close();
  });

  test('is cleared away when it is back, though nobody asks', async () => {
    const { sandbox, state, clock, asked } = await startedWithout();
    clock.advance(60_000);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBeDefined());
    state.trouble = undefined;
    clock.advance(60_000);
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    await sandbox.check();
    expect(asked).toEqual([...new Array(3).fill('reap t-00000000-a1'), 'check']);
    expect(clock.nextWakeAtMs()).toBeUndefined();
  });

  test('keeps no bot from ending', async () => {
    const { sandbox, asked } = await startedWithout();
    await sandbox.close();
    expect(asked.at(-1)).toBe('close');
  });

  test('is no cover for a bug of ours', async () => {
    const { sandbox, state } = engine();
    state.trouble = new TypeError('x is not a function');
    await expect(sandbox.reap(LIVE)).rejects.toThrow(TypeError);
  });
});
