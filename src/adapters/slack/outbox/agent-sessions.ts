// Slack's own status and stop button in a task's thread, where the operator wants them: a help for who looks there, never waited
// for. The click comes back as an event, see intake/read-payload.ts.
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Session } from '#core/messages/session.ts';
import type { MessageRef } from '#core/task/task.ts';
import type { Log } from '#ports/log.ts';
import { cleanLine } from '../render/clean-text.ts';
import { cutPlain } from '../render/cut-text.ts';
import { LIMITS } from '../render/limits.ts';
import { hasCode } from '../slack-error.ts';

/** `thread` is the thread's first message. */
export type ShowSession = (thread: MessageRef, session: Session) => void;

// Source: https://docs.slack.dev/reference/methods/agents.sessions.setStatus
const STATUSES = { at_work: 'processing', waiting: 'suspended', over: 'closed' } as const;

/** Sessions whose status is remembered, so that it is not sent again with every edit of the card. */
const MAX_SESSIONS = 2_000;

export function agentSessions(client: WebClient, log: Log): ShowSession {
  const told = new Map<string, Session['status']>();
  let isTaken = true;

  async function send({ channelId, ts }: MessageRef, { status, title, requesterId }: Session): Promise<void> {
    await client.agents.sessions.setStatus({
      channel_id: channelId,
      thread_ts: ts,
      status: STATUSES[status],
      title: cutPlain(cleanLine(title), LIMITS.sessionTitle),
      initiator_user_id: requesterId,
    });
  }

  return (thread, session) => {
    const key = `${thread.channelId}/${thread.ts}`;
    if (!isTaken || told.get(key) === session.status) return;
    told.delete(key);
    told.set(key, session.status);
    if (told.size > MAX_SESSIONS) told.delete(told.keys().next().value ?? '');
    send(thread, session).catch((error: unknown) => {
      told.delete(key);
      // The app is no agent, or the workspace has none: that does not change while it runs.
      if (!isRefused(error)) return log.info({ err: error }, 'the status of a session was not shown');
      if (isTaken)
        log.warn({ err: error }, 'slack takes no agent sessions; none are shown until the next start');
      isTaken = false;
    });
  };
}

const isRefused = (error: unknown): boolean =>
  error instanceof WebAPIPlatformError && !hasCode(error, ...OF_ONE_THREAD);

/** These say nothing of the next thread. */
const OF_ONE_THREAD = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'thread_not_found',
  'internal_error',
  'ratelimited',
];
