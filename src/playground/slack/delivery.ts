// Delivering to the bot: over a socket when it holds one open, else as a signed HTTP request. One rule for all:
// an acknowledgement counts within the time limit, and a late one changes nothing.
import { createHmac } from 'node:crypto';
import { setTimeout as waitMs } from 'node:timers/promises';
import type { FaultBox } from './faults.ts';
import { parseJson } from './http.ts';
import type { SocketHub } from './socket-hub.ts';

export type Payload = Readonly<Record<string, unknown>>;

export interface Delivery {
  readonly kind: 'command' | 'interactive' | 'options' | 'event';
  readonly payload: Payload;
}

export interface Attempt {
  readonly num: number;
  readonly reason: string;
}

/** Why an acknowledgement is missing, in Slack's words. */
export type AckFailure =
  | 'operation_timeout'
  | 'dispatch_failed'
  | 'http_client_error'
  | 'http_service_error'
  | 'invalid_response';

export type Ack =
  | { readonly ok: true; readonly tookMs: number; readonly body: unknown }
  | {
      readonly ok: false;
      readonly tookMs: number;
      readonly reason: AckFailure;
      readonly retryReason: string;
      readonly noRetry: boolean;
    };

export interface DeliveryDeps {
  readonly signingSecret: string;
  readonly ackTimeoutMs: number;
  readonly faults: FaultBox;
  readonly sockets: SocketHub;
  eventsUrl(): string | undefined;
}

/** Slack's v0 signature of a raw body; `timestampS` is seconds since the epoch. */
export function signBody(secret: string, timestampS: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestampS}:${body}`).digest('hex')}`;
}

function failed(reason: AckFailure, retryReason: string, startedMs: number, noRetry = false): Ack {
  return { ok: false, reason, retryReason, noRetry, tookMs: performance.now() - startedMs };
}

function encode({ kind, payload }: Delivery): { body: string; contentType: string } {
  if (kind === 'event') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const form: [string, string][] =
    kind === 'command'
      ? Object.entries(payload).map(([key, value]) => [key, String(value)])
      : [['payload', JSON.stringify(payload)]];
  return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' };
}

function readAckBody(text: string, contentType: string): unknown {
  if (text === '') return undefined;
  return contentType.includes('json') ? (parseJson(text) ?? text) : text;
}

/** The signature's time is the machine's, not the injected clock's: the bot checks it against its own. */
function signedHeaders(
  secret: string,
  body: string,
  contentType: string,
  attempt: Attempt | undefined,
): Record<string, string> {
  const timestampS = Math.floor(Date.now() / 1000);
  return {
    'content-type': contentType,
    'user-agent': 'Slackbot 1.0 (stand-in)',
    'x-slack-request-timestamp': String(timestampS),
    'x-slack-signature': signBody(secret, timestampS, body),
    ...(attempt ? { 'x-slack-retry-num': String(attempt.num), 'x-slack-retry-reason': attempt.reason } : {}),
  };
}

async function deliverByHttp(
  deps: DeliveryDeps,
  url: string,
  delivery: Delivery,
  attempt?: Attempt,
): Promise<Ack> {
  const startedMs = performance.now();
  const { body, contentType } = encode(delivery);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: signedHeaders(deps.signingSecret, body, contentType, attempt),
      redirect: 'manual',
      signal: AbortSignal.timeout(deps.ackTimeoutMs),
    });
    const text = await response.text();
    const noRetry = response.headers.get('x-slack-no-retry') === '1';
    if (response.status >= 500) return failed('http_service_error', 'http_error', startedMs, noRetry);
    if (!response.ok) return failed('http_client_error', 'http_error', startedMs, noRetry);
    return {
      ok: true,
      tookMs: performance.now() - startedMs,
      body: readAckBody(text, response.headers.get('content-type') ?? ''),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return failed('operation_timeout', 'http_timeout', startedMs);
    }
    if (error instanceof TypeError) return failed('dispatch_failed', 'connection_failed', startedMs);
    throw error;
  }
}

const ENVELOPE_TYPES = {
  command: 'slash_commands',
  interactive: 'interactive',
  options: 'interactive',
  event: 'events_api',
} as const;

async function deliverBySocket(deps: DeliveryDeps, delivery: Delivery, attempt?: Attempt): Promise<Ack> {
  const startedMs = performance.now();
  const body = await deps.sockets.send(
    {
      type: ENVELOPE_TYPES[delivery.kind],
      payload: delivery.payload,
      accepts_response_payload: delivery.kind !== 'event',
      ...(delivery.kind === 'event'
        ? { retry_attempt: attempt?.num ?? 0, retry_reason: attempt?.reason ?? '' }
        : {}),
    },
    deps.ackTimeoutMs,
  );
  if (body === 'no_ack') return failed('operation_timeout', 'timeout', startedMs);
  return { ok: true, tookMs: performance.now() - startedMs, body: body.payload };
}

async function deliverOnce(deps: DeliveryDeps, delivery: Delivery, attempt?: Attempt): Promise<Ack> {
  if (deps.sockets.count() > 0) return deliverBySocket(deps, delivery, attempt);
  const url = deps.eventsUrl();
  if (url) return deliverByHttp(deps, url, delivery, attempt);
  return failed('dispatch_failed', 'connection_failed', performance.now());
}

/** One delivery, with the trouble that was asked for. The first answer counts when it is duplicated. */
export async function deliver(deps: DeliveryDeps, delivery: Delivery, attempt?: Attempt): Promise<Ack> {
  const startedMs = performance.now();
  if (deps.faults.takeDelivery('drop_delivery')) {
    await waitMs(deps.ackTimeoutMs);
    return failed('operation_timeout', 'http_timeout', startedMs);
  }
  const isTwice = deps.faults.takeDelivery('duplicate');
  const [first] = await Promise.all([
    deliverOnce(deps, delivery, attempt),
    isTwice ? deliverOnce(deps, delivery, attempt) : undefined,
  ]);
  if (deps.faults.takeDelivery('drop_ack')) return failed('operation_timeout', 'http_timeout', startedMs);
  return first;
}
