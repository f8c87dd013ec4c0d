// An answer of a model on its way to the agent: as it comes, without the key, and what it used is known at its end.
import { once } from 'node:events';
import type http from 'node:http';
import type { ModelProvider, Wire } from '#core/egress/model/provider.ts';
import type { Reported } from '#core/egress/model/reported.ts';
import { NO_TOKENS } from '#core/egress/model/usage.ts';
import { toAgent } from './headers.ts';
import { maskIn, SecretMask } from './mask-secret.ts';
import type { Used } from './meter.ts';
import type { ProviderAnswer } from './provider-call.ts';
import { readBody } from './read-body.ts';
import { type Refusal, refuse } from './refusals.ts';
import { eventTap, reportedInWhole } from './usage-tap.ts';

export const BYTES_PER_INPUT_TOKEN = 3;
const BYTES_PER_OUTPUT_TOKEN = 4;

export type Passing = {
  readonly provider: ModelProvider;
  readonly wire: Wire;
  readonly response: http.ServerResponse;
  readonly answer: ProviderAnswer;
  readonly requestBytes: number;
  onRefusedKey(): void;
};

/** Undefined where nothing was used. */
export async function passBack(passing: Passing): Promise<Used | undefined> {
  const { answer, response, provider } = passing;
  const refusal = refusalFor(answer.status);
  if (refusal !== undefined) {
    answer.body.destroy();
    if (refusal === KEY_REFUSED) passing.onRefusedKey();
    refuse(response, provider.api, refusal);
    return undefined;
  }
  const isEvents = String(answer.headers['content-type'] ?? '').startsWith('text/event-stream');
  return isEvents ? await passEvents(passing) : await passWhole(passing);
}

/** The provider's own words may hold a part of the key. */
const KEY_REFUSED: Refusal = {
  status: 400,
  code: 'model_key',
  message: "the provider refused Greenlight's own key; only its operator can mend that",
};
const REDIRECTED: Refusal = {
  status: 502,
  code: 'provider_redirects',
  message: 'the provider sends elsewhere, and nobody follows',
};

function refusalFor(status: number): Refusal | undefined {
  if (status === 401 || status === 403) return KEY_REFUSED;
  return status >= 300 && status < 400 ? REDIRECTED : undefined;
}

async function passEvents({ provider, wire, response, answer, requestBytes }: Passing): Promise<Used> {
  const tap = eventTap(wire);
  const mask = new SecretMask(provider.key);
  const left = new AbortController();
  response.once('close', () => left.abort());
  response.writeHead(answer.status, toAgent(answer.headers));
  mask.pipe(response);
  try {
    for await (const chunk of answer.body) {
      tap.take(chunk as Buffer);
      if (!mask.write(chunk)) await once(mask, 'drain', { signal: left.signal });
    }
    mask.end();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // A part of an answer must not look like a whole one.
    response.destroy();
  }
  return usedOf(tap.reported(), requestBytes, tap.bytes);
}

/** Read to its end even when nobody waits for it any more: only its end says what it cost. */
async function passWhole(passing: Passing): Promise<Used | undefined> {
  const { provider, wire, response, answer, requestBytes } = passing;
  const whole = await readBody(answer.body);
  if (whole === undefined) {
    refuse(response, provider.api, { status: 502, code: 'answer_too_large', message: 'it is too large' });
    return estimated(undefined, requestBytes, 0);
  }
  if (!response.destroyed) {
    response.writeHead(answer.status, toAgent(answer.headers));
    response.end(maskIn(whole, Buffer.from(provider.key)));
  }
  const reported = reportedInWhole(wire, whole);
  const isFailure = answer.status >= 400 && reported === undefined;
  return isFailure ? undefined : usedOf(reported, requestBytes, whole.length);
}

function usedOf(reported: Reported | undefined, requestBytes: number, answerBytes: number): Used {
  return reported?.isFinal
    ? { tokens: { ...NO_TOKENS, ...reported.tokens }, estimated: false }
    : estimated(reported, requestBytes, answerBytes);
}

/** High rather than low: what is not told is reckoned from bytes. */
export function estimated(reported: Reported | undefined, requestBytes: number, answerBytes: number): Used {
  const inputTokens = Math.ceil(requestBytes / BYTES_PER_INPUT_TOKEN);
  const ofBytes = Math.ceil(answerBytes / BYTES_PER_OUTPUT_TOKEN);
  const outputTokens = Math.max(reported?.tokens.outputTokens ?? 0, ofBytes);
  return { tokens: { ...NO_TOKENS, inputTokens, ...reported?.tokens, outputTokens }, estimated: true };
}
