// What the environment says about Slack: Socket Mode where there is an app-level token, HTTP otherwise.
import type { EnvironmentReader } from './environment.ts';

export type SlackConfig = {
  readonly botToken: string;
  readonly apiUrl: string;
  readonly mode:
    | { readonly kind: 'http'; readonly signingSecret: string }
    | { readonly kind: 'socket'; readonly appToken: string };
};

export function readSlack(reader: EnvironmentReader): SlackConfig {
  const botToken = reader.required('SLACK_BOT_TOKEN');
  reader.matching('SLACK_BOT_TOKEN', botToken, /^xoxb-\S+$/, 'a bot token (xoxb-…)');
  const appToken = reader.optional('SLACK_APP_TOKEN');
  reader.matching('SLACK_APP_TOKEN', appToken, /^xapp-\S+$/, 'an app-level token (xapp-…)');
  const apiUrl = `${reader.url('SLACK_API_URL', ['http:', 'https:'])}/`;
  if (appToken !== undefined) return { botToken, apiUrl, mode: { kind: 'socket', appToken } };
  const signingSecret = reader.required('SLACK_SIGNING_SECRET');
  return { botToken, apiUrl, mode: { kind: 'http', signingSecret } };
}
