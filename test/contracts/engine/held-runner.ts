// An effect runner whose effects end only when the test says so, and how.
import { vi } from 'vitest';
import type { Effect, EffectType } from '#core/effects.ts';
import type { Task } from '#core/task/task.ts';
import type { EffectRunner } from '#ports/engine.ts';

export type HeldCall = {
  readonly task: Task;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  gotGoing(): void;
  finish(): void;
  fail(error: unknown): void;
};

export type HeldRunner = {
  readonly run: EffectRunner;
  /** Every call so far, ended or not, oldest first. */
  readonly calls: readonly HeldCall[];
  /** The nth call (from 1) of this type of effect, as soon as there is one. */
  called(type: EffectType, nth?: number): Promise<HeldCall>;
  of(type: EffectType): HeldCall[];
};

/** Effects of the types named in `free` end by themselves. */
export function heldRunner(free: readonly EffectType[] = []): HeldRunner {
  const calls: HeldCall[] = [];
  const of = (type: EffectType) => calls.filter(({ effect }) => effect.type === type);
  return {
    calls,
    of,
    run(task, effect, signal, gotGoing) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => reject(signal.reason));
      calls.push({ task, effect, signal, gotGoing, finish: resolve, fail: reject });
      if (free.includes(effect.type)) resolve();
      return promise;
    },
    called: (type, nth = 1) =>
      vi.waitFor(() => {
        const call = of(type)[nth - 1];
        if (call === undefined) throw new Error(`${type} was called ${of(type).length} times, not ${nth}`);
        return call;
      }, WAIT),
  };
}

export const WAIT = { timeout: 5_000, interval: 2 };
