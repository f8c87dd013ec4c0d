// The Bolt app with a door: every request passes here after its signature was checked and is stored before
// anything is acknowledged, whatever its kind. Bolt itself acknowledges events before their listener runs.
import { App, type AppOptions, type Receiver, type ReceiverEvent } from '@slack/bolt';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { SlackIdentity } from '../identity.ts';
import type { SlackIntents } from '../intents.ts';
import { slackLogger } from '../slack-logger.ts';
import type { Admission } from './admission.ts';
import { type Delivery, onceAck } from './delivery.ts';
import type { Desk } from './desk.ts';
import { readPayload } from './read-payload.ts';
import { suggestions } from './suggestions.ts';

type Deps = {
  desk: Desk;
  intents: Pick<SlackIntents, 'options'>;
  identity: SlackIdentity;
  admit: Admission;
  clock: Clock;
  log: Log;
};

/** What our listeners find in Bolt's context. */
type Taken = { delivery?: Delivery; markTaken?: () => void };

export class IntakeApp extends App {
  readonly #deps: Deps;

  constructor(receiver: Receiver, clientOptions: NonNullable<AppOptions['clientOptions']>, deps: Deps) {
    const { identity } = deps;
    super({
      receiver,
      clientOptions,
      logger: slackLogger(deps.log),
      convoStore: false,
      // Asked once at the start, not inside somebody's three seconds.
      authorize: async () => ({
        teamId: identity.teamId,
        botUserId: identity.botUserId,
        ...(identity.botId === undefined ? {} : { botId: identity.botId }),
      }),
    });
    this.#deps = deps;
    this.#listen();
  }

  /** Rejects only when an event could not be stored: then Slack gets no acknowledgement and sends it again. */
  override async processEvent(event: ReceiverEvent): Promise<void> {
    const { desk, identity, clock, log } = this.#deps;
    const ack = onceAck(event.ack, log);
    const offered = await suggestions(this.#deps, event.body);
    if (offered !== undefined) {
      await ack(offered);
      return;
    }
    const incoming = readPayload(event.body, clock.nowMs());
    if (incoming === null || incoming.userId === identity.botUserId) {
      await ack();
      return;
    }
    const delivery = { incoming, ack };
    try {
      if ((await desk.keep(incoming)) === 'seen') {
        log.info({ key: incoming.key, retryNum: event.retryNum }, 'slack repeats a request');
        await ack();
        return;
      }
    } catch (error) {
      if (incoming.kind === 'mention') throw error;
      await desk.refuse(delivery, error);
      return;
    }
    await this.#carry(event, delivery);
  }

  async #carry(event: ReceiverEvent, delivery: Delivery): Promise<void> {
    let isTaken = false;
    const taken: Taken = { delivery, markTaken: () => (isTaken = true) };
    await super.processEvent({
      ...event,
      ack: async (body) => void (await delivery.ack(typeof body === 'string' ? { text: body } : body)),
      customProperties: { ...event.customProperties, taken },
    });
    // No listener wanted it, and still somebody waits.
    if (!isTaken) await this.#deps.desk.work(delivery);
  }

  /** One listener a kind, for every name: two that match would both acknowledge, and an unknown name none. */
  #listen(): void {
    const take = async ({ context }: { context: { taken?: Taken } }): Promise<void> => {
      context.taken?.markTaken?.();
      if (context.taken?.delivery !== undefined) await this.#deps.desk.work(context.taken.delivery);
    };
    this.command(/.*/, take);
    this.action(/.*/, take);
    this.view(/.*/, take);
    this.shortcut(/.*/, take);
    this.event('app_mention', take);
    this.event('message', take);
    this.event('app_home_opened', take);
    this.event('agent_session_stopped', take);
    this.error(async (error) => {
      this.#deps.log.error({ err: error }, 'bolt failed while it carried a request');
    });
  }
}
