// One request to a model from admission to bill: made ready, let through while there is money, and paid for whatever happens on the way.
import type http from 'node:http';
import { exhaustedWords, warningFor } from '#core/egress/model/budget.ts';
import type { Json } from '#core/egress/model/json.ts';
import { costOfTokens, type FoundPrice, priceOf } from '#core/egress/model/prices.ts';
import type { ModelProvider, Route } from '#core/egress/model/provider.ts';
import { makeReady, maxOutputTokens } from '#core/egress/model/request.ts';
import { NO_TOKENS } from '#core/egress/model/usage.ts';
import type { Meter, Used } from './meter.ts';
import { BYTES_PER_INPUT_TOKEN, estimated, passBack } from './pass-back.ts';
import type { ProviderAnswer } from './provider-call.ts';
import { refuse } from './refusals.ts';

export type Exchange = {
  readonly provider: ModelProvider;
  readonly meter: Meter;
  readonly response: http.ServerResponse;
  /** What made a request refused. */
  onReach(what: string): void;
  /** What was taken off one. */
  onRemoved(tool: string): void;
  onRefusedKey(): void;
  /** Sends to the provider; the signal ends it. */
  ask(body: Buffer, signal: AbortSignal): Promise<ProviderAnswer>;
};

type Generate = Extract<Route, { kind: 'generate' }>;
type Outgoing = { readonly route: Generate; readonly body: Buffer; readonly isStream: boolean };

/** Of an answer whose request names no limit. */
const USUAL_MAX_OUTPUT = 8_000;

export async function generate(exchange: Exchange, route: Generate, asked: Json): Promise<void> {
  const { provider, meter, response } = exchange;
  const { providerTools } = provider;
  const ready = makeReady(route.wire, asked, { providerTools, warning: warningFor(meter.budget) });
  if ('unfit' in ready) {
    exchange.onReach(ready.unfit);
    const message = `the gateway lets no provider fetch anything (${ready.unfit}); put the content itself into the request`;
    refuse(response, provider.api, { status: 400, code: 'model_reach', message });
    return;
  }
  for (const name of ready.removed) exchange.onRemoved(name);
  const body = Buffer.from(JSON.stringify(ready.body));
  const price = priceOf(provider, route.model ?? String(asked.model ?? ''));
  const reservation = await meter.admit(mostUsd(body, ready.body, price));
  if (reservation === undefined) {
    const message = exhaustedWords(meter.budget);
    refuse(response, provider.api, { status: 400, code: 'budget_exhausted', message });
    return;
  }
  let used: Used | undefined;
  try {
    used = await exchanged(exchange, { route, body, isStream: route.isStream ?? asked.stream === true });
  } finally {
    meter.settle(reservation, used, price);
  }
}

/** Until it is known: all of it new to the provider, and as long an answer as it may be. */
function mostUsd(body: Buffer, asked: Json, { price }: FoundPrice): number {
  const inputTokens = Math.ceil(body.length / BYTES_PER_INPUT_TOKEN);
  const outputTokens = maxOutputTokens(asked) ?? USUAL_MAX_OUTPUT;
  return costOfTokens({ ...NO_TOKENS, inputTokens, outputTokens }, price);
}

async function exchanged(exchange: Exchange, { route, body, isStream }: Outgoing): Promise<Used | undefined> {
  const { response, provider } = exchange;
  if (response.destroyed) return undefined;
  const gone = new AbortController();
  // A stream that nobody reads is stopped, which saves the rest of it; a whole answer is worked on to its end anyway.
  const leave = () => {
    if (isStream) gone.abort();
  };
  response.once('close', leave);
  try {
    const answer = await exchange.ask(body, gone.signal);
    const { onRefusedKey } = exchange;
    const passing = { provider, wire: route.wire, response, answer, requestBytes: body.length, onRefusedKey };
    return await passBack(passing);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = 'the model provider did not answer';
    refuse(response, provider.api, { status: 502, code: 'provider_unreachable', message });
    // Asked, and left before the answer: it may have been worked on.
    return gone.signal.aborted ? estimated(undefined, body.length, 0) : undefined;
  } finally {
    response.off('close', leave);
  }
}
