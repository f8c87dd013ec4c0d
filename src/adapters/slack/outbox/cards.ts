// Cards: the newest state wins. While an edit waits for its turn, newer states replace the one it will show,
// so a busy card costs one call at a time and every caller still learns when its state, or a newer one, is shown.
import { WebAPIRateLimitedError } from '@slack/web-api';
import type { Message } from '#core/messages/message.ts';
import type { MessageRef } from '#core/task/task.ts';
import { hasCode } from '../slack-error.ts';
import type { Lane, Urgency } from './lane.ts';
import type { Lanes } from './lanes.ts';
import type { PostOnce } from './post-once.ts';
import type { Send } from './send.ts';
import { shownCards } from './shown.ts';

export type CardInput = {
  readonly key: string;
  readonly channelId: string;
  readonly threadTs?: string;
  readonly known: MessageRef | null;
  readonly message: Message;
};

type Wanted = CardInput & {
  readonly goneTs?: string;
  readonly waiters: readonly PromiseWithResolvers<MessageRef>[];
};
type Card = { wanted: Wanted | null; sending: Promise<void> | null; queuedIn: Set<Lane> };

type Deps = {
  lanes: Lanes;
  send: Send;
  postOnce: PostOnce;
  /** Whether somebody acted on this message just now. */
  isTouched: (ref: MessageRef) => boolean;
};

/** Rejects with Slack's own errors; every caller of a coalesced edit gets them. */
export function cards(deps: Deps): (input: CardInput) => Promise<MessageRef> {
  const byKey = new Map<string, Card>();
  const shown = shownCards();

  return (input) => {
    const { key, known, message } = input;
    if (known !== null && !byKey.has(key) && shown.is(key, known, message)) return Promise.resolve(known);
    const waiter = Promise.withResolvers<MessageRef>();
    const card = byKey.get(key) ?? { wanted: null, sending: null, queuedIn: new Set() };
    byKey.set(key, card);
    want(card, { ...input, waiters: [...(card.wanted?.waiters ?? []), waiter] });
    return waiter.promise;
  };

  function want(card: Card, wanted: Wanted): void {
    card.wanted = wanted;
    const turn = laneOf(wanted);
    const { key } = wanted;
    // People wait for how a task stands; how an agent gets on fills what is left of the limit.
    const urgency: Urgency = shown.says(key, wanted.message.text) ? 'can_wait' : 'soon';
    if (card.queuedIn.has(turn)) {
      if (urgency === 'soon') turn.hurry(key);
      return;
    }
    card.queuedIn.add(turn);
    turn
      .run(() => takeTurn(card, turn), { id: key, urgency })
      .catch((error: unknown) => {
        // A lane that was closed, or limited for longer than it waits. Everything else takeTurn settles itself.
        card.queuedIn.delete(turn);
        const left = card.wanted?.waiters ?? [];
        card.wanted = null;
        settle(left, (waiter) => waiter.reject(error));
        forget(card, wanted.key);
      });
  }

  function laneOf({ known, channelId }: Wanted): Lane {
    if (known === null) return deps.lanes.posts(channelId);
    const { humanEdits, edits } = deps.lanes;
    return deps.isTouched(known) && !humanEdits.isFull() ? humanEdits : edits;
  }

  async function takeTurn(card: Card, turn: Lane): Promise<void> {
    card.queuedIn.delete(turn);
    // Two lanes may reach one card: an older state must not land after a newer one.
    while (card.sending !== null) await card.sending;
    const wanted = card.wanted;
    if (wanted === null) return;
    card.wanted = null;
    const sent = show(card, wanted).finally(() => {
      card.sending = null;
      forget(card, wanted.key);
    });
    card.sending = sent.catch(() => undefined);
    await sent;
  }

  /** A card that is not idle stays known, so that the next state finds it. */
  function forget(card: Card, key: string): void {
    if (card.wanted === null && card.sending === null && byKey.get(key) === card) byKey.delete(key);
  }

  async function show(card: Card, wanted: Wanted): Promise<void> {
    try {
      const ref = wanted.known === null ? await post(card, wanted) : await edit(card, wanted, wanted.known);
      if (ref === null) return;
      shown.keep(wanted.key, ref, wanted.message);
      settle(wanted.waiters, (waiter) => waiter.resolve(ref));
    } catch (error) {
      shown.forget(wanted.key);
      // The lane waits and takes the turn again; a newer state may be there by then.
      if (error instanceof WebAPIRateLimitedError) {
        card.wanted = merged(wanted, card.wanted);
        throw error;
      }
      settle(wanted.waiters, (waiter) => waiter.reject(error));
    }
  }

  /** Null when the card was there already: then its edit is queued. */
  async function post(card: Card, wanted: Wanted): Promise<MessageRef | null> {
    const { key, channelId, threadTs, goneTs, message } = wanted;
    const target = { key, channelId, threadTs };
    const done = await deps.postOnce({
      ...target,
      ...(goneTs === undefined ? {} : { goneTs }),
      post: () => deps.send.post(target, message),
    });
    if (done.isNew) return done.ref;
    again(card, { ...wanted, known: done.ref });
    return null;
  }

  /** Null when the card is gone: then its posting is queued. */
  async function edit(card: Card, wanted: Wanted, known: MessageRef): Promise<MessageRef | null> {
    try {
      await deps.send.edit(wanted.key, known, wanted.message);
      return known;
    } catch (error) {
      // A person deleted the card, or it belongs to an earlier bot. The task lives on and its people need its
      // buttons, so it is posted anew, once, in the same place.
      if (!hasCode(error, 'message_not_found', 'cant_update_message')) throw error;
      again(card, { ...wanted, known: null, goneTs: known.ts });
      return null;
    }
  }

  /** Goes on in another lane, with whatever newer state has come meanwhile. */
  function again(card: Card, wanted: Wanted): void {
    want(card, merged(wanted, card.wanted));
  }
}

/** The newer message under what is known of the older try; all who wait are told. */
function merged(older: Wanted, newer: Wanted | null): Wanted {
  if (newer === null) return older;
  return { ...older, message: newer.message, waiters: [...older.waiters, ...newer.waiters] };
}

function settle(
  waiters: readonly PromiseWithResolvers<MessageRef>[],
  how: (waiter: PromiseWithResolvers<MessageRef>) => void,
): void {
  for (const waiter of waiters) how(waiter);
}
