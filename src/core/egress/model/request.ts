// A request to a model, made ready for its provider: nothing in it reaches out from there, and its answer tells what it cost.
import { type Json, record } from './json.ts';
import type { Wire } from './provider.ts';
import { remoteAddressIn, withoutPriceChanges, withoutReach } from './reach.ts';
import { withWarning } from './warn.ts';

export type Ready = {
  readonly body: Json;
  /** Tools and settings that were taken off, by name. */
  readonly removed: readonly string[];
};
/** What cannot be taken off without changing what was said. */
export type Unfit = { readonly unfit: string };

export function makeReady(
  wire: Wire,
  asked: Json,
  { providerTools, warning }: { providerTools: boolean; warning: string | undefined },
): Ready | Unfit {
  const address = providerTools ? undefined : remoteAddressIn(asked);
  if (address !== undefined) return { unfit: address };
  const priced = withoutPriceChanges(wire, asked);
  const { body, removed } = providerTools ? { body: priced, removed: [] } : withoutReach(wire, priced);
  const metered = wire === 'chat' && body.stream === true ? withUsage(body) : body;
  return { body: warning === undefined ? metered : withWarning(wire, metered, warning), removed };
}

const withUsage = (body: Json): Json => ({
  ...body,
  stream_options: { ...record(body.stream_options), include_usage: true },
});

/** How many tokens an answer may have, as far as the request says. */
export function maxOutputTokens({
  max_tokens,
  max_output_tokens,
  max_completion_tokens,
  generationConfig,
}: Json): number | undefined {
  const wishes = [
    max_tokens,
    max_output_tokens,
    max_completion_tokens,
    record(generationConfig).maxOutputTokens,
  ];
  return wishes.find((wish): wish is number => typeof wish === 'number' && wish > 0);
}
