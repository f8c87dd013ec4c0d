// The page in a real browser, with a real Bolt app behind it: what people see and do there.
import type { App } from '@slack/bolt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '#test/support/browser.ts';
import { describeWith } from '#test/support/parts.ts';
import { type Bench, startBench } from './bolt-app.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const card = (state: string, withButtons: boolean) => [
  { type: 'section', block_id: 'head', text: { type: 'mrkdwn', text: `*fix flaky tests* is ${state}` } },
  ...(withButtons
    ? [
        {
          type: 'actions',
          block_id: 'deeds',
          elements: [
            {
              type: 'button',
              action_id: 'approve',
              style: 'primary',
              text: plain('Approve'),
              confirm: {
                title: plain('Approve T-1?'),
                text: plain('Merges abc1234.'),
                confirm: plain('Approve'),
                deny: plain('Not yet'),
              },
            },
            { type: 'button', action_id: 'retry', text: plain('Retry') },
            { type: 'button', action_id: 'silent', text: plain('Silent') },
          ],
        },
      ]
    : []),
];
const form = {
  type: 'modal' as const,
  callback_id: 'hint',
  private_metadata: 'C0PAYMENTS',
  title: plain('Retry with a hint'),
  submit: plain('Retry'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'hint',
      label: plain('Hint'),
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
    {
      type: 'input' as const,
      block_id: 'base',
      label: plain('Base branch'),
      element: {
        type: 'static_select' as const,
        action_id: 'choice',
        options: ['main', 'next'].map((value) => ({ text: plain(value), value })),
      },
    },
    {
      type: 'input' as const,
      block_id: 'more',
      optional: true,
      label: plain('Options'),
      element: {
        type: 'checkboxes' as const,
        action_id: 'boxes',
        options: ['keep', 'ping'].map((value) => ({ text: plain(value), value })),
      },
    },
  ],
};

