// Who speaks, where, and how the answer gets back: the same for a slash command and for words in a thread.
import type { Actor } from '#core/people.ts';
import type { AnswerTo } from '#ports/chat.ts';

export type Context = {
  /** Unique to what the person did; the same when it is delivered again. */
  readonly requestKey: string;
  readonly actor: Actor;
  readonly channelId: string;
  /** Set inside a thread; a task started there puts its card there. */
  readonly threadTs: string | null;
  readonly respond: AnswerTo | null;
  /** Ids of the people whom the words name, by how they read, such as `@ana`; absent where words name none. */
  readonly named?: Readonly<Record<string, string>>;
};
