// Headers between an agent and its model: the few that matter go on, no credential of either side crosses.
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { ModelProvider } from '#core/egress/model/provider.ts';

/** What changes the answer, and what a client says of itself. Everything else stays here: keys, cookies, organisations, hop-by-hop. */
const TO_PROVIDER =
  /^(?:accept|user-agent|anthropic-version|anthropic-beta|openai-beta|x-goog-api-client|x-app|x-stainless-[a-z-]+)$/;
/** No cookie, and nothing that names the operator's account. */
const TO_AGENT =
  /^(?:content-type|cache-control|retry-after|retry-after-ms|x-should-retry|request-id|x-request-id|(?:x|anthropic)-ratelimit-[a-z-]+)$/;

export function toProvider({ api, key }: ModelProvider, given: IncomingHttpHeaders): OutgoingHttpHeaders {
  return {
    ...only(given, TO_PROVIDER),
    'content-type': 'application/json',
    // So that what it used can be read on the way.
    'accept-encoding': 'identity',
    ...CREDENTIAL[api](key),
  };
}

const CREDENTIAL: Record<ModelProvider['api'], (key: string) => OutgoingHttpHeaders> = {
  anthropic: (key) => ({ 'x-api-key': key }),
  openai: (key) => ({ authorization: `Bearer ${key}` }),
  gemini: (key) => ({ 'x-goog-api-key': key }),
};

export const toAgent = (answered: IncomingHttpHeaders): OutgoingHttpHeaders => only(answered, TO_AGENT);

const only = (headers: IncomingHttpHeaders, names: RegExp): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => value !== undefined && names.test(name)),
  );
