// The Web API through the official client: what Slack takes, refuses and limits.
import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_MANIFEST, PLAYGROUND_CHANNELS } from '#playground/slack/options.ts';
import { type SlackStandIn, startSlackStandIn } from '#playground/slack/stand-in.ts';
import { SECRETS } from './bolt-app.ts';

const CHANNEL = 'C0PAYMENTS';
const EVERY_SCOPE = [
  ...DEFAULT_MANIFEST.scopes,
  'channels:read',
  'channels:history',
  'im:write',
  'channels:join',
  'usergroups:read',
  'reactions:write',
];
let nowMs = Date.parse('2026-11-22T12:00:00Z');
let slack: SlackStandIn;
let client: WebClient;

async function start(scopes: readonly string[] = EVERY_SCOPE): Promise<void> {
  slack = await startSlackStandIn({
    ...SECRETS,
    clock: { nowMs: () => nowMs },
    manifest: { ...DEFAULT_MANIFEST, scopes },
    userGroups: { S1: ['U0OLU00003'] },
    channels: [
      ...PLAYGROUND_CHANNELS,
      { id: 'C0ARCHIVED', name: 'archived', hasBot: true, isArchived: true },
      { id: 'C0SECRET01', name: 'secret', hasBot: false, isPrivate: true },
    ],
  });
  client = clientWith(SECRETS.botToken);
}

