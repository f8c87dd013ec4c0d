// Runs effects after their commit: those of one task and lane one after the other, everything else side by side.
import PQueue from 'p-queue';
import type { WaitingEffect } from '#adapters/store/outbox.ts';
import { type Lane, laneOf } from '#core/effects.ts';
import type { StateName } from '#core/task/state.ts';
import { type Clock, waitedUntil } from '#ports/clock.ts';
import type { EngineLimits } from './limits.ts';

/** What became of one try: ended for good, to be tried again at its new time, or cut short by the engine's stop. */
export type Try =
  | { readonly result: 'done' }
  | { readonly result: 'again'; readonly waiting: WaitingEffect }
  | { readonly result: 'stopped' };

type Options = {
  readonly limits: EngineLimits;
  readonly clock: Clock;
  /** Runs one effect once. A rejection is a bug of the engine itself and ends the process. */
  readonly tryOnce: (waiting: WaitingEffect, signal: AbortSignal) => Promise<Try>;
};

export type EffectLanes = {
  add(waiting: WaitingEffect): void;
  isRunning(effectId: string): boolean;
  /** Aborts what runs and waits until it has ended. */
  stop(): Promise<void>;
};

type Row = { waiting: WaitingEffect };

export function effectLanes({ limits, clock, tryOnce }: Options): EffectLanes {
  const queues: Record<Lane, PQueue> = {
    work: new PQueue({ concurrency: limits.slots }),
    proof: new PQueue({ concurrency: limits.slots }),
    card: new PQueue({ concurrency: limits.sideBySide }),
    chat: new PQueue({ concurrency: limits.sideBySide }),
    pager: new PQueue({ concurrency: limits.sideBySide }),
    forge: new PQueue({ concurrency: limits.sideBySide }),
    // Somebody wants an agent dead: that waits for nothing.
    stop: new PQueue(),
  };
  const stopping = new AbortController();
  const rowsByLane = new Map<string, Row[]>();
  const lanesAtWork = new Set<Promise<void>>();
  const running = new Set<string>();

  /** One turn on the lane's queue, so that a pause between two tries holds no slot. */
  const takeTurn = (lane: Lane, { waiting }: Row): Promise<Try> => {
    const turn = async (): Promise<Try> => {
      if (stopping.signal.aborted) return { result: 'stopped' };
      running.add(waiting.effect.id);
      try {
        return await tryOnce(waiting, stopping.signal);
      } finally {
        running.delete(waiting.effect.id);
      }
    };
    // Runs of proofs take the same slots as attempts, and queue for them anew each time: an attempt that waits gets the first slot
    // that is free, however many runs are still to be made.
    if (lane === 'proof') return queues.proof.add(() => queues.work.add(turn));
    const { effect } = waiting;
    const priority = effect.type === 'run_attempt' ? (effect.priority ?? 0) : 0;
    return queues[lane].add(turn, { priority });
  };

  /** True when the lane may go on to its next effect. */
  const runToEnd = async (lane: Lane, row: Row): Promise<boolean> => {
    while (await pausedUntil(row.waiting.nextTryAtMs)) {
      const outcome = await takeTurn(lane, row);
      if (outcome.result !== 'again') return outcome.result === 'done';
      row.waiting = outcome.waiting;
    }
    return false;
  };

  const pausedUntil = async (atMs: number): Promise<boolean> => {
    if (atMs > clock.nowMs()) await waitedUntil(clock, atMs, stopping.signal);
    return !stopping.signal.aborted;
  };

  const runLane = async (key: string, lane: Lane, rows: Row[]): Promise<void> => {
    for (let row = rows[0]; row !== undefined; row = rows[0]) {
      if (!(await runToEnd(lane, row))) return;
      rows.shift();
    }
    rowsByLane.delete(key);
  };

  return {
    isRunning: (effectId) => running.has(effectId),
    add(waiting) {
      if (stopping.signal.aborted) return;
      const lane = laneOf(waiting.effect);
      const key = lane === 'proof' ? waiting.effect.id : `${waiting.taskId} ${lane}`;
      const rows = rowsByLane.get(key);
      if (rows) {
        // Committed just before start() read the outbox, and announced just after: the same effect, not a second one.
        if (rows.some((row) => row.waiting.effect.id === waiting.effect.id)) return;
        rows.push({ waiting });
        return;
      }
      const fresh = [{ waiting }];
      rowsByLane.set(key, fresh);
      const work = runLane(key, lane, fresh).finally(() => lanesAtWork.delete(work));
      lanesAtWork.add(work);
    },
    async stop() {
      stopping.abort(new Error('The engine is stopping.'));
      await Promise.all(lanesAtWork);
    },
  };
}

type Left = { readonly waiting: WaitingEffect; readonly state: StateName };

/** After a restart: attempts that a crash interrupted go before those that never began, or more would run than slots. */
export function interruptedFirst(left: readonly Left[]): WaitingEffect[] {
  const isInterrupted = ({ waiting, state }: Left) =>
    waiting.effect.type === 'run_attempt' && state === 'working';
  return left
    .toSorted((a, b) => Number(isInterrupted(b)) - Number(isInterrupted(a)))
    .map(({ waiting }) => waiting);
}
