// Talking: slash commands, mentions, direct messages, edits.

import { SlackApiError } from '../api/call.ts';
import { isRecord } from '../blocks/rules.ts';
import type { Ack } from '../delivery.ts';
import { addMessage, editMessage, findMessage } from '../messages.ts';
import type { StandInUser } from '../options.ts';
import { commandPayload, encodeTyped, eventPayload, messageEventPayload } from '../payloads.ts';
import { showBotAnswer } from '../response-urls.ts';
import type { BlockData, StoredMessage } from '../visible.ts';
import {
  type Conversation,
  nextTs,
  openDirectMessage,
  SLACKBOT_ID,
  STOP_EVENT,
  sessionKey,
} from '../workspace.ts';
import {
  type AckResult,
  failedAck,
  type HandsDeps,
  notSent,
  refusedBySlack,
  type SendOptions,
  sendToBot,
} from './acks.ts';

export interface SlashOptions extends SendOptions {
  /** Typed in a thread's composer, where Slack refuses commands of apps. */
  readonly threadTs?: string;
}

function invite(deps: HandsDeps, user: StandInUser, channel: Conversation, text: string): AckResult {
  const { workspace } = deps;
  if (text.trim() !== `@${workspace.bot.name}`) {
    return refusedBySlack(deps, user, channel, `Name whom to invite: /invite @${workspace.bot.name}`);
  }
  channel.hasBot = true;
  const line = `<@${workspace.bot.userId}> was added to #${channel.name} by <@${user.id}>.`;
  addMessage(workspace, { channel, user: SLACKBOT_ID, isSlackbot: true, text: line });
  return { ok: true, ackMs: 0 };
}

function showAnswer(
  deps: HandsDeps,
  user: StandInUser,
  channel: Conversation,
  typed: string,
  body: unknown,
): string | undefined {
  const answer = typeof body === 'string' ? { text: body } : body;
  if (!isRecord(answer) || (!answer.text && !answer.blocks)) return undefined;
  if (answer.response_type === 'in_channel') {
    addMessage(deps.workspace, {
      channel,
      user: user.id,
      text: encodeTyped(deps.workspace, typed, { withNames: false }),
    });
  }
  try {
    showBotAnswer(deps.workspace, { channel: channel.id, user: user.id }, answer);
  } catch (error) {
    if (error instanceof SlackApiError) return error.code;
    throw error;
  }
  return undefined;
}

/** `typed` is the whole line, for instance `/agent status`. */
export async function slash(
  deps: HandsDeps,
  user: StandInUser,
  channel: Conversation,
  typed: string,
  options: SlashOptions = {},
): Promise<AckResult> {
  const [name = '', ...words] = typed.trim().split(' ');
  if (name === '/invite') return invite(deps, user, channel, words.join(' '));
  const command = deps.workspace.manifest.commands.find((entry) => entry.command === name);
  if (!command) return refusedBySlack(deps, user, channel, `${name} is not a valid command.`);
  if (options.threadTs)
    return refusedBySlack(deps, user, channel, `${name} is not supported in threads. Sorry!`);
  const payload = commandPayload(deps.workspace, { user, channel, command, text: words.join(' ').trim() });
  const ack = await sendToBot(deps, { kind: 'command', payload }, options);
  if (!ack.ok) return failedAck(deps, user, ack, `${name} failed with the error "${ack.reason}"`, channel);
  const refused = showAnswer(deps, user, channel, typed, ack.body);
  if (refused) {
    return failedAck(
      deps,
      user,
      { tookMs: ack.tookMs, reason: 'invalid_response' },
      `${name} failed with the error "${refused}"`,
      channel,
    );
  }
  return { ok: true, ackMs: ack.tookMs, ...(ack.body === undefined ? {} : { response: ack.body }) };
}

/** The rich_text Slack's composer makes of a line: text and user mentions. */
function typedBlocks(encoded: string): BlockData[] {
  const plain = (text: string): string =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const elements = encoded
    .split(/(<@[A-Z0-9]+>)/)
    .filter((part) => part !== '')
    .map((part) => {
      const user = /^<@([A-Z0-9]+)>$/.exec(part)?.[1];
      return user
        ? { type: 'user', user_id: user }
        : { type: 'text', text: plain(part.replace(/<(https?:[^>]+)>/g, '$1')) };
    });
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}

