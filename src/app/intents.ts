// What people do in the chat, as the chat's adapter hands it over, to the use cases. One place names the actor's roles.
import type { Form, Message } from '#core/messages/message.ts';
import type { Person } from '#core/people.ts';
import type { AnswerTo } from '#ports/chat.ts';
import type { Context } from './commands/context.ts';
import type { Deps } from './deps.ts';
import { handleClick, handleSubmit } from './handle-click.ts';
import { handleWords } from './handle-words.ts';
import { actorOf } from './roles.ts';

type Who = { readonly requestKey: string; readonly person: Person };

/** `deps` is asked for at each call: the chat that it holds is made with these intents. */
export function intents(deps: () => Deps) {
  const contextOf = ({ requestKey, person }: Who, where: Omit<Context, 'requestKey' | 'actor'>): Context => ({
    requestKey,
    actor: actorOf(person, deps().config.people),
    ...where,
  });
  return {
    command: (
      intent: Who & { channelId: string; text: string; respond: AnswerTo },
    ): Promise<Message | null> =>
      handleWords(
        deps(),
        contextOf(intent, { channelId: intent.channelId, threadTs: null, respond: intent.respond }),
        intent.text,
      ),

    /** Outside a thread, the card goes under the words that asked for it. */
    mention: (
      intent: Who & { channelId: string; threadTs: string | null; ts: string; text: string },
    ): Promise<Message | null> =>
      handleWords(
        deps(),
        contextOf(intent, {
          channelId: intent.channelId,
          threadTs: intent.threadTs ?? intent.ts,
          respond: null,
        }),
        intent.text,
      ),

    click: (
      intent: Who & { channelId: string; threadTs: string | null; verb: string; value: string },
    ): Promise<{ answer?: Message; form?: Form }> =>
      handleClick(
        deps(),
        contextOf(intent, { channelId: intent.channelId, threadTs: intent.threadTs, respond: null }),
        intent,
      ),

    submit: (
      intent: Who & { value: string; fields: Readonly<Record<string, string>> },
    ): Promise<{ answer: Message }> =>
      handleSubmit(deps(), contextOf(intent, { channelId: '', threadTs: null, respond: null }), intent),
  };
}
