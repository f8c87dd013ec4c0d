// One request on its way through the bot: what it is, and how to acknowledge it.
import type { AnswerTo } from '#ports/chat.ts';
import type { Log } from '#ports/log.ts';
import type { Incoming } from './incoming.ts';

export type Delivery = {
  readonly incoming: Incoming;
  /** False when Slack will not see it: acknowledged before, too late, connection gone, or worked again after a crash. */
  readonly ack: (body?: Record<string, unknown>) => Promise<boolean>;
};

type SlackAck = (body?: Record<string, unknown>) => Promise<void>;

/** An acknowledgement that never rejects: one that got lost must not lose the request with it. */
export function onceAck(ack: SlackAck, log: Log): Delivery['ack'] {
  let isSent = false;
  return async (body) => {
    if (isSent) return false;
    isSent = true;
    try {
      await ack(body);
      return true;
    } catch (error) {
      log.warn({ err: error }, 'slack could not be sent an acknowledgement');
      return false;
    }
  };
}

/** Worked again after a restart: Slack stopped waiting long ago. */
export const redelivery = (incoming: Incoming): Delivery => ({ incoming, ack: async () => false });

export function answerTo({ channelId, userId, threadTs, responseUrl }: Incoming): AnswerTo {
  return {
    channelId,
    userId,
    ...(threadTs === null ? {} : { threadTs }),
    ...(responseUrl === null ? {} : { responseUrl }),
  };
}
