// Trouble on request: what tests and curious people make the stand-in do wrong, each a set number of times.

export interface Faults {
  /** The next `times` calls of `method` get HTTP 429 with this Retry-After. */
  rateLimit(method: string, how: { readonly retryAfterS: number; readonly times: number }): void;
  /** The next calls fail: a word is Slack's `{ok: false, error}`, a number an HTTP status without sense. */
  fail(method: string, how: string | number, times?: number): void;
  /** The call is carried out, but its answer is lost: the connection breaks. */
  loseAnswers(method: string, times?: number): void;
  /** The answer of the next calls comes this late. */
  delayAnswers(method: string, delayMs: number, times?: number): void;
  /** The bot's next acknowledgements never arrive; people see Slack's error. */
  dropAcks(times?: number): void;
  /** The next deliveries never reach the bot. */
  dropDeliveries(times?: number): void;
  /** Each of the next `times` deliveries reaches the bot twice. */
  duplicateDeliveries(times?: number): void;
  /** Ends every Socket Mode connection: with Slack's `disconnect` message first, or `abrupt`ly. */
  disconnectSockets(how?: { readonly abrupt?: boolean }): void;
  /** Forgets all trouble asked for and not yet made. */
  clear(): void;
}

export type CallFault =
  | { readonly kind: 'rate_limit'; readonly retryAfterS: number }
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'lose' }
  | { readonly kind: 'delay'; readonly delayMs: number };

export type DeliveryFault = 'drop_ack' | 'drop_delivery' | 'duplicate';

export interface FaultBox extends Faults {
  takeCall(method: string): CallFault | undefined;
  takeDelivery(kind: DeliveryFault): boolean;
}

export function createFaults(disconnectSockets: Faults['disconnectSockets']): FaultBox {
  const calls = new Map<string, CallFault[]>();
  const deliveries = new Map<DeliveryFault, number>();
  const add = (method: string, fault: CallFault, times: number): void => {
    calls.set(method, [...(calls.get(method) ?? []), ...Array.from({ length: times }, () => fault)]);
  };
  const addDelivery = (kind: DeliveryFault, times: number): void => {
    deliveries.set(kind, (deliveries.get(kind) ?? 0) + times);
  };
  return {
    rateLimit: (method, { retryAfterS, times }) => add(method, { kind: 'rate_limit', retryAfterS }, times),
    fail: (method, how, times = 1) =>
      add(
        method,
        typeof how === 'number' ? { kind: 'status', status: how } : { kind: 'error', error: how },
        times,
      ),
    loseAnswers: (method, times = 1) => add(method, { kind: 'lose' }, times),
    delayAnswers: (method, delayMs, times = 1) => add(method, { kind: 'delay', delayMs }, times),
    dropAcks: (times = 1) => addDelivery('drop_ack', times),
    dropDeliveries: (times = 1) => addDelivery('drop_delivery', times),
    duplicateDeliveries: (times = 1) => addDelivery('duplicate', times),
    disconnectSockets,
    clear() {
      calls.clear();
      deliveries.clear();
    },
    takeCall: (method) => calls.get(method)?.shift(),
    takeDelivery(kind) {
      const left = deliveries.get(kind) ?? 0;
      if (left > 0) deliveries.set(kind, left - 1);
      return left > 0;
    },
  };
}
