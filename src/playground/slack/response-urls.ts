// response_url: the short-lived address a bot may answer a command or a click at, even where it is no member.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SlackApiError } from './api/call.ts';
import { checkedBlocks, MAX_POST_TEXT_CHARS } from './api/message-args.ts';
import { isRecord } from './blocks/rules.ts';
import { parseJson, readBody, sendJson, sendText } from './http.ts';
import { addMessage, deleteMessage, editMessage, findMessage } from './messages.ts';
import type { ResponseUrl, Workspace } from './workspace.ts';

export interface BotAnswer {
  readonly channel: string;
  readonly user: string;
  readonly threadTs?: string;
}

/**
 * Shows what a bot answered to a command or click: `text`, `blocks`, `response_type`. Ephemeral unless it says
 * `in_channel`. Throws SlackApiError for content Slack refuses.
 */
export function showBotAnswer(
  workspace: Workspace,
  to: BotAnswer,
  body: Readonly<Record<string, unknown>>,
): void {
  const channel = workspace.channels.get(to.channel);
  if (!channel) throw new SlackApiError('channel_not_found');
  const { text, blocks } = contentOf(body);
  const threadTs = typeof body.thread_ts === 'string' ? body.thread_ts : to.threadTs;
  addMessage(workspace, {
    channel,
    user: workspace.bot.userId,
    botId: workspace.bot.botId,
    text,
    ...(blocks ? { blocks } : {}),
    ...(threadTs ? { threadTs } : {}),
    ...(body.response_type === 'in_channel' ? {} : { ephemeralTo: to.user }),
  });
}

function contentOf(body: Readonly<Record<string, unknown>>) {
  const blocks = checkedBlocks(body.blocks);
  const text = typeof body.text === 'string' ? body.text.slice(0, MAX_POST_TEXT_CHARS) : '';
  if (text === '' && !blocks?.length) throw new SlackApiError('no_text');
  return { text, blocks };
}

function apply(workspace: Workspace, target: ResponseUrl, body: Readonly<Record<string, unknown>>): void {
  const original = target.messageTs ? findMessage(workspace, target.channel, target.messageTs) : undefined;
  if (body.delete_original === true) {
    if (original) deleteMessage(workspace, original);
    return;
  }
  if (body.replace_original === true && original) {
    const { text, blocks } = contentOf(body);
    editMessage(workspace, original, { text, user: workspace.bot.userId, ...(blocks ? { blocks } : {}) });
    return;
  }
  showBotAnswer(workspace, target, body);
}

export async function serveResponseUrl(
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const body = parseJson(await readBody(request));
  const target = workspace.responseUrls.get(path);
  if (!target) return sendText(response, 404, 'no_service');
  if (workspace.clock.nowMs() > target.expiresAtMs)
    return sendJson(response, 404, { ok: false, error: 'expired_url' });
  if (target.usesLeft <= 0) return sendJson(response, 404, { ok: false, error: 'used_url' });
  if (!isRecord(body)) return sendText(response, 400, 'invalid_payload');
  try {
    apply(workspace, target, body);
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    return sendJson(response, 400, { ok: false, error: error.code, ...error.details });
  }
  target.usesLeft -= 1;
  return sendText(response, 200, 'ok');
}
