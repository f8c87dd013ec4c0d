// The Chat port on Slack: cards and replies through the outbox, answers at once.
import { problem } from '#core/problem.ts';
import type { Chat } from '#ports/chat.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { Settings } from '#ports/settings.ts';
import { answers } from './answers.ts';
import type { SlackClients } from './clients.ts';
import type { SlackIdentity } from './identity.ts';
import type { OpenHomes } from './open-homes.ts';
import type { ShowSession } from './outbox/agent-sessions.ts';
import type { BlockStyles } from './outbox/block-styles.ts';
import { cards } from './outbox/cards.ts';
import { findMessage } from './outbox/find-message.ts';
import { lanes, type Paces, SLACK_PACES } from './outbox/lanes.ts';
import { placeOf, postOnce } from './outbox/post-once.ts';
import { sender } from './outbox/send.ts';
import type { Touched } from './outbox/touched.ts';
import { permalinks } from './permalinks.ts';
import { slackError } from './slack-error.ts';

export type SlackChatDeps = {
  readonly clients: SlackClients;
  readonly identity: SlackIdentity;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly touched: Touched;
  /** Ends waiting in the outbox: what was not sent rejects as retryable. */
  readonly signal: AbortSignal;
  readonly paces?: Paces;
  readonly styles: BlockStyles;
  /** Absent: no sessions. */
  readonly showSession?: ShowSession;
  /** Told of every card that is to change. */
  readonly homes?: Pick<OpenHomes, 'stale'>;
  readonly timeZoneOf: Chat['timeZoneOf'];
  readonly nameOf: Chat['nameOf'];
};

export function slackChat(deps: SlackChatDeps): Chat {
  const { clients, identity, settings, clock, log, touched, signal } = deps;
  const outbox = lanes(deps.paces ?? SLACK_PACES, clock, signal);
  const find = findMessage({ client: clients.outbox, lane: outbox.lookups, identity, log });
  const once = postOnce({ settings, clock, teamId: identity.teamId, find });
  const send = sender(clients.outbox, log, deps.styles);
  const showCard = cards({ lanes: outbox, send, postOnce: once, isTouched: touched.has });
  const place = placeOf({ settings, teamId: identity.teamId, find });
  const answer = answers(clients.interactive, log);

  return {
    showCard: async ({ session, ...input }) => {
      deps.homes?.stale();
      const card = await orPortError(showCard(input), 'showing a card', input.channelId);
      if (session !== undefined)
        deps.showSession?.({ channelId: card.channelId, ts: input.threadTs ?? card.ts }, session);
      return card;
    },
    reply: ({ key, thread, message }) => {
      const target = { key, channelId: thread.channelId, threadTs: thread.ts };
      const post = () => send.post(target, message);
      const posted = outbox.posts(thread.channelId).run(() => once({ ...target, post }));
      return orPortError(
        posted.then(({ ref }) => ref),
        'replying in a thread',
        thread.channelId,
      );
    },
    retract: ({ key, thread }) => {
      const input = { key, channelId: thread.channelId, threadTs: thread.ts };
      const removed = outbox.posts(thread.channelId).run(async () => {
        const ref = await place(input);
        if (ref !== null) await send.remove(ref);
      });
      return orPortError(removed, 'taking back a reply', thread.channelId);
    },
    permalink: permalinks(clients.interactive, log),
    timeZoneOf: deps.timeZoneOf,
    nameOf: deps.nameOf,
    answer: (to, message) => orPortError(answer(to, message), 'answering a person', to.channelId),
  };

  async function orPortError<T>(work: Promise<T>, what: string, channelId: string): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (signal.aborted) throw stopping(what, error);
      const { botName } = identity;
      throw slackError(error, { what: `${what} in ${channelId}`, channelId, botName, nowMs: clock.nowMs() });
    }
  }
}

function stopping(what: string, cause: unknown): PortError {
  return new PortError(problem('chat_unavailable', `${what}: the bot is stopping`), {
    retryable: true,
    cause,
  });
}
