// The stand-in against a real Bolt app over real sockets, in both modes: what a person does reaches the bot, and
// what the bot does is seen.
import type { App } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { MODES, startBench, until } from './bolt-app.ts';

const card = (state: string) => [
  { type: 'section', block_id: 'head', text: { type: 'mrkdwn', text: `*fix the clock* is ${state}` } },
  {
    type: 'actions',
    block_id: 'deeds',
    elements: [
      {
        type: 'button',
        action_id: 'approve',
        text: { type: 'plain_text', text: 'Approve' },
        value: 'T-1:1',
        style: 'primary',
      },
    ],
  },
];
const form = {
  type: 'modal',
  callback_id: 'task',
  private_metadata: 'C0PAYMENTS',
  title: { type: 'plain_text', text: 'New task' },
  submit: { type: 'plain_text', text: 'Start' },
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'prompt',
      label: { type: 'plain_text', text: 'What' },
      element: { type: 'plain_text_input', action_id: 'text', min_length: 3 },
    },
    {
      type: 'input',
      block_id: 'repo',
      label: { type: 'plain_text', text: 'Repository' },
      element: {
        type: 'static_select',
        action_id: 'choice',
        options: [{ text: { type: 'plain_text', text: 'acme/payments' }, value: 'acme/payments' }],
      },
    },
  ],
};

function behave(app: App): void {
  app.command('/agent', async ({ ack, command, client }) => {
    if (command.text === 'form') {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form as never });
      return;
    }
    await ack({ response_type: 'ephemeral', text: `Got it: ${command.text}` });
    await client.chat.postMessage({
      channel: command.channel_id,
      text: 'T-1 is queued',
      blocks: card('queued'),
      metadata: { event_type: 'task', event_payload: { id: 'T-1' } },
    });
  });
  app.action(/.*/, async ({ ack, body, client, action, respond }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.channel || !body.message) return;
    const value = 'value' in action ? action.value : undefined;
    await client.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text: 'T-1 is approved',
      blocks: card(`approved by ${body.user.name} (${value})`).slice(0, 1),
    });
    await respond({ response_type: 'ephemeral', replace_original: false, text: 'Thank you' });
  });
  app.event('app_mention', async ({ event, client }) => {
    await client.chat.postMessage({
      channel: event.channel,
      thread_ts: event.thread_ts ?? event.ts,
      text: `heard: ${event.text}`,
    });
  });
  app.message(async ({ message, say }) => {
    if ('text' in message) await say(`dm: ${message.text}`);
  });
  app.view('task', async ({ ack, view, client }) => {
    const prompt = view.state.values.prompt?.text?.value ?? '';
    if (prompt.includes('everything')) {
      await ack({ response_action: 'errors', errors: { prompt: 'Too much for one task.' } });
      return;
    }
    await ack();
    const repo = view.state.values.repo?.choice?.selected_option?.value;
    await client.chat.postMessage({ channel: view.private_metadata, text: `${prompt} in ${repo}` });
  });
  app.view({ callback_id: 'task', type: 'view_closed' }, async ({ ack, view, client }) => {
    await ack();
    await client.chat.postMessage({ channel: view.private_metadata, text: 'form closed' });
  });
}

describe.each(MODES)('with Bolt in %s mode', (mode) => {
  test('a slash command is acknowledged, answered in private and leads to a card', async () => {
    await using bench = await startBench(mode, {}, behave);
    const result = await bench.slack.as('ana').slash('payments', '/agent fix the clock for @ben & me');
    expect(result).toMatchObject({ ok: true });
    await until(() => bench.seen.length === 2);
    expect(bench.lines().sort()).toEqual([
      'ephemeral: Got it: fix the clock for @ben & me',
      'message: fix the clock is queued\n[Approve]',
    ]);
    const [ephemeral] = bench.slack.messages('payments').filter((message) => message.ephemeralTo);
    expect(ephemeral).toMatchObject({
      ephemeralTo: 'U0ANA00001',
      text: 'Got it: fix the clock for <@U0BEN00002|ben> &amp; me',
    });
  });

  test('a click edits the card in place and answers through the response_url', async () => {
    await using bench = await startBench(mode, {}, behave);
    await bench.slack.as('ana').slash('payments', '/agent fix');
    const posted = await until(() => bench.slack.messages('payments').find((message) => message.blocks));
    const result = await bench.slack.as('ben').click('payments', posted.ts, 'approve');
    expect(result.ok).toBe(true);
    await until(() => bench.seen.some((event) => event.text === 'Thank you'));
    const [now] = bench.slack.messages('payments').filter((message) => message.ts === posted.ts);
    expect(now).toMatchObject({ text: 'T-1 is approved', metadata: { event_payload: { id: 'T-1' } } });
    expect(now?.edited).toBeUndefined();
    expect(bench.lines()).toContain('press: Approve');
    expect(bench.lines()).toContain('edit: fix the clock is approved by ben (T-1:1)');
    expect(bench.seen.findLast((event) => event.kind === 'ephemeral')).toMatchObject({
      message: { ephemeralTo: 'U0BEN00002' },
    });
  });

  test('a mention in a thread is answered in that thread, a direct message in private', async () => {
    await using bench = await startBench(mode, {}, behave);
    const { ts } = await bench.slack.as('ana').say('payments', 'the clock is flaky');
    const said = await bench.slack.as('olu').mention('payments', ts, 'retry focus on the clock mock');
    expect(said.ack?.ok).toBe(true);
    const [, reply] = await until(() => {
      const replies = bench.slack.thread('payments', ts);
      return replies.length === 2 && replies;
    });
    expect(reply?.text).toBe('heard: <@U0BOT00000> retry focus on the clock mock');
    await bench.slack.as('olu').message('status');
    await until(() => bench.lines().includes('message: dm: status'));
  });

  test('a modal opens, shows the bot’s errors, and closes when accepted', async () => {
    await using bench = await startBench(mode, {}, behave);
    const ana = bench.slack.as('ana');
    await ana.slash('payments', '/agent form');
    const view = await until(() => ana.modal());
    expect(await ana.submitModal(view.id, { prompt: 'hi' })).toMatchObject({
      ok: false,
      errors: { prompt: 'Please enter at least 3 characters.', repo: 'Please complete this required field.' },
    });
    const answers = { prompt: 'fix everything', repo: { choice: 'acme/payments' } };
    expect(await ana.submitModal(view.id, answers)).toMatchObject({
      ok: false,
      errors: { prompt: 'Too much for one task.' },
    });
    expect(await ana.submitModal(view.id, { prompt: 'fix the clock' })).toMatchObject({ ok: true });
    expect(ana.modal()).toBeUndefined();
    await until(() => bench.lines().includes('message: fix the clock in acme/payments'));
  });

  test('a modal that is closed says so to the bot', async () => {
    await using bench = await startBench(mode, {}, behave);
    const ana = bench.slack.as('ana');
    await ana.slash('payments', '/agent form');
    const view = await until(() => ana.modal());
    await ana.closeModal(view.id);
    await until(() => bench.lines().includes('message: form closed'));
  });
});
