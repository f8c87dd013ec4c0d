// What people can do with a task that waits for them, through the page: mute, escalate, acknowledge, retry with a hint, take over. Time is set ahead where it would be waited for.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Playground, startPlayground } from '#playground/playground.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { describeWith } from '#test/support/parts.ts';

const STORY_MS = 180_000;

describeWith(['chromium', 'git'], 'the controls of a task, through the page', () => {
  let playground: Playground;
  let browser: Browser;
  let ana: Page;
  let ben: Page;
  let olu: Page;

  beforeAll(async () => {
    playground = await startPlayground({
      port: 0,
      sandbox: 'worktree',
      say: () => undefined,
      // An agent that changes nothing: the task is blocked after seconds, and people are what comes next.
      script: 'empty',
      env: { LOG_LEVEL: 'warn' },
    });
    await playground.bot.start();
    browser = await launchBrowser();
    [ana, ben, olu] = await Promise.all([openAs('ana'), openAs('ben'), openAs('olu')]);
  }, STORY_MS);
  afterAll(async () => {
    await browser?.close();
    await playground?.close();
  });

  test('a blocked task is muted, calls its people in turn, is retried and taken over', {
    timeout: STORY_MS,
  }, async () => {
    await ana
      .getByRole('textbox', { name: /message/i })
      .first()
      .fill('/agent fix flaky tests in payments');
    await ana.keyboard.press('Enter');
    await sees(ana, 'Blocked');

    // Muted for an hour, it calls nobody; when that is over, it calls those who did not answer, one after the other.
    await choose(ana, 'For 1 hour');
    await sees(ana, /Muted until .* by ana/);
    await travel(ana, 'An hour later');
    await sees(ana, /Still waiting/);
    await gone(ana, /Muted until .* by ana/);
    await travel(ana, 'Five minutes later');
    await sees(olu, /Called: the requester .* and on-call/);
    await press(olu, 'Acknowledge');
    await sees(ana, /olu acknowledged/);

    await press(ana, 'Retry');
    await dialog(ana).getByRole('textbox').first().fill('look at the clock in holds.js');
    await dialog(ana).getByRole('button', { name: 'Retry' }).click();
    await sees(ana, /Retried by ana .*look at the clock in holds.js/);
    await sees(ana, /■ agent finished/, 2);

    // Who does not want to wait for the ladder says why, and on-call is called at once.
    await press(ben, 'Escalate');
    await dialog(ben).getByRole('textbox').first().fill('the release waits for it');
    await dialog(ben).getByRole('button', { name: 'Escalate' }).click();
    await sees(olu, /Escalated by ben.*the release waits for it/);

    await press(olu, 'Take over');
    await dialog(olu).getByRole('button', { name: 'Take over' }).click();
    await sees(ana, /Taken over by olu/);
    expect(await ana.getByRole('button', { name: /Take over/ }).count()).toBe(0);
  });

  async function openAs(name: string): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 1000 } })).newPage();
    await page.goto(`${playground.slack.url}/?as=${name}`);
    return page;
  }
});

const sees = (page: Page, words: string | RegExp, nth = 1) =>
  page
    .getByText(words)
    .nth(nth - 1)
    .waitFor({ timeout: STORY_MS / 3 });
const gone = (page: Page, words: RegExp) => page.getByText(words).first().waitFor({ state: 'detached' });
const press = (page: Page, name: string) =>
  page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
const dialog = (page: Page) => page.getByRole('dialog');
const travel = (page: Page, title: string) => page.getByTitle(title, { exact: true }).click();

const choose = (page: Page, option: string) =>
  page
    .locator('select', { has: page.locator('option', { hasText: option }) })
    .first()
    .selectOption({ label: option });
