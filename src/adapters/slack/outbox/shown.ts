// What cards show now, as far as this process knows: so that nothing is sent that stands there, and progress waits for news.
import type { Message } from '#core/messages/message.ts';
import type { MessageRef } from '#core/task/task.ts';

/** Cards that change by themselves belong to tasks at work; more of those at once than this are not expected. */
const MAX_CARDS = 2_000;

type Card = { readonly ts: string; readonly text: string; readonly content: string };

export type Shown = {
  keep(key: string, ref: MessageRef, message: Message): void;
  /** Nobody knows any more what it shows. */
  forget(key: string): void;
  is(key: string, ref: MessageRef | null, message: Message): boolean;
  /** The sentence that says how the task stands is there already; what differs is detail. */
  says(key: string, text: string): boolean;
};

export function shownCards(): Shown {
  const cards = new Map<string, Card>();
  return {
    keep(key, { ts }, message) {
      // The newest last, so that those at work stay.
      cards.delete(key);
      cards.set(key, { ts, text: message.text, content: JSON.stringify(message) });
      if (cards.size > MAX_CARDS) cards.delete(cards.keys().next().value ?? '');
    },
    forget: (key) => void cards.delete(key),
    is(key, ref, message) {
      const card = cards.get(key);
      return card !== undefined && card.ts === ref?.ts && card.content === JSON.stringify(message);
    },
    says: (key, text) => cards.get(key)?.text === text,
  };
}