function behave(app: App): void {
  app.command('/agent', async ({ ack, command, client }) => {
    if (command.text === 'silent') return;
    await ack('On it.');
    const { ts = '' } = await client.chat.postMessage({
      channel: command.channel_id,
      text: 'queued',
      blocks: card('green', true),
    });
    await client.chat.postMessage({
      channel: command.channel_id,
      thread_ts: ts,
      text: '<@U0BEN00002> please decide',
    });
  });
  app.action('approve', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    await client.chat.update({
      channel: body.channel?.id ?? '',
      ts: body.message?.ts ?? '',
      text: 'merged',
      blocks: card(`merged, approved by ${body.user.name}`, false),
    });
  });
  app.action('retry', async ({ ack, body, client }) => {
    await ack();
    if (body.type === 'block_actions') await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  app.view('hint', async ({ ack, view, client }) => {
    const { hint, base, more } = view.state.values;
    if (hint?.text?.value === 'no') return ack({ response_action: 'errors', errors: { hint: 'Say more.' } });
    await ack();
    const options = more?.boxes?.selected_options?.map((option) => option.value).join('+');
    await client.chat.postMessage({
      channel: view.private_metadata,
      text: `${hint?.text?.value} from ${base?.choice?.selected_option?.value} ${options}`,
    });
  });
  app.event('app_mention', async ({ event, client }) => {
    await client.chat.postMessage({
      channel: event.channel,
      thread_ts: event.thread_ts ?? event.ts,
      text: 'heard you',
    });
  });
}

describeWith('chromium', 'the page', () => {
  let browser: Browser;
  let bench: Bench;
  const faults: string[] = [];

  async function open(name: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${bench.slack.url}/?as=${name}`);
    await page.locator('#composer-input').waitFor();
    return page;
  }

  async function type(page: Page, text: string, box = '#composer-input'): Promise<void> {
    await page.fill(box, text);
    await page.press(box, 'Enter');
  }

  beforeAll(async () => {
    browser = await launchBrowser();
    bench = await startBench(
      'HTTP',
      {
        banner: 'attempts run in worktrees',
        links: [{ label: 'GitHub stand-in', url: 'http://127.0.0.1:1/' }],
        suggestions: [{ text: 'fix flaky tests in payments', note: 'Two tests fail now and then.' }],
      },
      behave,
    );
  });

  afterAll(async () => {
    await browser?.close();
    await bench?.[Symbol.asyncDispose]();
  });

  test('things to try wait at the start of the channel and in the message box, and go there unsent', async () => {
    const page = await open('gia');
    const list = page.getByRole('list', { name: 'Things to try:' });
    expect(await list.textContent()).toBe('/agent fix flaky tests in paymentsTwo tests fail now and then.');
    await list.getByRole('button').click();
    expect(await page.inputValue('#composer-input')).toBe('/agent fix flaky tests in payments');
    await page.fill('#composer-input', '');
    await page.getByText('Try…').click();
    await page.getByRole('menuitem', { name: /flaky/ }).click();
    expect(await page.inputValue('#composer-input')).toBe('/agent fix flaky tests in payments');
    expect(await page.getByRole('menuitem').count()).toBe(0);
    expect(bench.slack.messages('payments')).toEqual([]);
    await page.getByRole('button', { name: 'general' }).click();
    expect(await page.getByText('Try…').count()).toBe(0);
    await page.close();
  });

  test('a task goes from the slash command to an approval, live for everyone', async () => {
    const [ana, ben] = [await open('ana'), await open('ben')];
    await ana.locator('#composer-input').pressSequentially('/ag');
    await ana.getByRole('option', { name: /\/agent/ }).waitFor();
    await ana.keyboard.press('Tab');
    await ana.keyboard.type('fix flaky tests');
    await ana.keyboard.press('Enter');
    await ana.getByText('Only visible to you').waitFor();
    await ben.getByRole('button', { name: 'Approve' }).waitFor();
    expect(await ben.getByText('Only visible to you').count()).toBe(0);
    expect(await ana.locator('.person .badge').textContent()).toBe('1');
    await ben.getByText('1 reply').click();
    await ben.getByRole('complementary', { name: 'Thread' }).getByText('please decide').waitFor();
    await ben.keyboard.press('Escape');
    await ben.getByRole('button', { name: 'Approve' }).click();
    await ben.getByRole('dialog').getByText('Merges abc1234.').waitFor();
    await ben.keyboard.press('Escape');
    expect(bench.seen.some((event) => event.kind === 'press')).toBe(false);
    await ben.getByRole('button', { name: 'Approve' }).click();
    await ben.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await ana.getByText('is merged, approved by ben').waitFor();
    await ana.getByText('Ben Okafor clicked “Approve”').first().waitFor();
    expect(await ana.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await ana.getByText('(edited)').count()).toBe(0);
    await Promise.all([ana.close(), ben.close()]);
  });

  test('a modal shows what is missing, what the bot refuses, and goes away when accepted', async () => {
    const page = await open('ana');
    await type(page, '/agent again');
    await page.getByRole('button', { name: 'Retry' }).last().click();
    const dialog = page.getByRole('dialog', { name: 'Retry with a hint' });
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await dialog.getByText('Please complete this required field.').first().waitFor();
    await dialog.getByLabel('Hint').fill('no');
    await dialog.getByLabel('Base branch').selectOption('next');
    await dialog.getByLabel('ping').check();
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await dialog.getByText('Say more.').waitFor();
    await dialog.getByLabel('Hint').fill('mock the clock');
    await page.keyboard.press('Enter');
    await page.getByText('mock the clock from next ping').waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.close();
  });

  test('a mention in a thread is offered, sent and answered there', async () => {
    const page = await open('olu');
    await type(page, 'the clock again');
    await page.getByText('the clock again').hover();
    await page.getByRole('button', { name: 'Reply in thread' }).last().click();
    await page.locator('#thread-input').pressSequentially('@gre');
    await page.getByRole('option', { name: /@greenlight/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('status');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Thread' }).getByText('heard you').waitFor();
    await page.close();
  });

  test('a command the bot does not acknowledge says so and gives the text back', async () => {
    const page = await open('ana');
    await type(page, '/agent silent');
    await page.getByText('/agent failed with the error "operation_timeout"').waitFor();
    await expect.poll(() => page.inputValue('#composer-input')).toBe('/agent silent');
    await page.close();
  });

  test('a click the bot does not acknowledge is marked on the button', async () => {
    const page = await open('ana');
    await page.getByRole('button', { name: 'Silent' }).last().click();
    await page.locator('.toast-error').waitFor();
    expect(await page.getByRole('button', { name: 'Silent' }).last().getAttribute('class')).not.toContain(
      'busy',
    );
    await page.close();
  });

  test('hostile text stays text, and only web links are links', async () => {
    const page = await open('gia');
    const text =
      '<script>alert(1)</script> &lt;img src=x onerror=alert(2)&gt; <javascript:alert(3)|click me> <https://example.com|fine>';
    const { ts = '' } = await bench.app.client.chat.postMessage({
      channel: 'C0PAYMENTS',
      text,
      unfurl_links: false,
    });
    const row = page.locator(`[id="m-${ts}"]`);
    await row.getByRole('link', { name: 'fine' }).waitFor();
    expect(await row.textContent()).toContain('<img src=x onerror=alert(2)>');
    expect(await row.locator('a').count()).toBe(1);
    expect(await row.locator('script, img').count()).toBe(0);
    expect(await row.getByRole('link').getAttribute('target')).toBe('_blank');
    expect(await row.getByRole('link').getAttribute('rel')).toContain('noopener');
    await page.close();
  });

  test('one can become another person and keeps to what that person sees', async () => {
    const page = await open('ana');
    await bench.app.client.chat.postEphemeral({
      channel: 'C0PAYMENTS',
      user: 'U0BEN00002',
      text: 'for ben alone',
    });
    await page.getByRole('radio', { name: /Ben Okafor/ }).click();
    await page.getByText('for ben alone').waitFor();
    await page.getByRole('radio', { name: /Olu Adeyemi/ }).click();
    await expect.poll(() => page.getByText('for ben alone').count()).toBe(0);
    expect(await page.getByRole('note').textContent()).toBe('attempts run in worktrees');
    expect(await page.getByRole('link', { name: /GitHub stand-in/ }).getAttribute('href')).toBe(
      'http://127.0.0.1:1/',
    );
    await page.close();
  });

  test('a permalink opens the thread of its message', async () => {
    const { ts = '' } = await bench.app.client.chat.postMessage({ channel: 'C0PAYMENTS', text: 'a parent' });
    const reply = await bench.app.client.chat.postMessage({
      channel: 'C0PAYMENTS',
      thread_ts: ts,
      text: 'a reply',
    });
    const { permalink = '' } = await bench.app.client.chat.getPermalink({
      channel: 'C0PAYMENTS',
      message_ts: reply.ts ?? '',
    });
    const page = await browser.newPage();
    await page.goto(permalink);
    await page.getByRole('complementary', { name: 'Thread' }).getByText('a reply').waitFor();
    await page.close();
  });

  test('no other site can use a person’s hands', async () => {
    const body = JSON.stringify({ user: 'ana', deed: { do: 'say', channel: 'payments', text: 'forged' } });
    const post = (headers: Record<string, string>) =>
      fetch(`${bench.slack.url}/hands`, { method: 'POST', body, headers });
    expect((await post({ 'content-type': 'application/json', origin: 'https://evil.example' })).status).toBe(
      403,
    );
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(403);
    expect(bench.slack.messages('payments').some((message) => message.text === 'forged')).toBe(false);
    expect((await fetch(`${bench.slack.url}/page/..%2fstand-in.ts`)).status).toBe(404);
  });

  test('nothing went wrong in the browser on the way', () => {
    expect(faults).toEqual([]);
  });
});
