// How requests reach a bot and what its answers do: signatures, time limits, retries, one-time ids and addresses.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySlackRequest } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '#playground/slack/stand-in.ts';
import { SECRETS, until } from './bolt-app.ts';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly raw: string;
  /** The decoded body: an event's JSON, a command's form, or an interaction's payload. */
  readonly body: Record<string, unknown>;
}

type Answer = (response: ServerResponse, body: Received['body']) => void;

const START_MS = Date.parse('2026-11-22T12:00:00Z');
let nowMs = START_MS;
let slack: SlackStandIn;
let client: WebClient;
let received: Received[];
let answer: Answer;
let bot: ReturnType<typeof createServer>;

const ok: Answer = (response) => response.end();
const json =
  (body: unknown): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
const never: Answer = () => undefined;

function decode(raw: string, contentType: string): Record<string, unknown> {
  if (contentType.includes('json')) return JSON.parse(raw);
  const form = Object.fromEntries(new URLSearchParams(raw));
  return form.payload ? JSON.parse(form.payload) : form;
}

async function listen(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let raw = '';
  for await (const chunk of request) raw += String(chunk);
  const body = decode(raw, request.headers['content-type'] ?? '');
  received.push({ headers: request.headers, raw, body });
  answer(response, body);
}

async function start(ackTimeoutMs: number): Promise<void> {
  await slack?.close();
  slack = await startSlackStandIn({ ...SECRETS, clock: { nowMs: () => nowMs }, ackTimeoutMs });
  slack.setEventsUrl(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/slack/events`);
  client = new WebClient(SECRETS.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
}

beforeEach(async () => {
  nowMs = START_MS;
  received = [];
  answer = ok;
  bot = createServer((request, response) => void listen(request, response));
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  await start(3_000);
});

afterEach(async () => {
  await slack.close();
  bot.closeAllConnections();
  await new Promise<void>((resolve) => bot.close(() => resolve()));
});

const modal = (more: object = {}) => ({
  type: 'modal' as const,
  title: { type: 'plain_text' as const, text: 'T' },
  blocks: [],
  ...more,
});
const buttons = (label: string, actionId: string) => [
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: actionId, text: { type: 'plain_text', text: label }, value: '1' },
    ],
  },
];
const respond = (url: unknown, body: object) =>
  fetch(String(url), { method: 'POST', body: JSON.stringify(body) });
const lastBody = (): Record<string, unknown> => received.at(-1)?.body ?? {};

describe('a request', () => {
  test('carries a signature that Bolt accepts for the raw body and for no other', async () => {
    await slack.as('ana').slash('payments', '/agent fix “this” & that');
    const [request] = received;
    const check = (body: string) =>
      verifySlackRequest({
        signingSecret: SECRETS.signingSecret,
        body,
        headers: {
          'x-slack-signature': String(request?.headers['x-slack-signature']),
          'x-slack-request-timestamp': Number(request?.headers['x-slack-request-timestamp']),
        },
      });
    expect(() => check(request?.raw ?? '')).not.toThrow();
    expect(() => check(`${request?.raw}x`)).toThrow();
  });

  test('of a command holds what Slack puts there, mentions and links as references', async () => {
    await slack.as('ana').slash('payments', '/agent tell @ben about #general https://example.com/a');
    expect(lastBody()).toMatchObject({
      command: '/agent',
      text: 'tell <@U0BEN00002|ben> about <#C0GENERAL1|general> <https://example.com/a>',
      user_id: 'U0ANA00001',
      channel_id: 'C0PAYMENTS',
      team_id: 'T0PLAYGRND',
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/commands/'),
    });
    expect(lastBody()).not.toHaveProperty('thread_ts');
  });

  test('is not sent for a command in a thread or one that nobody has', async () => {
    const ana = slack.as('ana');
    const { ts } = await ana.say('payments', 'hello');
    expect(await ana.slash('payments', '/agent status', { threadTs: ts })).toMatchObject({
      ok: false,
      error: 'not_sent',
      shown: '/agent is not supported in threads. Sorry!',
    });
    expect(await ana.slash('payments', '/agnet status')).toMatchObject({
      shown: '/agnet is not a valid command.',
    });
    expect(received).toEqual([]);
  });
});

describe('the time limit', () => {
  test('an acknowledgement that does not come is Slack’s error for that person alone', async () => {
    await start(150);
    answer = never;
    const shown: unknown[] = [];
    slack.onVisible((event) => shown.push(event));
    expect(await slack.as('ana').slash('payments', '/agent fix')).toMatchObject({
      ok: false,
      error: 'operation_timeout',
      shown: '/agent failed with the error "operation_timeout"',
    });
    expect(shown).toMatchObject([
      { kind: 'error', user: 'U0ANA00001', text: '/agent failed with the error "operation_timeout"' },
    ]);
    expect(received).toHaveLength(1);
  });

  test('a late acknowledgement changes nothing', async () => {
    await start(150);
    let late: ServerResponse | undefined;
    answer = (response) => {
      late = response;
    };
    expect((await slack.as('ana').slash('payments', '/agent fix')).ok).toBe(false);
    if (late) json({ text: 'too late' })(late, {});
    await slack.as('ana').say('payments', 'and on it goes');
    expect(slack.messages('payments').map((message) => message.text)).toEqual(['and on it goes']);
  });

  test('errors, dead bots and lost acknowledgements have their own words', async () => {
    const ana = slack.as('ana');
    answer = (response) => response.writeHead(500).end();
    expect(await ana.slash('payments', '/agent a')).toMatchObject({ error: 'http_service_error' });
    answer = (response) => response.writeHead(404).end();
    expect(await ana.slash('payments', '/agent b')).toMatchObject({ error: 'http_client_error' });
    answer = ok;
    slack.faults.dropAcks();
    expect(await ana.slash('payments', '/agent c')).toMatchObject({ error: 'operation_timeout' });
    slack.setEventsUrl('http://127.0.0.1:1/');
    expect(await ana.slash('payments', '/agent d')).toMatchObject({ error: 'dispatch_failed' });
    await start(50);
    slack.faults.dropDeliveries();
    expect(await slack.as('ana').slash('payments', '/agent e')).toMatchObject({ error: 'operation_timeout' });
    expect(received.map(({ body }) => body.text)).toEqual(['a', 'b', 'c']);
  });
});

describe('events', () => {
  test('are retried at once, after one minute and after five, under the same id', async () => {
    answer = (response) => response.writeHead(500).end();
    await slack.as('ana').mention('payments', null, 'status');
    await until(() => received.length === 2);
    nowMs += 60_000;
    await until(() => received.length === 3);
    nowMs += 299_000;
    await slack.as('ana').say('payments', 'no mention');
    expect(received).toHaveLength(3);
    nowMs += 1_000;
    await until(() => received.length === 4);
    await until(() => slack.pendingEvents() === 0);
    expect(
      received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]),
    ).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(received.map(({ body }) => body.event_id)).size).toBe(1);
  });

  test('are not retried once acknowledged, nor when the bot says so', async () => {
    await slack.as('ana').mention('payments', null, 'status');
    expect(slack.pendingEvents()).toBe(0);
    answer = (response) => response.writeHead(500, { 'x-slack-no-retry': '1' }).end();
    await slack.as('ana').mention('payments', null, 'status');
    expect(slack.pendingEvents()).toBe(0);
    expect(received).toHaveLength(2);
  });

  test('can come twice on request, and so can commands and clicks', async () => {
    slack.faults.duplicateDeliveries(1);
    await slack.as('ana').mention('payments', null, 'status');
    await slack.as('ana').slash('payments', '/agent status', { duplicate: 3 });
    expect(received.map(({ body }) => body.event_id ?? body.trigger_id)).toHaveLength(5);
    expect(new Set(received.map(({ body }) => body.event_id ?? body.trigger_id)).size).toBe(2);
  });

  test('tell of mentions, direct messages, edits and the home tab, and of nothing else', async () => {
    const ana = slack.as('ana');
    await ana.say('payments', 'not for the bot');
    const { ts } = await ana.mention('payments', null, 'retry');
    await ana.edit('payments', ts, '@greenlight abort');
    await ana.message('hello');
    await ana.openHome('home');
    await ana.mention('general', null, 'the bot is not here');
    expect(received.map(({ body }) => body.event)).toMatchObject([
      { type: 'app_mention', text: '<@U0BOT00000> retry', ts },
      { type: 'app_mention', text: '<@U0BOT00000> abort', ts, edited: { user: 'U0ANA00001' } },
      { type: 'message', channel_type: 'im', channel: 'D0ANA00001', text: 'hello' },
      { type: 'app_home_opened', tab: 'home', user: 'U0ANA00001' },
    ]);
    expect(slack.messages('general').at(-1)).toMatchObject({ isSlackbot: true, ephemeralTo: 'U0ANA00001' });
  });
});

describe('clicks', () => {
  test('carry the message and are shown; a stale one still reaches the bot', async () => {
    const { ts = '' } = await client.chat.postMessage({
      channel: 'C0PAYMENTS',
      text: 'card',
      blocks: buttons('Approve', 'approve'),
    });
    const ben = slack.as('ben');
    expect((await ben.click('payments', ts, 'approve')).ok).toBe(true);
    expect(lastBody()).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0BEN00002', team_id: 'T0PLAYGRND' },
      channel: { id: 'C0PAYMENTS' },
      container: { message_ts: ts, is_ephemeral: false },
      message: { ts, text: 'card' },
      actions: [{ action_id: 'approve', value: '1', action_ts: expect.any(String) }],
    });
    await client.chat.update({ channel: 'C0PAYMENTS', ts, text: 'approved' });
    await expect(ben.click('payments', ts, 'approve')).rejects.toThrow('has no approve');
    expect((await ben.click('payments', ts, 'approve', { stale: true })).ok).toBe(true);
    expect(slack.messages('payments')[0]?.presses).toHaveLength(2);
  });

  test('on ephemerals carry no message and belong to one person', async () => {
    const { message_ts = '' } = await client.chat.postEphemeral({
      channel: 'C0PAYMENTS',
      user: 'U0ANA00001',
      text: 'x',
      blocks: buttons('Yes', 'yes'),
    });
    await expect(slack.as('ben').click('payments', message_ts, 'yes')).rejects.toThrow('sees no message');
    await slack.as('ana').click('payments', message_ts, 'yes');
    expect(lastBody()).toMatchObject({ container: { is_ephemeral: true } });
    expect(lastBody()).not.toHaveProperty('message');
    await respond(lastBody().response_url, { replace_original: true, text: 'done' });
    expect(slack.messages('payments')).toMatchObject([{ text: 'done', ephemeralTo: 'U0ANA00001' }]);
  });
});

describe('a response_url', () => {
  test('takes five answers, even where the bot is no member', async () => {
    await slack.as('ana').slash('general', '/agent fix');
    const url = lastBody().response_url;
    const statuses: number[] = [];
    for (let count = 1; count <= 6; count += 1)
      statuses.push((await respond(url, { text: `answer ${count}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(slack.messages('general')).toHaveLength(5);
    expect(slack.messages('general').every((message) => message.ephemeralTo === 'U0ANA00001')).toBe(true);
  });

  test('ends after thirty minutes and checks what it is given', async () => {
    await slack.as('ana').slash('payments', '/agent fix');
    const url = lastBody().response_url;
    expect((await respond(url, { text: 'x', blocks: [{ type: 'nothing' }] })).status).toBe(400);
    expect((await respond(url, { text: 'to all', response_type: 'in_channel' })).status).toBe(200);
    expect(slack.messages('payments').at(-1)).not.toHaveProperty('ephemeralTo');
    nowMs += 30 * 60_000 + 1;
    expect(await (await respond(url, { text: 'late' })).json()).toEqual({ ok: false, error: 'expired_url' });
    expect((await respond(`${slack.url}/commands/T0PLAYGRND/guess`, { text: 'x' })).status).toBe(404);
  });

  test('deletes the clicked message on request', async () => {
    const { ts = '' } = await client.chat.postMessage({
      channel: 'C0PAYMENTS',
      text: 'card',
      blocks: buttons('Bye', 'bye'),
    });
    await slack.as('ana').click('payments', ts, 'bye');
    await respond(lastBody().response_url, { delete_original: true });
    expect(slack.messages('payments')).toEqual([]);
  });
});