export interface Said {
  readonly ts: string;
  /** The bot's first acknowledgement; absent when the message was none of its business. */
  readonly ack?: Ack;
}

async function tellBot(
  deps: HandsDeps,
  user: StandInUser,
  channel: Conversation,
  message: StoredMessage,
): Promise<Ack | undefined> {
  const { workspace } = deps;
  const isMention = message.text.includes(`<@${workspace.bot.userId}>`);
  const type = channel.dmWith ? 'message' : 'app_mention';
  const subscribed = workspace.manifest.events.includes(channel.dmWith ? 'message.im' : 'app_mention');
  if (!subscribed || (!channel.dmWith && !isMention)) return undefined;
  if (!channel.hasBot) {
    const line = `<@${workspace.bot.userId}> is not in this channel. Add it with /invite @${workspace.bot.name}`;
    refusedBySlack(deps, user, channel, line);
    return undefined;
  }
  return deps.events.push(eventPayload(workspace, messageEventPayload(workspace, type, message), user));
}

export async function say(
  deps: HandsDeps,
  user: StandInUser,
  channel: Conversation,
  text: string,
  threadTs?: string,
): Promise<Said> {
  const encoded = encodeTyped(deps.workspace, text, { withNames: false });
  const message = addMessage(deps.workspace, {
    channel,
    user: user.id,
    text: encoded,
    blocks: typedBlocks(encoded),
    ...(threadTs ? { threadTs } : {}),
  });
  const ack = await tellBot(deps, user, channel, message);
  return { ts: message.ts, ...(ack ? { ack } : {}) };
}

/** Edits one's own message; an edited mention reaches the bot again, with the same ts. */
export async function edit(
  deps: HandsDeps,
  user: StandInUser,
  channel: Conversation,
  ts: string,
  text: string,
): Promise<Said> {
  const message = findMessage(deps.workspace, channel.id, ts);
  if (!message || message.user !== user.id)
    throw new Error(`${user.name} has no message ${ts} in ${channel.name}`);
  const encoded = encodeTyped(deps.workspace, text, { withNames: false });
  const edited = editMessage(deps.workspace, message, { text: encoded, user: user.id });
  const ack = await tellBot(deps, user, channel, edited);
  return { ts, ...(ack ? { ack } : {}) };
}

/** The stop button beside a thread. Throws where the thread has no session that goes on. */
export async function stopSession(
  deps: HandsDeps,
  user: StandInUser,
  channel: Conversation,
  threadTs: string,
): Promise<AckResult> {
  const { workspace } = deps;
  const session = workspace.sessions.get(sessionKey(channel.id, threadTs));
  if (session === undefined || session.status === 'closed') throw new Error('there is nothing to stop');
  const event = {
    type: STOP_EVENT,
    channel: channel.id,
    user: user.id,
    thread_ts: threadTs,
    streaming_message_ts: [],
    event_ts: nextTs(workspace),
  };
  return pushed(deps, eventPayload(workspace, event, user));
}

export async function openHome(
  deps: HandsDeps,
  user: StandInUser,
  tab: 'home' | 'messages',
): Promise<AckResult> {
  const { workspace } = deps;
  const channel = openDirectMessage(workspace, user.id);
  if (!workspace.manifest.events.includes('app_home_opened'))
    return notSent('the app does not listen to app_home_opened');
  const event = {
    type: 'app_home_opened',
    user: user.id,
    channel: channel.id,
    tab,
    event_ts: String(workspace.clock.nowMs() / 1000),
  };
  return pushed(deps, eventPayload(workspace, event, user));
}

async function pushed(deps: HandsDeps, payload: ReturnType<typeof eventPayload>): Promise<AckResult> {
  const ack = await deps.events.push(payload);
  return ack.ok
    ? { ok: true, ackMs: ack.tookMs }
    : { ok: false, ackMs: ack.tookMs, error: ack.reason, shown: '' };
}
