// The pages in a real browser: what a person sees, that it stays fresh, that nothing foreign becomes markup.
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { describeWith } from '#test/support/parts.ts';
import { fullName, greenWorkflow, type Hub, jobsOf, onlyRun, openPull, repo, startHub } from './support.ts';

describeWith('chromium', 'in a browser', () => {
  let hub: Hub;
  let browser: Browser;
  beforeAll(async () => {
    hub = await startHub({ '.github/workflows/ci.yml': greenWorkflow });
    browser = await chromium.launch({
      executablePath: inject('parts').chromiumPath,
      args: ['--no-sandbox'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await hub[Symbol.asyncDispose]();
  });

  test('a pull request shows its state, its checks and its diff, escaped', async () => {
    const { pull } = await openPull(hub, { 'a.txt': '<script>document.title = "taken"</script>\n' });
    await hub.octokit.rest.pulls.update({
      ...repo,
      pull_number: pull.number,
      title: '<img src=x onerror=alert(1)>',
      body: '<b>bold</b>',
    });
    await hub.github.settled();
    const page = await browser.newPage();
    await page.goto(pull.html_url);
    expect(await page.locator('[data-state]').first().textContent()).toBe('Draft');
    expect(await page.locator('h1').textContent()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('main img, main b').count()).toBe(0);
    expect(await page.locator('#checks').textContent()).toContain('Successful');
    await page.goto(`${pull.html_url}/files`);
    expect(await page.locator('tr.add').textContent()).toContain('<script>document.title');
    expect(await page.title()).toBe(`Changes of #${pull.number}`);
    await page.close();
  });

  test('shows the Markdown that Greenlight writes, and takes nothing else for markup', async () => {
    const { pull } = await openPull(hub, { 'm.txt': 'm\n' }, { branch: 'markdown' });
    const body = [
      'Asked by `ana`, **look**:',
      '```text\n<b>quoted</b> `as is` **too**\n```',
      '- [task](http://127.0.0.1:1/t)\n- [bad](javascript:alert(1))',
      '<!-- a mark of the bot -->',
    ].join('\n\n');
    await hub.octokit.rest.pulls.update({ ...repo, pull_number: pull.number, body });
    const page = await browser.newPage();
    await page.goto(pull.html_url);
    const shown = page.locator('.body').first();
    expect(await shown.locator('p code').textContent()).toBe('ana');
    expect(await shown.locator('strong').textContent()).toBe('look');
    expect(await shown.locator('pre').textContent()).toBe('<b>quoted</b> `as is` **too**');
    expect(await shown.locator('a').getAttribute('href')).toBe('http://127.0.0.1:1/t');
    expect(await shown.locator('p').last().textContent()).toBe('• task\n• [bad](javascript:alert(1))');
    await page.close();
  });

  test('a button that plays the human closes the pull request, and an open page follows', async () => {
    const { pull } = await openPull(hub, { 'b.txt': 'b\n' }, { branch: 'closing', draft: false });
    await hub.github.settled();
    const watching = await browser.newPage();
    await watching.goto(pull.html_url);
    const acting = await browser.newPage();
    await acting.goto(pull.html_url);
    await acting.getByRole('button', { name: 'Close' }).click();
    expect(await acting.locator('[data-state]').first().textContent()).toBe('Closed');
    await watching.bringToFront();
    await watching.locator('[data-state="closed"]').first().waitFor({ timeout: 10_000 });
    await Promise.all([acting.close(), watching.close()]);
  });

  test('a run and its job log are readable', async () => {
    const { sha } = await openPull(hub, { 'broken.txt': 'yes\n' }, { branch: 'red' });
    await hub.github.settled();
    const run = await onlyRun(hub, sha);
    const page = await browser.newPage();
    await page.goto(run.html_url);
    expect(await page.locator('[data-conclusion]').textContent()).toBe('Failing');
    await page.goto((await jobsOf(hub, run.id))[0]?.html_url ?? '');
    expect(await page.locator('.log .err').textContent()).toContain(
      'Error: Process completed with exit code 1.',
    );
    expect(await page.locator('.log .c-cyan').first().textContent()).toBe('test ! -e broken.txt');
    await page.close();
  });

  test('a form from another site is refused', async () => {
    const { pull } = await openPull(hub, { 'c.txt': 'c\n' }, { branch: 'forged' });
    const answer = await fetch(`${pull.html_url}/hands`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'action=close&by=ana',
    });
    expect(answer.status).toBe(409);
    expect(
      hub.github.world.repositories.find((one) => one.fullName === fullName)?.pulls.get(pull.number)?.state,
    ).toBe('open');
  });
});