describe('modals', () => {
  const input = (blockId: string) => ({
    type: 'input' as const,
    block_id: blockId,
    label: { type: 'plain_text' as const, text: blockId },
    element: { type: 'plain_text_input' as const, action_id: 'text' },
  });
  const submit = { type: 'plain_text' as const, text: 'Go' };
  const openWith = async (view: object) => {
    const trigger_id = String(lastBody().trigger_id);
    return client.views.open({ trigger_id, view: view as ReturnType<typeof modal> });
  };

  test('a trigger serves once and for three seconds', async () => {
    await slack.as('ana').slash('payments', '/agent');
    await openWith(modal());
    await expect(openWith(modal())).rejects.toMatchObject({ data: { error: 'exchanged_trigger_id' } });
    await slack.as('ana').slash('payments', '/agent');
    nowMs += 3_001;
    await expect(openWith(modal())).rejects.toMatchObject({ data: { error: 'expired_trigger_id' } });
    await expect(client.views.open({ trigger_id: 'guess', view: modal() })).rejects.toMatchObject({
      data: { error: 'invalid_trigger_id' },
    });
  });

  test('a submission can update the view, push another and clear all', async () => {
    const ana = slack.as('ana');
    await ana.slash('payments', '/agent');
    await openWith(modal({ blocks: [input('what')], submit, private_metadata: 'T-1' }));
    const first = ana.modal();
    answer = json({
      response_action: 'update',
      view: modal({ blocks: [input('why')], submit, callback_id: 'second' }),
    });
    expect((await ana.submitModal(first?.id ?? '', { what: 'the clock' })).ok).toBe(true);
    expect(lastBody()).toMatchObject({
      type: 'view_submission',
      view: { private_metadata: 'T-1', state: { values: { what: { text: { value: 'the clock' } } } } },
    });
    expect(ana.modal()).toMatchObject({ id: first?.id, callbackId: 'second' });
    answer = json({
      response_action: 'push',
      view: modal({ callback_id: 'third', blocks: [input('who')], submit }),
    });
    await ana.submitModal(first?.id ?? '', { why: 'because' });
    expect(ana.modal()).toMatchObject({ callbackId: 'third', previousId: first?.id, rootId: first?.id });
    answer = json({ response_action: 'clear' });
    await ana.submitModal(ana.modal()?.id ?? '', { who: 'me' });
    expect(ana.modal()).toBeUndefined();
  });

  test('an update needs the newest hash and keeps what was typed', async () => {
    const ana = slack.as('ana');
    await ana.slash('payments', '/agent');
    const { view } = await openWith(modal({ blocks: [input('what')], submit }));
    const view_id = view?.id ?? '';
    const next = modal({ blocks: [input('what'), input('why')], submit }) as ReturnType<typeof modal>;
    await client.views.update({ view_id, hash: view?.hash ?? '', view: next });
    await expect(client.views.update({ view_id, hash: view?.hash ?? '', view: next })).rejects.toMatchObject({
      data: { error: 'hash_conflict' },
    });
    expect(ana.modal()?.blocks).toHaveLength(2);
  });

  test('a form the bot answers badly or not at all stays open with Slack’s words', async () => {
    const ana = slack.as('ana');
    await ana.slash('payments', '/agent');
    await openWith(modal({ blocks: [input('what')], submit }));
    const id = ana.modal()?.id ?? '';
    answer = json({ response_action: 'errors', errors: { nowhere: 'x' } });
    expect(await ana.submitModal(id, { what: 'x' })).toMatchObject({ ok: false, error: 'invalid_response' });
    answer = (response) => response.writeHead(500).end();
    expect(await ana.submitModal(id, { what: 'x' })).toMatchObject({
      ok: false,
      shown: 'We had some trouble connecting. Try again?',
    });
    expect(ana.modal()?.id).toBe(id);
  });

  test('a home tab is published for one person', async () => {
    await client.views.publish({
      user_id: 'U0ANA00001',
      view: { type: 'home', blocks: [{ type: 'divider' }] },
    });
    expect(slack.as('ana').home()?.blocks).toHaveLength(1);
    expect(slack.as('ben').home()).toBeUndefined();
  });
});
