// What an answer says that it used, in the words of each API, whole or event by event.
import { count, type Json, record } from './json.ts';
import type { Wire } from './provider.ts';
import type { TokenCounts } from './usage.ts';

export type Reported = {
  readonly tokens: Partial<TokenCounts>;
  /** Nothing more is to come. */
  readonly isFinal: boolean;
};

/** `content` is one JSON value of an answer: the whole, or the data of one event. `before`: what those before it said. */
export function reportedBy(wire: Wire, content: unknown, before: Reported | undefined): Reported | undefined {
  const found = READERS[wire](record(content));
  if (found === undefined) return before;
  return {
    tokens: { ...before?.tokens, ...found.tokens },
    isFinal: found.isFinal || before?.isFinal === true,
  };
}

/** Gemini's whole stream may come as one list. */
export const reportedByAll = (wire: Wire, content: unknown): Reported | undefined =>
  (Array.isArray(content) ? content : [content]).reduce<Reported | undefined>(
    (before, each) => reportedBy(wire, each, before),
    undefined,
  );

const READERS: Record<Wire, (content: Json) => Reported | undefined> = {
  anthropic(content) {
    const isStart = content.type === 'message_start';
    const usage = isStart ? record(content.message).usage : content.usage;
    if (usage === undefined || usage === null) return undefined;
    const { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens } =
      record(usage);
    return {
      tokens: counts({
        inputTokens: input_tokens,
        outputTokens: output_tokens,
        cacheReadTokens: cache_read_input_tokens,
        cacheWriteTokens: cache_creation_input_tokens,
      }),
      isFinal: !isStart,
    };
  },
  responses(content) {
    const response = content.object === 'response' ? content : record(content.response);
    const usage = record(response.usage);
    if (!('output_tokens' in usage)) return undefined;
    const cached = record(usage.input_tokens_details).cached_tokens;
    return { tokens: openAiCounts(usage.input_tokens, cached, usage.output_tokens), isFinal: true };
  },
  chat(content) {
    const usage = record(content.usage);
    if (!('completion_tokens' in usage)) return undefined;
    const cached = record(usage.prompt_tokens_details).cached_tokens;
    return { tokens: openAiCounts(usage.prompt_tokens, cached, usage.completion_tokens), isFinal: true };
  },
  gemini(content) {
    const usage = record(content.usageMetadata);
    if (!('promptTokenCount' in usage)) return undefined;
    const cached = count(usage.cachedContentTokenCount);
    const [candidate] = Array.isArray(content.candidates) ? content.candidates : [];
    return {
      tokens: {
        inputTokens:
          Math.max(0, count(usage.promptTokenCount) - cached) + count(usage.toolUsePromptTokenCount),
        outputTokens: count(usage.candidatesTokenCount) + count(usage.thoughtsTokenCount),
        cacheReadTokens: cached,
      },
      isFinal:
        record(candidate).finishReason !== undefined ||
        record(content.promptFeedback).blockReason !== undefined,
    };
  },
};

function openAiCounts(input: unknown, cached: unknown, output: unknown): Partial<TokenCounts> {
  const cacheReadTokens = count(cached);
  return {
    inputTokens: Math.max(0, count(input) - cacheReadTokens),
    cacheReadTokens,
    outputTokens: count(output),
  };
}

/** Only those that are there: a later event may tell some anew. */
function counts(values: Readonly<Record<keyof TokenCounts, unknown>>): Partial<TokenCounts> {
  const there = Object.entries(values).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(there.map(([name, value]) => [name, count(value)]));
}
