// Where people are: one card per task, few replies, answers to a person alone.
import type { Message } from '#core/messages/message.ts';
import type { Session } from '#core/messages/session.ts';
import type { MessageRef } from '#core/task/task.ts';

/** How to answer one person about what they just did: only they see it. */
export type AnswerTo = {
  readonly channelId: string;
  readonly userId: string;
  readonly threadTs?: string;
  readonly responseUrl?: string;
};

export interface Chat {
  /**
   * The card under `key` shows `message`: edited in place when `known` is given, else found again by its key, else posted
   * (in `threadTs` when given). Newest state wins; edits may be coalesced. Problem chat_channel_unavailable when it cannot be posted there.
   */
  showCard(input: {
    key: string;
    channelId: string;
    threadTs?: string;
    known: MessageRef | null;
    message: Message;
    /** For chats that show one beside the card's thread. */
    session?: Session;
  }): Promise<MessageRef>;
  /** Posts once per key: a reply that is already in the thread is not posted again. */
  reply(input: { key: string; thread: MessageRef; message: Message }): Promise<MessageRef>;
  /** What was posted under this key is gone from its thread; nothing happens where it is not there. */
  retract(input: { key: string; thread: MessageRef }): Promise<void>;
  answer(to: AnswerTo, message: Message): Promise<void>;
  /** A link to a message, anybody's; null where the chat gives none. */
  permalink(ref: MessageRef): Promise<string | null>;
  /** The IANA name of the time zone that a person lives by, such as Europe/Berlin; null where the chat does not say. */
  timeZoneOf(userId: string): Promise<string | null>;
  /** How the chat shows a person; their id where it does not say. */
  nameOf(userId: string): Promise<string>;
}
