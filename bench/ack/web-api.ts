// The least Slack Web API a bot needs: it answers at once and limits nothing, so that only the bot is measured.
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

export const TEAM_ID = 'T0BENCH001';
const BOT = {
  team_id: TEAM_ID,
  team: 'Bench',
  user_id: 'U0BOT00001',
  user: 'greenlight',
  bot_id: 'B0BOT00001',
};
const SCOPES = 'chat:write,commands,users:read,channels:history';

/** Answers by method name; a method that nobody foresaw is refused, as Slack does. */
export function webApi(): Server {
  let posted = 0;
  const answers: Readonly<Record<string, (form: URLSearchParams) => object>> = {
    'auth.test': () => BOT,
    'users.info': (form) => ({
      user: { id: form.get('user'), profile: { display_name: form.get('user') } },
    }),
    'chat.postMessage': (form) => {
      posted += 1;
      return { channel: form.get('channel'), ts: `1700000000.${String(posted).padStart(6, '0')}` };
    },
    'chat.update': (form) => ({ channel: form.get('channel'), ts: form.get('ts') }),
    'conversations.history': () => ({ messages: [] }),
    'conversations.replies': () => ({ messages: [] }),
  };
  return createServer(async (request, response) => {
    const method = (request.url ?? '').split('/').at(-1)?.split('?')[0] ?? '';
    const form = new URLSearchParams(await text(request));
    const answer = Object.hasOwn(answers, method) ? answers[method]?.(form) : undefined;
    const body = answer === undefined ? { ok: false, error: 'unknown_method' } : { ok: true, ...answer };
    response.writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': SCOPES });
    response.end(JSON.stringify(body));
  });
}
