// The mark by which a message of ours is found again. Anyone in the workspace can read it: a key, never a secret.
import { z } from 'zod';

const EVENT_TYPE = 'greenlight_message';

export const metadataOf = (key: string) => ({ event_type: EVENT_TYPE, event_payload: { key } });

const Marked = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  metadata: z.object({ event_type: z.literal(EVENT_TYPE), event_payload: z.object({ key: z.string() }) }),
});

/** The message's ts when it is ours and carries `key`: another app could write the same mark on its own messages. */
export function tsOfOurs(message: unknown, key: string, bot: { userId: string; botId: string | undefined }) {
  const marked = Marked.safeParse(message).data;
  if (marked === undefined || marked.metadata.event_payload.key !== key) return undefined;
  const isOurs = marked.user === bot.userId || (bot.botId !== undefined && marked.bot_id === bot.botId);
  return isOurs ? marked.ts : undefined;
}
