// Two Web API clients: one for what a person waits for (fails fast), one for the outbox (its queue decides about trying again).
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '#ports/log.ts';
import { slackLogger } from './slack-logger.ts';

export const SLACK_API_URL = 'https://slack.com/api/';
const INTERACTIVE_TIMEOUT_MS = 5_000;
const OUTBOX_TIMEOUT_MS = 15_000;

export type SlackClients = { readonly interactive: WebClient; readonly outbox: WebClient };

export function slackClients(botToken: string, apiUrl: string, log: Log): SlackClients {
  const options = clientOptions(apiUrl, log);
  return {
    interactive: new WebClient(botToken, { ...options, timeout: INTERACTIVE_TIMEOUT_MS }),
    outbox: new WebClient(botToken, { ...options, timeout: OUTBOX_TIMEOUT_MS }),
  };
}

/**
 * The client's own retries are off: it pauses all its calls when one method is rate limited, tries for half an hour,
 * and would post a second time after a timeout.
 */
export function clientOptions(apiUrl: string, log: Log): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout: INTERACTIVE_TIMEOUT_MS,
    logger: slackLogger(log),
  };
}
