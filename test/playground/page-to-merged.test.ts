// A person at the playground's page: asks, watches, approves, and sees it merged. A real browser, the real bot, real containers where there is an engine.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Playground, startPlayground } from '#playground/playground.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { describeWith } from '#test/support/parts.ts';

const STORY_MS = 240_000;
/** Set to a path to keep the picture that the README shows. */
const PICTURE = process.env.GREENLIGHT_PICTURE;

describeWith(['chromium', 'git'], 'the playground, through its page', () => {
  let playground: Playground;
  let browser: Browser;

  beforeAll(async () => {
    playground = await startPlayground({
      port: 0,
      sandbox: 'auto',
      say: () => undefined,
      env: { LOG_LEVEL: 'warn' },
    });
    await playground.bot.start();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await playground?.close();
  });

  test('goes from the slash command to a merged pull request', { timeout: STORY_MS + 60_000 }, async () => {
    const ana = await openAs('ana');
    await ana
      .getByRole('textbox', { name: /message/i })
      .first()
      .fill('/agent fix flaky tests in payments');
    await ana.keyboard.press('Enter');
    await ana.getByText(/is on its way in acme\/payments/).waitFor();
    await ana.getByText('Waiting for CI').first().waitFor({ timeout: STORY_MS });
    await ana
      .getByText(/waits for approval/)
      .first()
      .waitFor({ timeout: STORY_MS });

    const ben = await openAs('ben');
    await ben.getByRole('button', { name: /Approve t-/ }).click();
    if (PICTURE) await keepPicture(ana, PICTURE);
    await ben.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await ana
      .getByText(/^✔ Merged|Merged · as/)
      .first()
      .waitFor({ timeout: 60_000 });

    const pull = await ana.context().newPage();
    await pull.goto(`${playground.github.url}/acme/payments/pull/1`);
    await pull.getByText('Merged', { exact: false }).first().waitFor();
    expect(await pull.textContent('body')).toContain('fix flaky tests in payments');
  });

  async function openAs(name: string): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await page.goto(`${playground.slack.url}/?as=${name}`);
    return page;
  }

  /** With the thread open beside the channel. */
  async function keepPicture(page: Page, path: string): Promise<void> {
    await page
      .getByRole('button', { name: /repl(y|ies)/i })
      .first()
      .click();
    await page.waitForTimeout(500);
    mkdirSync(dirname(path), { recursive: true });
    await page.screenshot({ path });
  }
});
