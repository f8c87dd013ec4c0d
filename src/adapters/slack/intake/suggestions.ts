// A select asks for its options while somebody types: answered at once, and never stored, for nothing follows from it.
import { z } from 'zod';
import type { Log } from '#ports/log.ts';
import type { SlackIntents } from '../intents.ts';
import { optionOf } from '../render/form-view.ts';
import { LIMITS } from '../render/limits.ts';
import type { Admission } from './admission.ts';

const Suggestion = z.object({
  type: z.literal('block_suggestion'),
  block_id: z.string(),
  value: z.string().default(''),
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
});

type Deps = {
  readonly intents: Pick<SlackIntents, 'options'>;
  readonly admit: Admission;
  readonly log: Log;
};

/** Undefined for a body that asks for none. */
export async function suggestions(
  { intents, admit, log }: Deps,
  body: unknown,
): Promise<{ options: ReturnType<typeof optionOf>[] } | undefined> {
  const asked = Suggestion.safeParse(body).data;
  if (asked === undefined) return undefined;
  const teamIds = [asked.team?.id, asked.user.team_id].filter((id) => typeof id === 'string');
  if ((await admit({ userId: asked.user.id, teamIds })) !== null) return { options: [] };
  try {
    const values = await intents.options({ field: asked.block_id, typed: asked.value });
    const fitting = values.filter(({ length }) => length > 0 && length <= LIMITS.optionValue);
    return { options: fitting.slice(0, LIMITS.options).map(optionOf) };
  } catch (error) {
    log.error({ err: error, field: asked.block_id }, 'options of a select could not be found');
    return { options: [] };
  }
}
