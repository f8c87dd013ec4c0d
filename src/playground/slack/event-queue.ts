// Events are delivered until acknowledged: at once, then again at once, after one minute and after five, as Slack
// does. Times are the injected clock's; a real timer only looks whether something fell due.
import { type Ack, type Attempt, type Delivery, type DeliveryDeps, deliver } from './delivery.ts';
import type { StandInClock } from './options.ts';

/** Delay before each retry, in milliseconds after the start of the attempt before it. */
export const EVENT_RETRY_DELAYS_MS = [0, 60_000, 300_000] as const;
const LOOK_EVERY_MS = 25;

export interface EventQueue {
  /** Resolves with the first attempt's acknowledgement; retries go on by themselves. */
  push(payload: Delivery['payload']): Promise<Ack>;
  /** Events not acknowledged and not given up. */
  pending(): number;
  close(): void;
}

interface Due {
  readonly payload: Delivery['payload'];
  readonly attempt: Attempt;
  readonly dueAtMs: number;
}

export function createEventQueue(deps: DeliveryDeps, clock: StandInClock): EventQueue {
  let due: Due[] = [];
  let inFlight = 0;
  let look: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function attemptOne(payload: Delivery['payload'], attempt?: Attempt): Promise<Ack> {
    inFlight += 1;
    const startedAtMs = clock.nowMs();
    const ack = await deliver(deps, { kind: 'event', payload }, attempt).finally(() => {
      inFlight -= 1;
    });
    const num = (attempt?.num ?? 0) + 1;
    const delayMs = EVENT_RETRY_DELAYS_MS[num - 1];
    if (!ack.ok && !ack.noRetry && delayMs !== undefined && !isClosed) {
      due.push({ payload, attempt: { num, reason: ack.retryReason }, dueAtMs: startedAtMs + delayMs });
      look ??= setInterval(runDue, LOOK_EVERY_MS);
    }
    return ack;
  }

  function runDue(): void {
    const nowMs = clock.nowMs();
    const ready = due.filter((entry) => entry.dueAtMs <= nowMs);
    due = due.filter((entry) => entry.dueAtMs > nowMs);
    for (const entry of ready) void attemptOne(entry.payload, entry.attempt);
    if (due.length === 0) {
      clearInterval(look);
      look = undefined;
    }
  }

  return {
    push: (payload) => attemptOne(payload),
    pending: () => due.length + inFlight,
    close() {
      isClosed = true;
      due = [];
      clearInterval(look);
    },
  };
}
