// Sends webhooks as GitHub does: signed over the raw bytes, ten seconds to answer, never again by itself. Remembers each.
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from '../faults.ts';

const timeoutMs = 10_000;
const maxPayloadBytes = 25 * 1024 * 1024;
const keptDeliveries = 2_000;

export interface Delivery {
  readonly id: number;
  /** X-GitHub-Delivery: the same for a redelivery. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: string;
  readonly redelivery: boolean;
  readonly sentAtMs: number;
  /** 0 until answered, or when nobody answered. */
  statusCode: number;
  /** `OK`, `pending`, `dropped`, or why it failed. */
  status: string;
  durationMs: number;
}

export interface DeliveryOptions {
  readonly appId: number;
  readonly hookId: number;
  readonly secret: string;
  readonly url: string | undefined;
  readonly faults: Faults;
  readonly nextId: () => number;
  readonly nowMs: () => number;
}

export class Deliveries {
  readonly #options: DeliveryOptions;
  readonly #log: Delivery[] = [];
  readonly #underway = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #held: Delivery[] = [];
  #url: string | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#url = options.url;
  }

  setUrl(url: string | undefined): void {
    this.#url = url;
  }

  list(): readonly Delivery[] {
    return this.#log;
  }

  /** Queues one event and returns at once. */
  send(event: string, body: Readonly<Record<string, unknown>>): void {
    const payload = JSON.stringify(body);
    if (Buffer.byteLength(payload) > maxPayloadBytes) return;
    const action = typeof body.action === 'string' ? body.action : null;
    this.#dispatch(this.#record({ guid: randomUUID(), event, action, payload, redelivery: false }));
  }

  /** Sends a remembered delivery again, with its old id. Unknown numbers are an error. */
  redeliver(id: number): Delivery {
    const old = this.#log.find((delivery) => delivery.id === id);
    if (old === undefined) throw new Error(`The GitHub stand-in has no webhook delivery ${id}.`);
    const { guid, event, action, payload } = old;
    const again = this.#record({ guid, event, action, payload, redelivery: true });
    this.#start(again);
    return again;
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    this.#flushHeld();
    while (this.#underway.size > 0) await Promise.allSettled([...this.#underway]);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([...this.#underway]);
  }

  #record(what: Pick<Delivery, 'guid' | 'event' | 'action' | 'payload' | 'redelivery'>): Delivery {
    const { nextId, nowMs } = this.#options;
    const delivery = {
      ...what,
      id: nextId(),
      sentAtMs: nowMs(),
      statusCode: 0,
      status: 'pending',
      durationMs: 0,
    };
    this.#log.push(delivery);
    if (this.#log.length > keptDeliveries) this.#log.shift();
    return delivery;
  }

  #dispatch(delivery: Delivery): void {
    const state = this.#options.faults.webhookState;
    if (state.dropLeft > 0) {
      state.dropLeft -= 1;
      delivery.status = 'dropped';
      return;
    }
    if (state.reorderBatch > 1) {
      this.#held.push(delivery);
      if (this.#held.length >= state.reorderBatch) this.#flushHeld();
      return;
    }
    for (let copy = 0; copy < state.copies; copy += 1) this.#start(delivery);
  }

  #flushHeld(): void {
    const held = this.#held.toReversed();
    this.#held = [];
    for (const delivery of held) this.#start(delivery);
  }

  #start(delivery: Delivery): void {
    const work = this.#post(delivery).finally(() => this.#underway.delete(work));
    this.#underway.add(work);
  }

  async #post(delivery: Delivery): Promise<void> {
    const url = this.#url;
    if (url === undefined) {
      delivery.status = 'no webhook address is set';
      return;
    }
    const startedAt = performance.now();
    try {
      await pause(this.#options.faults.webhookState.delayMs, this.#closing.signal);
      const response = await fetch(url, {
        method: 'POST',
        body: delivery.payload,
        headers: this.#headers(delivery),
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#closing.signal]),
      });
      await response.body?.cancel();
      delivery.statusCode = response.status;
      delivery.status = response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`;
    } catch (error) {
      delivery.status = describeFailure(error);
    }
    delivery.durationMs = performance.now() - startedAt;
  }

  #headers(delivery: Delivery): Record<string, string> {
    const { secret, hookId, appId } = this.#options;
    const sign = (algorithm: string): string =>
      createHmac(algorithm, secret).update(delivery.payload, 'utf8').digest('hex');
    return {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/standin',
      'x-github-delivery': delivery.guid,
      'x-github-event': delivery.event,
      'x-github-hook-id': String(hookId),
      'x-github-hook-installation-target-id': String(appId),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature': `sha1=${sign('sha1')}`,
      'x-hub-signature-256': `sha256=${sign('sha256')}`,
    };
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'failed to connect';
  if (error.name === 'TimeoutError') return 'timed out';
  if (error.name === 'AbortError') return 'stand-in closed';
  return error.cause instanceof Error ? `failed to connect: ${error.cause.message}` : 'failed to connect';
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  await wait(ms, undefined, { signal });
}
