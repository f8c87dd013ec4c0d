// Slack's events as Incoming: what people say to the bot, its home tab, its stop button.
import { z } from 'zod';
import type { Incoming } from './incoming.ts';
import { maybe, present } from './payload-parts.ts';

const Mention = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  team_id: maybe,
  is_ext_shared_channel: z.boolean().default(false),
  event: z.object({
    type: z.enum(['app_mention', 'message']),
    /** Of `message`: direct ones alone are heard. */
    channel_type: maybe,
    /** An edit, a deletion, a file: nothing that was said. */
    subtype: maybe,
    user: z.string(),
    bot_id: maybe,
    text: z.string().default(''),
    ts: z.string(),
    channel: z.string(),
    thread_ts: maybe,
    team: maybe,
    user_team: maybe,
    source_team: maybe,
  }),
});

/** Slack's stop button in a thread: the same as the word. */
const SessionStopped = z.object({
  type: z.literal('event_callback'),
  team_id: maybe,
  is_ext_shared_channel: z.boolean().default(false),
  event: z.object({
    type: z.literal('agent_session_stopped'),
    channel: z.string(),
    user: z.string(),
    thread_ts: z.string(),
    event_ts: z.string(),
  }),
});

/** The messages tab of the bot is told of by the same event. */
const HomeOpened = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  team_id: maybe,
  event: z.object({ type: z.literal('app_home_opened'), tab: z.literal('home'), user: z.string() }),
});

/** Null for events that ask for nothing. */
export const readEvent = (body: unknown, nowMs: number): Incoming | null =>
  readMention(body, nowMs) ?? readHome(body, nowMs) ?? readStop(body, nowMs);

function readMention(body: unknown, receivedAtMs: number): Incoming | null {
  const mention = Mention.safeParse(body).data;
  if (mention === undefined) return null;
  const { event } = mention;
  // Two bots that answer each other never stop.
  if (event.bot_id !== null) return null;
  const isHeard = event.type === 'app_mention' || (event.channel_type === 'im' && event.subtype === null);
  if (!isHeard) return null;
  return {
    kind: 'mention',
    // Not the event's id: an edited mention comes as a new event, and is the same request.
    key: `mention:${event.channel}:${event.ts}`,
    receivedAtMs,
    userId: event.user,
    userName: null,
    teamIds: present(mention.team_id, event.team, event.user_team, event.source_team),
    channelId: event.channel,
    threadTs: event.thread_ts,
    responseUrl: null,
    ts: event.ts,
    text: event.text,
    isSharedChannel: mention.is_ext_shared_channel,
  };
}

function readHome(body: unknown, receivedAtMs: number): Incoming | null {
  const opened = HomeOpened.safeParse(body).data;
  if (opened === undefined) return null;
  const { event, team_id: teamId, event_id: eventId } = opened;
  return {
    kind: 'home',
    key: `home:${eventId}`,
    receivedAtMs,
    userId: event.user,
    userName: null,
    teamIds: present(teamId),
    channelId: event.user,
    threadTs: null,
    responseUrl: null,
  };
}

function readStop(body: unknown, receivedAtMs: number): Incoming | null {
  const stopped = SessionStopped.safeParse(body).data;
  if (stopped === undefined) return null;
  const { event } = stopped;
  return {
    kind: 'mention',
    key: `stop:${event.channel}:${event.event_ts}`,
    receivedAtMs,
    userId: event.user,
    userName: null,
    teamIds: present(stopped.team_id),
    channelId: event.channel,
    threadTs: event.thread_ts,
    responseUrl: null,
    ts: event.event_ts,
    text: 'abort',
    isSharedChannel: stopped.is_ext_shared_channel,
  };
}
