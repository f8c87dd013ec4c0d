// Who the bot is in this workspace, asked once at the start; and which features its scopes allow.
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { problem } from '#core/problem.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import { slackError } from './slack-error.ts';

export type SlackIdentity = {
  readonly teamId: string;
  readonly enterpriseId: string | undefined;
  readonly botUserId: string;
  readonly botId: string | undefined;
  readonly botName: string;
  /** False: names are shown as ids, and guests are not told from members. */
  readonly canReadPeople: boolean;
  /** False: a post whose answer was lost may be posted a second time. */
  readonly canReadHistory: boolean;
};

/** Problem chat_unavailable naming SLACK_BOT_TOKEN when Slack refuses it; retryable when Slack cannot be reached. */
export async function fetchIdentity(
  client: WebClient,
  log: Log,
  nowMs: number,
  needs: { readonly people: boolean },
): Promise<SlackIdentity> {
  const answer = await client.auth.test().catch((error: unknown) => {
    throw slackError(error, { what: 'auth.test', botName: 'greenlight', nowMs });
  });
  const { team_id: teamId, user_id: botUserId } = answer;
  if (!teamId || !botUserId) throw notABot();
  const scopes = answer.response_metadata?.scopes ?? [];
  requireScope(scopes, 'chat:write', '');
  if (needs.people)
    requireScope(
      scopes,
      'users:read',
      ', without which guests cannot be told from members (or let them in: slack.guests: allowed in greenlight.yml)',
    );
  return {
    teamId,
    enterpriseId: answer.enterprise_id,
    botUserId,
    botId: answer.bot_id,
    botName: answer.user ?? 'greenlight',
    canReadPeople: hasScope(scopes, ['users:read'], 'names of people', log),
    canReadHistory: hasScope(
      scopes,
      ['channels:history', 'groups:history'],
      'finding a message again after a crash',
      log,
    ),
  };
}

function notABot(): PortError {
  const detail =
    'auth.test: SLACK_BOT_TOKEN belongs to no bot. Set it to the bot token of the installed app (xoxb-…).';
  return new PortError(problem('chat_unavailable', detail), { retryable: false });
}

/** Without it nothing works, or too much, so it is refused at the start and not at the first message. Slack sends no list to some tokens. */
function requireScope(scopes: readonly string[], scope: string, why: string): void {
  if (scopes.length === 0 || scopes.includes(scope)) return;
  const detail = `SLACK_BOT_TOKEN lacks the scope ${scope}${why}. Add it under OAuth & Permissions and install the app again.`;
  throw new PortError(problem('chat_unavailable', detail), { retryable: false });
}

function hasScope(scopes: readonly string[], needed: readonly string[], feature: string, log: Log): boolean {
  if (scopes.length === 0) return true;
  const missing = needed.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) log.warn({ missing, feature }, 'slack feature is off: the app lacks scopes');
  return missing.length < needed.length;
}

export const isMissingScope = (error: unknown): boolean =>
  error instanceof WebAPIPlatformError && error.data.error === 'missing_scope';