function clientWith(token: string): WebClient {
  return new WebClient(token, {
    logLevel: LogLevel.ERROR,
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

const refusal = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'accepted',
    (error: { data?: { error: string } }) => error.data?.error ?? error,
  );

beforeEach(() => start());
afterEach(() => slack.close());

describe('who may call', () => {
  test('auth.test names the bot and its scopes', async () => {
    const answer = await client.auth.test();
    expect(answer).toMatchObject({
      ok: true,
      user_id: 'U0BOT00000',
      bot_id: 'B0BOT00000',
      team_id: 'T0PLAYGRND',
    });
    expect(answer.response_metadata?.scopes).toEqual(EVERY_SCOPE);
  });

  test('wrong, missing and misplaced tokens are refused', async () => {
    expect(await refusal(clientWith('xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await refusal(new WebClient(undefined, { slackApiUrl: slack.apiUrl }).auth.test())).toBe(
      'not_authed',
    );
    expect(await refusal(client.apps.connections.open())).toBe('not_allowed_token_type');
    expect(
      await refusal(clientWith(SECRETS.appToken).chat.postMessage({ channel: CHANNEL, text: 'x' })),
    ).toBe('not_allowed_token_type');
  });

  test('a missing scope is named, with those that are there', async () => {
    await slack.close();
    await start(['chat:write']);
    await expect(client.users.info({ user: 'U0ANA00001' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write' },
    });
    await expect(client.conversations.history({ channel: CHANNEL })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'channels:history' },
    });
  });

  test('an unknown method is a platform error', async () => {
    expect(await refusal(client.apiCall('chat.sing'))).toBe('unknown_method');
    expect(await refusal(client.apiCall('constructor'))).toBe('unknown_method');
  });
});

describe('messages', () => {
  test('JSON and form bodies are the same', async () => {
    const post = (contentType: string, body: string) =>
      fetch(`${slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        body,
        headers: { 'content-type': contentType, authorization: `Bearer ${SECRETS.botToken}` },
      });
    const json = await post(
      'application/json; charset=utf-8',
      JSON.stringify({ channel: CHANNEL, text: 'é', blocks: [{ type: 'divider' }] }),
    );
    const form = await post(
      'application/x-www-form-urlencoded',
      new URLSearchParams({ channel: CHANNEL, text: 'é', blocks: '[{"type":"divider"}]' }).toString(),
    );
    expect([json.status, form.status]).toEqual([200, 200]);
    expect(slack.messages(CHANNEL).map(({ text, blocks }) => [text, blocks?.[0]?.type])).toEqual([
      ['é', 'divider'],
      ['é', 'divider'],
    ]);
  });

  test('go only where the bot is', async () => {
    const to = (channel: string) => refusal(client.chat.postMessage({ channel, text: 'x' }));
    expect(await to('C0GENERAL1')).toBe('not_in_channel');
    expect(await to('C0SECRET01')).toBe('channel_not_found');
    expect(await to('C0NOTHING1')).toBe('channel_not_found');
    expect(await to('C0ARCHIVED')).toBe('is_archived');
    expect(await refusal(client.chat.postMessage({ channel: CHANNEL, text: '' }))).toBe('no_text');
    await slack.as('ana').slash('general', '/invite @greenlight');
    expect(await to('C0GENERAL1')).toBe('accepted');
    expect(await to('U0BEN00002')).toBe('accepted');
  });

  test('bad blocks are refused with what is wrong', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }];
    await expect(client.chat.postMessage({ channel: CHANNEL, text: 'x', blocks })).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    expect(
      await refusal(client.apiCall('chat.postMessage', { channel: CHANNEL, text: 'x', blocks: '[' })),
    ).toBe('invalid_blocks_format');
    expect(slack.messages(CHANNEL)).toEqual([]);
  });

  test('long text is cut when posting and refused when editing', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'x'.repeat(40_001) });
    expect(slack.messages(CHANNEL)[0]?.text).toHaveLength(40_000);
    expect(await refusal(client.chat.update({ channel: CHANNEL, ts, text: 'x'.repeat(4001) }))).toBe(
      'msg_too_long',
    );
    expect(await refusal(client.chat.update({ channel: CHANNEL, ts, text: 'x'.repeat(4000) }))).toBe(
      'accepted',
    );
  });

  test('an edit with text alone drops the blocks and is marked; one with blocks is not marked', async () => {
    const blocks = [{ type: 'divider' }];
    const metadata = { event_type: 'task', event_payload: { id: 'T-1' } };
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'one', blocks, metadata });
    await client.chat.update({ channel: CHANNEL, ts, text: 'two', blocks });
    expect(slack.messages(CHANNEL)[0]).not.toHaveProperty('edited');
    await client.chat.update({ channel: CHANNEL, ts, text: 'three' });
    const [now] = slack.messages(CHANNEL);
    expect(now).toMatchObject({ text: 'three', edited: { user: 'U0BOT00000' }, metadata });
    expect(now?.blocks).toBeUndefined();
    expect(now?.earlier.map((version) => version.text)).toEqual(['one', 'two']);
  });

  test('only one’s own are edited, never ephemerals, never what is gone', async () => {
    const { ts } = await slack.as('ana').say('payments', 'mine');
    expect(await refusal(client.chat.update({ channel: CHANNEL, ts, text: 'x' }))).toBe(
      'cant_update_message',
    );
    expect(await refusal(client.chat.delete({ channel: CHANNEL, ts }))).toBe('cant_delete_message');
    const { message_ts = '' } = await client.chat.postEphemeral({
      channel: CHANNEL,
      user: 'U0ANA00001',
      text: 'psst',
    });
    expect(await refusal(client.chat.update({ channel: CHANNEL, ts: message_ts, text: 'x' }))).toBe(
      'message_not_found',
    );
    expect(await refusal(client.chat.update({ channel: CHANNEL, ts: '1.000000', text: 'x' }))).toBe(
      'message_not_found',
    );
    expect(
      await refusal(client.chat.postEphemeral({ channel: CHANNEL, user: 'U0NOBODY00', text: 'x' })),
    ).toBe('user_not_in_channel');
    slack.faults.fail('chat.update', 'edit_window_closed');
    expect(await refusal(client.chat.update({ channel: CHANNEL, ts, text: 'x' }))).toBe('edit_window_closed');
  });

  test('are found again by their metadata, threads by their parent', async () => {
    const metadata = { event_type: 'card', event_payload: { task: 'T-1' } };
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'card', metadata });
    const reply = await client.chat.postMessage({ channel: CHANNEL, text: 'reply', thread_ts: ts });
    await client.chat.postMessage({ channel: CHANNEL, text: 'reply to a reply', thread_ts: reply.ts ?? '' });
    await client.chat.postEphemeral({ channel: CHANNEL, user: 'U0ANA00001', text: 'psst' });
    const history = await client.conversations.history({ channel: CHANNEL, include_all_metadata: true });
    expect(history.messages).toMatchObject([{ ts, metadata, reply_count: 2 }]);
    expect((await client.conversations.history({ channel: CHANNEL })).messages?.[0]).not.toHaveProperty(
      'metadata',
    );
    const thread = await client.conversations.replies({ channel: CHANNEL, ts });
    expect(thread.messages?.map((message) => message.text)).toEqual(['card', 'reply', 'reply to a reply']);
    expect(
      await refusal(client.chat.postMessage({ channel: CHANNEL, text: 'x', thread_ts: '1.000000' })),
    ).toBe('thread_not_found');
    const { permalink = '' } = await client.chat.getPermalink({ channel: CHANNEL, message_ts: ts });
    expect((await fetch(permalink)).headers.get('content-type')).toContain('text/html');
  });

  test('history pages through', async () => {
    slack.faults.clear();
    for (const text of ['1', '2', '3']) await slack.as('ana').say('payments', text);
    const first = await client.conversations.history({ channel: CHANNEL, limit: 2 });
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await client.conversations.history({ channel: CHANNEL, limit: 2, cursor });
    expect([first, second].map((page) => page.messages?.map((message) => message.text))).toEqual([
      ['3', '2'],
      ['1'],
    ]);
    expect(second.has_more).toBe(false);
  });
});

describe('people and channels', () => {
  test('are described as Slack does', async () => {
    expect((await client.users.info({ user: 'U0GIA00004' })).user).toMatchObject({
      name: 'gia',
      is_restricted: true,
      tz: 'Europe/Rome',
      tz_offset: 3600,
    });
    expect((await client.users.list({})).members).toHaveLength(5);
    expect((await client.conversations.info({ channel: 'C0GENERAL1' })).channel).toMatchObject({
      name: 'general',
      is_member: false,
    });
    expect((await client.conversations.list({})).channels?.map((channel) => channel.name)).toEqual([
      'payments',
      'general',
      'archived',
    ]);
    expect((await client.conversations.open({ users: 'U0BEN00002' })).channel?.id).toBe('D0BEN00002');
    expect((await client.usergroups.users.list({ usergroup: 'S1' })).users).toEqual(['U0OLU00003']);
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'x' });
    await client.reactions.add({ channel: CHANNEL, timestamp: ts, name: 'eyes' });
    expect(await refusal(client.reactions.add({ channel: CHANNEL, timestamp: ts, name: 'eyes' }))).toBe(
      'already_reacted',
    );
  });
});

describe('limits and trouble', () => {
  test('chat.update is held to 50 a minute for the whole workspace', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'x' });
    for (let count = 0; count < 50; count += 1)
      await client.chat.update({ channel: CHANNEL, ts, text: `${count}` });
    await expect(client.chat.update({ channel: CHANNEL, ts, text: 'too much' })).rejects.toMatchObject({
      retryAfter: 60,
    });
    nowMs += 60_000;
    await client.chat.update({ channel: CHANNEL, ts, text: 'again' });
    expect(slack.messages(CHANNEL)[0]?.text).toBe('again');
  });

  test('chat.postMessage takes a burst of five in a channel, then one a second', async () => {
    const post = () => refusal(client.chat.postMessage({ channel: CHANNEL, text: 'x' }));
    for (let count = 0; count < 5; count += 1) expect(await post()).toBe('accepted');
    expect(await post()).toMatchObject({ retryAfter: 1 });
    expect(await refusal(client.chat.postMessage({ channel: 'U0BEN00002', text: 'x' }))).toBe('accepted');
    nowMs += 1_000;
    expect(await post()).toBe('accepted');
  });

  test('trouble comes as often as it was asked for', async () => {
    slack.faults.rateLimit('chat.postMessage', { retryAfterS: 7, times: 1 });
    slack.faults.fail('chat.postMessage', 'fatal_error');
    slack.faults.fail('chat.postMessage', 503);
    slack.faults.loseAnswers('chat.postMessage');
    const post = (text: string) => refusal(client.chat.postMessage({ channel: CHANNEL, text }));
    expect(await post('limited')).toMatchObject({ retryAfter: 7 });
    expect(await post('refused')).toBe('fatal_error');
    expect(await post('broken')).toMatchObject({ statusCode: 503 });
    expect(await post('carried out, answer lost')).toBeInstanceOf(Error);
    expect(await post('fine')).toBe('accepted');
    expect(slack.messages(CHANNEL).map((message) => message.text)).toEqual([
      'carried out, answer lost',
      'fine',
    ]);
  });

  test('no token is kept in the record of calls', async () => {
    await client.chat.postMessage({ channel: CHANNEL, text: 'x' });
    expect(JSON.stringify(slack.calls)).not.toContain(SECRETS.botToken);
    expect(slack.calls.at(-1)).toMatchObject({
      method: 'chat.postMessage',
      args: { text: 'x' },
      answer: { ok: true },
    });
  });
});
