// What every Chat promises: chatContract(name, make) registers the suite.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '#core/messages/message.ts';
import type { MessageRef } from '#core/task/task.ts';
import type { Chat } from '#ports/chat.ts';
import { PortError } from '#ports/port-error.ts';

export type Shown = {
  readonly ref: MessageRef;
  readonly threadTs: string | undefined;
  readonly text: string;
};

/** A chat under test, with what a person in it would see and do. */
export type ChatUnderTest = {
  chat(): Chat;
  /** The same chat as a new process finds it. */
  restart(): Promise<Chat>;
  readonly channelId: string;
  readonly userId: string;
  /** Where the bot was not invited. */
  readonly foreignChannelId: string;
  messages(): readonly Shown[];
  /** What only this person sees. */
  answersTo(userId: string): readonly string[];
  deleteMessage(ref: MessageRef): Promise<void>;
  /** The next post is not carried out, and the caller is told so. */
  failNextPost(): void;
  /** The next post is carried out, and the caller never learns of it. */
  loseNextPost(): void;
  dispose(): Promise<void>;
};

const says = (text: string): Message => ({ text, blocks: [{ kind: 'lines', lines: [[text]] }] });

export function chatContract(name: string, make: () => Promise<ChatUnderTest>): void {
  describe(`${name} keeps the chat contract`, () => {
    let under: ChatUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.dispose());

    const show = (text: string, known: MessageRef | null, chat = under.chat()) =>
      chat.showCard({ key: 'card/t-1', channelId: under.channelId, known, message: says(text) });
    const reply = (thread: MessageRef, key = 'reply/1', chat = under.chat()) =>
      chat.reply({ key, thread, message: says(`about ${key}`) });
    const texts = () => under.messages().map(({ text }) => text);

    test('a card is posted once and then edited in place', async () => {
      const ref = await show('queued', null);
      expect(await show('working', ref)).toEqual(ref);
      expect(under.messages()).toEqual([{ ref, threadTs: undefined, text: 'working' }]);
    });

    test('a reply is taken back, once, and others stay', async () => {
      const card = await show('working', null);
      await reply(card, 'reply/1');
      await reply(card, 'reply/2');
      const thread = card;
      await under.chat().retract({ key: 'reply/1', thread });
      expect(texts()).toEqual(['working', 'about reply/2']);
      await (await under.restart()).retract({ key: 'reply/1', thread });
      await under.chat().retract({ key: 'reply/never', thread });
      expect(texts()).toEqual(['working', 'about reply/2']);
    });

    test('a person has a name', async () => {
      expect(await under.chat().nameOf(under.userId)).toMatch(/^\S.*$/);
    });

    test('a person lives in a time zone that has a name', async () => {
      expect(await under.chat().timeZoneOf(under.userId)).toMatch(/^[A-Z][\w+-]*(\/[\w+-]+)*$/);
    });

    test('a card whose place was forgotten is found again by its key', async () => {
      const ref = await show('queued', null);
      expect(await show('working', null, await under.restart())).toEqual(ref);
      expect(texts()).toEqual(['working']);
    });

    test('of many states at once the newest stands, and every caller learns where', async () => {
      const ref = await show('state 0', null);
      const refs = await Promise.all(Array.from({ length: 20 }, (_, index) => show(`state ${index}`, ref)));
      expect(new Set(refs.map(({ ts }) => ts))).toEqual(new Set([ref.ts]));
      expect(texts()).toEqual(['state 19']);
    });

    test('two first states at once make one card', async () => {
      const refs = await Promise.all([show('first', null), show('second', null)]);
      expect(refs[0]).toEqual(refs[1]);
      expect(texts()).toEqual(['second']);
    });

    test('a card that a person deleted is posted again', async () => {
      const gone = await show('queued', null);
      await under.deleteMessage(gone);
      const ref = await show('working', gone);
      expect(ref).not.toEqual(gone);
      expect(await show('green', ref)).toEqual(ref);
      expect(texts()).toEqual(['green']);
    });

    test('a card asked for inside a thread stands there', async () => {
      const parent = await show('queued', null);
      const message = says('nested');
      const card = { key: 'card/t-2', channelId: under.channelId, threadTs: parent.ts, known: null, message };
      await under.chat().showCard(card);
      expect(under.messages().at(-1)).toMatchObject({ threadTs: parent.ts, text: 'nested' });
    });

    test('a reply is posted once per key, in its thread', async () => {
      const card = await show('queued', null);
      const first = await reply(card);
      expect(await reply(card)).toEqual(first);
      expect(await reply(card, 'reply/1', await under.restart())).toEqual(first);
      await reply(card, 'reply/2');
      const thread = under.messages().filter(({ threadTs }) => threadTs === card.ts);
      expect(thread.map(({ text }) => text)).toEqual(['about reply/1', 'about reply/2']);
    });

    test.each(['card', 'reply'])(
      'a %s whose posting was lost on the way back is not posted twice',
      async (kind) => {
        const card = kind === 'reply' ? await show('queued', null) : null;
        const post = (chat: Chat) =>
          card === null ? show('queued', null, chat) : reply(card, 'reply/1', chat);
        under.loseNextPost();
        await expect(post(under.chat())).rejects.toMatchObject({ retryable: true });
        const before = under.messages().length;
        const ref = await post(await under.restart());
        expect(under.messages()).toHaveLength(before);
        expect(under.messages().at(-1)?.ref).toEqual(ref);
      },
    );

    test('a chat that is down is a retryable problem, and a later try posts', async () => {
      under.failNextPost();
      const failed = await show('queued', null).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(PortError);
      expect(failed).toMatchObject({ problem: { code: 'chat_unavailable' }, retryable: true });
      await show('queued', null);
      expect(texts()).toEqual(['queued']);
    });

    test('a channel without the bot is a problem that names the remedy', async () => {
      const card = {
        key: 'card/t-3',
        channelId: under.foreignChannelId,
        known: null,
        message: says('queued'),
      };
      const failed = await under
        .chat()
        .showCard(card)
        .catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(PortError);
      expect(failed).toMatchObject({
        problem: {
          code: 'chat_channel_unavailable',
          detail: expect.stringContaining('/invite @greenlight'),
        },
        retryable: false,
      });
    });

    test('an answer is seen by one person and stands in no channel', async () => {
      await under.chat().answer({ channelId: under.channelId, userId: under.userId }, says('for you alone'));
      expect(under.answersTo(under.userId)).toEqual(['for you alone']);
      expect(texts()).toEqual([]);
    });
  });
}
