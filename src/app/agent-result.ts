// What an agent says of itself: hostile text, bounded and redacted, shown as a claim and never believed.
import { z } from 'zod';
import { shorten } from '#core/messages/words.ts';
import { parsedJson } from '#core/parsed-json.ts';
import { cleanTerminal } from '#core/redact.ts';

const MAX_SUMMARY_CHARS = 1_000;

const resultFile = z.object({
  summary: z.string().optional().catch(undefined),
  question: z.string().optional().catch(undefined),
  costUsd: z.number().min(0).max(100_000).optional().catch(undefined),
});

export type AgentClaims = { readonly summary?: string; readonly question?: string; readonly costUsd: number };

/** Anything unreadable claims nothing. Cost is the agent's own word until a gateway meters it. */
export function readAgentResult(text: string | null, redact: (text: string) => string): AgentClaims {
  const parsed = resultFile.safeParse(text === null ? undefined : parsedJson(text));
  if (!parsed.success) return { costUsd: 0 };
  const clean = (value: string | undefined) => {
    const said = value === undefined ? '' : shorten(redact(cleanTerminal(value)).trim(), MAX_SUMMARY_CHARS);
    return said === '' ? undefined : said;
  };
  const summary = clean(parsed.data.summary);
  const question = clean(parsed.data.question);
  return {
    ...(summary === undefined ? {} : { summary }),
    ...(question === undefined ? {} : { question }),
    costUsd: parsed.data.costUsd ?? 0,
  };
}
