// agents.sessions.*: the status of an agent's work beside a thread, with a stop button. For apps that are declared agents.
import { findMessage } from '../messages.ts';
import { STOP_EVENT, sessionKey } from '../workspace.ts';
import { type ApiCall, type ApiMethod, requiredArg, SlackApiError, textArg } from './call.ts';
import { channelArg } from './message-args.ts';

const STATUSES = ['active', 'processing', 'suspended', 'closed'] as const;
const MAX_TITLE_CHARS = 200;

function setStatus(call: ApiCall): Record<string, unknown> {
  const { workspace } = call;
  // Slack documents no code for this.
  if (!workspace.manifest.events.includes(STOP_EVENT)) throw new SlackApiError('not_allowed');
  const channel = channelArg(call, 'channel_id');
  const threadTs = requiredArg(call, 'thread_ts');
  if (!findMessage(workspace, channel.id, threadTs)) throw new SlackApiError('thread_not_found');
  const status = STATUSES.find((each) => each === textArg(call, 'status'));
  if (status === undefined) throw new SlackApiError('invalid_status');
  const key = sessionKey(channel.id, threadTs);
  const title = workspace.sessions.get(key)?.title ?? textArg(call, 'title') ?? '';
  if (title.length > MAX_TITLE_CHARS) throw new SlackApiError('invalid_title');
  const session = { channel: channel.id, threadTs, status, title };
  workspace.sessions.set(key, session);
  workspace.feed.show({ kind: 'session', session }, `${title}: ${status}`);
  return {};
}

export const AGENT_METHODS: Readonly<Record<string, ApiMethod>> = {
  'agents.sessions.setStatus': { token: 'bot', scopes: ['chat:write'], run: setStatus },
};
