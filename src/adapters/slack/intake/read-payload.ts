// Slack's payloads, already checked for their signature, as Incoming. Only the fields that are used; the rest is dropped.
import { z } from 'zod';
import { readFields, readOrigin } from '../render/form-view.ts';
import type { Incoming } from './incoming.ts';
import { maybe, present } from './payload-parts.ts';
import { readEvent } from './read-event.ts';

const Command = z.object({
  command: z.string(),
  text: z.string().default(''),
  team_id: maybe,
  user_id: z.string(),
  user_name: maybe,
  channel_id: z.string(),
  response_url: maybe,
  trigger_id: z.string(),
});

const user = z.object({ id: z.string(), name: maybe, username: maybe, team_id: maybe });
const team = z.object({ id: maybe }).nullish();
const container = z.object({ message_ts: maybe, channel_id: maybe, thread_ts: maybe }).nullish();

const Click = z.object({
  type: z.literal('block_actions'),
  user,
  team,
  trigger_id: z.string(),
  response_url: maybe,
  channel: z.object({ id: maybe }).nullish(),
  container,
  message: z.object({ ts: maybe, thread_ts: maybe }).nullish(),
  view: z.object({ type: maybe }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: maybe,
        value: maybe,
        selected_option: z.object({ value: maybe }).nullish(),
      }),
    )
    .min(1),
});

const Submission = z.object({
  type: z.literal('view_submission'),
  user,
  team,
  trigger_id: maybe,
  view: z.object({
    id: z.string(),
    hash: maybe,
    callback_id: z.string().default(''),
    private_metadata: z.string().default(''),
    state: z.unknown(),
  }),
});

const Shortcut = z.object({
  type: z.enum(['shortcut', 'message_action']),
  user,
  team,
  callback_id: z.string(),
  trigger_id: z.string(),
  response_url: maybe,
  channel: z.object({ id: maybe }).nullish(),
  message: z.object({ ts: maybe, thread_ts: maybe, text: maybe }).nullish(),
});

const Other = z.object({
  type: z.string(),
  user,
  team,
  trigger_id: maybe,
  action_ts: maybe,
  response_url: maybe,
  channel: z.object({ id: maybe }).nullish(),
});

/** Null for what no person waits for: events other than a mention or a direct message, a closed form, a menu asking for its options. */
export function readPayload(body: unknown, nowMs: number): Incoming | null {
  return readCommand(body, nowMs) ?? readEvent(body, nowMs) ?? readInteraction(body, nowMs);
}

function readCommand(body: unknown, receivedAtMs: number): Incoming | null {
  const command = Command.safeParse(body).data;
  if (command === undefined) return null;
  return {
    kind: 'command',
    key: `command:${command.trigger_id}`,
    receivedAtMs,
    userId: command.user_id,
    userName: command.user_name,
    teamIds: present(command.team_id),
    channelId: command.channel_id,
    threadTs: null,
    responseUrl: command.response_url,
    text: command.text,
    triggerId: command.trigger_id,
  };
}

function readInteraction(body: unknown, receivedAtMs: number): Incoming | null {
  const click = Click.safeParse(body).data;
  if (click !== undefined) return readClick(click, receivedAtMs);
  const submission = Submission.safeParse(body).data;
  if (submission !== undefined) return readSubmission(submission, receivedAtMs);
  const shortcut = Shortcut.safeParse(body).data;
  if (shortcut !== undefined) return readShortcut(shortcut, receivedAtMs);
  const other = Other.safeParse(body).data;
  if (other === undefined || other.type === 'view_closed' || other.type === 'block_suggestion') return null;
  const id = other.trigger_id ?? other.action_ts ?? `${other.user.id}:${receivedAtMs}`;
  return {
    kind: 'unknown',
    ...personOf(other, receivedAtMs),
    key: `${other.type}:${id}`,
    channelId: other.channel?.id ?? other.user.id,
    responseUrl: other.response_url,
    type: other.type,
  };
}

function readClick(click: z.infer<typeof Click>, receivedAtMs: number): Incoming {
  const [action] = click.actions;
  const messageTs = click.container?.message_ts ?? click.message?.ts ?? '';
  const actionTs = action?.action_ts ?? click.trigger_id;
  return {
    kind: 'click',
    ...personOf(click, receivedAtMs),
    key: `click:${actionTs}:${action?.action_id}:${click.user.id}`,
    // A click outside a channel (a form, the home tab) is answered in direct messages.
    channelId: click.channel?.id ?? click.container?.channel_id ?? click.user.id,
    threadTs: click.container?.thread_ts ?? click.message?.thread_ts ?? null,
    responseUrl: click.response_url,
    messageTs,
    actionId: action?.action_id ?? '',
    value: action?.value ?? action?.selected_option?.value ?? '',
    triggerId: click.trigger_id,
    isAtHome: click.view?.type === 'home',
  };
}

/** Used anywhere, it belongs to no channel: what it starts is told in direct messages. */
function readShortcut(shortcut: z.infer<typeof Shortcut>, receivedAtMs: number): Incoming {
  const { message } = shortcut;
  return {
    kind: 'shortcut',
    ...personOf(shortcut, receivedAtMs),
    key: `shortcut:${shortcut.trigger_id}`,
    channelId: shortcut.channel?.id ?? shortcut.user.id,
    threadTs: message?.thread_ts ?? null,
    responseUrl: shortcut.response_url,
    callbackId: shortcut.callback_id,
    triggerId: shortcut.trigger_id,
    text: message?.text ?? '',
    messageTs: message?.ts ?? '',
  };
}

function readSubmission(submission: z.infer<typeof Submission>, receivedAtMs: number): Incoming {
  const { view } = submission;
  const origin = readOrigin(view.private_metadata);
  return {
    kind: 'submit',
    ...personOf(submission, receivedAtMs),
    key: `submit:${submission.trigger_id ?? `${view.id}:${view.hash ?? ''}`}`,
    channelId: origin?.channelId ?? submission.user.id,
    threadTs: origin?.threadTs ?? null,
    responseUrl: origin?.responseUrl ?? null,
    callbackId: view.callback_id,
    privateMetadata: view.private_metadata,
    fields: readFields(view.state),
  };
}

type Interaction = { user: z.infer<typeof user>; team?: z.infer<typeof team> };

const personOf = (body: Interaction, receivedAtMs: number) => ({
  receivedAtMs,
  userId: body.user.id,
  userName: body.user.username ?? body.user.name,
  teamIds: present(body.team?.id, body.user.team_id),
  threadTs: null,
  responseUrl: null,
});
