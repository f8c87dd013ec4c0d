// What people do in the chat, as the chat's adapter hands it over, to the use cases. One place names the actor's roles.
import { CHANNEL_FORM } from '#core/messages/channel-words.ts';
import type { Form, Message } from '#core/messages/message.ts';
import { START_FORM } from '#core/messages/start-form.ts';
import type { Person, Via } from '#core/people.ts';
import type { AnswerTo } from '#ports/chat.ts';
import { submitChannelForm } from './commands/administer.ts';
import type { Context } from './commands/context.ts';
import type { Deps } from './deps.ts';
import { handleClick, handleSubmit } from './handle-click.ts';
import { handleWords } from './handle-words.ts';
import { home } from './home.ts';
import { actorOf } from './roles.ts';
import { byShortcut, emptyForm, repositoriesLike, submitStart } from './start-by-form.ts';

type Who = {
  readonly requestKey: string;
  readonly person: Person;
  readonly named?: Readonly<Record<string, string>>;
};

/** `deps` is asked for at each call: the chat that it holds is made with these intents. */
export function intents(deps: () => Deps) {
  const contextOf = async (
    { requestKey, person, named }: Who,
    via: Via,
    where: Omit<Context, 'requestKey' | 'actor' | 'named'>,
  ): Promise<Context> => ({
    requestKey,
    actor: await actorOf(deps(), person, via),
    ...where,
    ...(named === undefined ? {} : { named }),
  });
  return {
    /** Without a word it opens the form. */
    command: async (
      intent: Who & { channelId: string; text: string; respond: AnswerTo },
    ): Promise<Message | { readonly form: Form } | null> =>
      intent.text.trim() === ''
        ? { form: await emptyForm(deps(), intent.channelId, '') }
        : handleWords(
            deps(),
            await contextOf(intent, 'slash', {
              channelId: intent.channelId,
              threadTs: null,
              respond: intent.respond,
            }),
            intent.text,
          ),

    shortcut: (intent: {
      callbackId: string;
      channelId: string;
      message: { text: string } | null;
    }): Promise<{ form?: Form }> => byShortcut(deps(), intent),

    home: async ({ person }: { person: Person }): Promise<Message> =>
      home(deps(), await actorOf(deps(), person, 'button')),

    options: async ({ field, typed }: { field: string; typed: string }): Promise<readonly string[]> =>
      field === 'repo' ? repositoriesLike(deps(), typed) : [],

    /** Outside a thread, the card goes under the words that asked for it. */
    mention: async (
      intent: Who & { channelId: string; threadTs: string | null; ts: string; text: string },
    ): Promise<Message | null> =>
      handleWords(
        deps(),
        await contextOf(intent, 'mention', {
          channelId: intent.channelId,
          threadTs: intent.threadTs ?? intent.ts,
          respond: null,
        }),
        intent.text,
      ),

    click: async (
      intent: Who & { channelId: string; threadTs: string | null; verb: string; value: string },
    ): Promise<{ answer?: Message; form?: Form }> =>
      handleClick(
        deps(),
        await contextOf(intent, 'button', {
          channelId: intent.channelId,
          threadTs: intent.threadTs,
          respond: null,
        }),
        intent,
      ),

    /** A form that was opened on a message is answered in that message's thread. */
    submit: async (
      intent: Who & {
        channelId: string;
        threadTs: string | null;
        messageTs: string | null;
        respond: AnswerTo;
        value: string;
        fields: Readonly<Record<string, string>>;
      },
    ): Promise<{ errors?: Record<string, string>; answer?: Message }> => {
      const { channelId, respond, messageTs } = intent;
      const threadTs = intent.threadTs ?? messageTs;
      const context = await contextOf(intent, 'form', { channelId, threadTs, respond });
      if (intent.value.startsWith(CHANNEL_FORM))
        return submitChannelForm(deps(), context, {
          channelId: intent.value.slice(CHANNEL_FORM.length) || null,
          fields: intent.fields,
        });
      return intent.value === START_FORM
        ? submitStart(deps(), context, intent)
        : handleSubmit(deps(), context, intent);
    },
  };
}
