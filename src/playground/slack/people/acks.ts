// What becomes of a person's action: acknowledged, or Slack's own error in Slack's words.
import { type Ack, type AckFailure, type Delivery, type DeliveryDeps, deliver } from '../delivery.ts';
import type { EventQueue } from '../event-queue.ts';
import { slackbotSays } from '../messages.ts';
import type { StandInUser } from '../options.ts';
import type { Conversation, Workspace } from '../workspace.ts';

export type AckResult =
  | { readonly ok: true; readonly ackMs: number; readonly response?: unknown }
  | {
      readonly ok: false;
      readonly ackMs: number;
      /** `not_sent`: Slack's client refused it; `errors`: the bot refused the form. */
      readonly error: AckFailure | 'not_sent' | 'errors';
      /** What the person reads. */
      readonly shown: string;
      /** By block_id, for a form. */
      readonly errors?: Readonly<Record<string, string>>;
    };

export interface HandsDeps {
  readonly workspace: Workspace;
  readonly delivery: DeliveryDeps;
  readonly events: EventQueue;
}

export interface SendOptions {
  /** How often the very same request reaches the bot; 1 unless told otherwise. */
  readonly duplicate?: number;
}

/** Sends it (several times at once when asked) and reports the first answer. */
export async function sendToBot(
  deps: HandsDeps,
  delivery: Delivery,
  { duplicate = 1 }: SendOptions = {},
): Promise<Ack> {
  const [first] = await Promise.all([
    deliver(deps.delivery, delivery),
    ...Array.from({ length: duplicate - 1 }, () => deliver(deps.delivery, delivery)),
  ]);
  return first;
}

export function notSent(shown: string): AckResult {
  return { ok: false, ackMs: 0, error: 'not_sent', shown };
}

/** Shows Slack's error to the person and reports it. */
export function failedAck(
  deps: HandsDeps,
  user: StandInUser,
  ack: { readonly tookMs: number; readonly reason: AckFailure },
  shown: string,
  channel?: Conversation,
): AckResult {
  const { feed } = deps.workspace;
  feed.show({ kind: 'error', user: user.id, ...(channel ? { channel: channel.id } : {}) }, shown);
  return { ok: false, ackMs: ack.tookMs, error: ack.reason, shown };
}

/** A line of Slackbot's that only this person sees, for what Slack itself refuses. */
export function refusedBySlack(
  deps: HandsDeps,
  user: StandInUser,
  channel: Conversation,
  shown: string,
): AckResult {
  slackbotSays(deps.workspace, channel, user.id, shown);
  return notSent(shown);
}
