// The front desk: every request that was stored is worked here once, and whatever happens its person hears of it.
import { randomUUID } from 'node:crypto';
import type { Message } from '#core/messages/message.ts';
import type { Inbox, InboxItem } from '#ports/inbox.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { Answer } from '../answers.ts';
import { couldNotKeep, failedOnOurSide } from '../sentences.ts';
import type { Admission } from './admission.ts';
import { answerTo, type Delivery, redelivery } from './delivery.ts';
import { INBOX_SOURCE, Incoming } from './incoming.ts';
import { ephemeral, type Route } from './routes.ts';

export type Desk = {
  /** Durable on return. Throws when it could not be stored: then Slack must not be told that it was taken. */
  keep(incoming: Incoming): Promise<'new' | 'seen'>;
  /** Never rejects. */
  work(delivery: Delivery): Promise<void>;
  /** Tells the person that nothing was stored. Never rejects. */
  refuse(delivery: Delivery, error: unknown): Promise<void>;
  /** Begins to work what an earlier process took and did not finish; resolves when all of it was found. */
  resume(): Promise<void>;
  /** Resolves when nothing is being worked. */
  idle(): Promise<void>;
};

type Deps = {
  inbox: Inbox;
  admit: Admission;
  answer: Answer;
  publishHome: (userId: string, message: Message) => Promise<void>;
  route: Route;
  log: Log;
  /** After this a failure is the process's end, not the request's: it stays in the inbox for the next start. */
  signal: AbortSignal;
};

export function desk(deps: Deps): Desk {
  const { inbox, admit, answer, publishHome, route, log, signal } = deps;
  /** In this process' hands, from before they were stored until they are done; a repeat waits until the first is stored. */
  const mine = new Map<string, Promise<'new' | 'seen'>>();
  const working = new Set<Promise<void>>();

  return {
    keep,
    work,
    async refuse(delivery, error) {
      const ref = newRef();
      log.error({ err: error, ref, key: delivery.incoming.key }, 'a slack request could not be stored');
      await say(delivery, couldNotKeep(ref));
    },
    async resume() {
      for await (const item of inbox.pending(INBOX_SOURCE)) {
        if (mine.has(item.key)) continue;
        mine.set(item.key, Promise.resolve('new'));
        await again(item);
      }
    },
    async idle() {
      await Promise.all(working);
    },
  };

  async function keep(incoming: Incoming): Promise<'new' | 'seen'> {
    const { key, receivedAtMs } = incoming;
    const first = mine.get(key);
    if (first !== undefined) {
      await first;
      return 'seen';
    }
    const stored = inbox.put({ source: INBOX_SOURCE, key, receivedAtMs, body: JSON.stringify(incoming) });
    mine.set(key, stored);
    let isMine = false;
    try {
      const outcome = await stored;
      isMine = outcome === 'new';
      return outcome;
    } finally {
      if (!isMine) mine.delete(key);
    }
  }

  function work(delivery: Delivery): Promise<void> {
    const running = workOnce(delivery).finally(() => {
      working.delete(running);
      mine.delete(delivery.incoming.key);
    });
    working.add(running);
    return running;
  }

  async function again({ key, body }: InboxItem): Promise<void> {
    const incoming = Incoming.safeParse(JSON.parse(body)).data;
    if (incoming === undefined) {
      log.error({ key }, 'a stored slack request has a shape this version does not know');
      await inbox.done(INBOX_SOURCE, key);
      return;
    }
    log.info({ key, kind: incoming.kind }, 'working a slack request from before the restart');
    void work(redelivery(incoming));
  }

  async function workOnce(delivery: Delivery): Promise<void> {
    const { incoming } = delivery;
    try {
      const refusal = await admit(incoming);
      if (refusal === null) await route(delivery);
      else await say(delivery, refusal);
    } catch (error) {
      if (signal.aborted) {
        log.info({ key: incoming.key }, 'a slack request is left for the next start');
        return;
      }
      await apologise(delivery, error);
    }
    await inbox.done(INBOX_SOURCE, incoming.key).catch((error: unknown) => {
      log.error({ err: error, key: incoming.key }, 'a slack request may be worked again after a restart');
    });
  }

  async function apologise(delivery: Delivery, error: unknown): Promise<void> {
    const ref = newRef();
    const { key, kind } = delivery.incoming;
    log.error({ err: error, ref, key, kind }, 'a slack request failed');
    await say(delivery, failedOnOurSide(ref, error instanceof PortError ? error.problem.detail : undefined));
  }

  /** In the acknowledgement where Slack shows it, where they look, else as an answer of its own. */
  async function say(delivery: Delivery, message: Message): Promise<void> {
    const { incoming } = delivery;
    const inAck = incoming.kind === 'command' ? ephemeral(message) : undefined;
    if ((await delivery.ack(inAck)) && inAck !== undefined) return;
    const said =
      incoming.kind === 'home' ? publishHome(incoming.userId, message) : answer(answerTo(incoming), message);
    await said.catch((error: unknown) => {
      log.error({ err: error, key: incoming.key }, 'a person could not be told what became of their request');
    });
  }
}

/** Short enough to read out, in the log beside the error. */
const newRef = (): string => randomUUID().slice(0, 8);
