// Slack's errors as problems the core knows: decided on codes and status, never on words.
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';

/** What is being done, for the detail of a problem: "chat.postMessage in C0123". `botName` is the name to invite. */
export type Doing = {
  readonly what: string;
  readonly channelId?: string;
  readonly botName: string;
  readonly nowMs: number;
};

const NOT_INVITED = new Set(['not_in_channel', 'channel_not_found', 'user_not_in_channel']);
const CHANNEL_CLOSED = new Set([
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
  'messages_tab_disabled',
]);
const TOKEN_REFUSED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'access_denied',
]);
const PASSING = new Set([
  'ratelimited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);
const BAD_CONTENT = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'block_mismatch',
  'msg_too_long',
  'msg_blocks_too_long',
]);

/** Slack's own code (`not_in_channel`), when it answered at all. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof WebAPIPlatformError ? error.data.error : undefined;

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean => {
  const code = codeOf(error);
  return code !== undefined && codes.includes(code);
};

/** Slack did not take the blocks: a bug of ours, but the sentence alone will pass. */
export const isBadContent = (error: unknown): boolean => BAD_CONTENT.has(codeOf(error) ?? '');

/** True when Slack answered that it did nothing; false when the call may have been carried out all the same. */
export const isCertainlyNotDone = (error: unknown): boolean =>
  (error instanceof WebAPIPlatformError && !PASSING.has(error.data.error)) ||
  error instanceof WebAPIRateLimitedError;

/** The Slack error as a PortError; anything that is not Slack's (a bug) comes back as it is. */
export function slackError(error: unknown, doing: Doing): Error {
  if (error instanceof WebAPIRateLimitedError) {
    return unavailable(`${doing.what}: Slack asks to wait`, error, doing.nowMs + error.retryAfter * 1_000);
  }
  if (error instanceof WebAPIHTTPError) {
    return unavailable(`${doing.what}: Slack answered HTTP ${error.statusCode}`, error);
  }
  if (error instanceof WebAPIRequestError) {
    return unavailable(`${doing.what}: Slack could not be reached (${error.original.name})`, error);
  }
  if (error instanceof WebAPIPlatformError) return platformError(error, doing);
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}

function unavailable(detail: string, cause: unknown, retryAtMs?: number): PortError {
  const when = retryAtMs === undefined ? {} : { retryAtMs };
  return new PortError(problem('chat_unavailable', detail), { retryable: true, cause, ...when });
}

function platformError(cause: WebAPIPlatformError, { what, channelId, botName }: Doing): PortError {
  const code = cause.data.error;
  const failed = (kind: 'chat_unavailable' | 'chat_channel_unavailable', detail: string) =>
    new PortError(problem(kind, `${what}: ${detail}`), { retryable: false, cause });
  if (NOT_INVITED.has(code)) {
    return failed(
      'chat_channel_unavailable',
      `${code}. Type /invite @${botName} in ${channelId ?? 'the channel'}.`,
    );
  }
  if (CHANNEL_CLOSED.has(code)) {
    return failed(
      'chat_channel_unavailable',
      `${code}. Use a channel where @${botName} may post, then type /invite @${botName} there.`,
    );
  }
  if (TOKEN_REFUSED.has(code)) {
    return failed(
      'chat_unavailable',
      `${code}. Set SLACK_BOT_TOKEN to the bot token of the installed app (xoxb-…).`,
    );
  }
  if (code === 'missing_scope') {
    const needed = neededScope(cause.data) ?? 'it lacks';
    return failed(
      'chat_unavailable',
      `missing_scope. Add the scope ${needed} and install the app again; SLACK_BOT_TOKEN may change.`,
    );
  }
  if (PASSING.has(code)) return unavailable(`${what}: ${code}`, cause);
  return failed('chat_unavailable', code);
}

/** Slack names the scope beside `missing_scope`; the typed answer does not know the field. */
function neededScope(data: object): string | undefined {
  return 'needed' in data && typeof data.needed === 'string' ? data.needed : undefined;
}
