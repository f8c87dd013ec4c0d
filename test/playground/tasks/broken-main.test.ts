// Somebody broke main: a right change is red, no attempt is spent on that, and the words of the thread lead on.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isNotOurs } from '#core/triage/reruns.ts';
import { SUGGESTIONS } from '#playground/samples.ts';
import { describeWith } from '#test/support/parts.ts';
import { type Playing, play } from './playing.ts';

const STORY_MS = 180_000;

describeWith('git', 'a task on a broken main', () => {
  let playing: Playing;
  let task: string | null = null;
  beforeAll(async () => {
    playing = await play();
  }, STORY_MS);
  afterAll(async () => await playing?.[Symbol.asyncDispose]());

  test('says that main is broken, and spends no attempt', { timeout: STORY_MS }, async () => {
    const result = await playing.once(SUGGESTIONS[1]?.text ?? '');
    task = result.task;
    expect(result.state).toBe('needs_human');
    expect(playing.thread(task)).toMatchInlineSnapshot(`
      [
        "@ana Needs a human. The branch main is broken, not this change: VAT of each line is rounded by itself (it fails on main at abc1234 as well).
      Asked: “add a currency column to the invoice export in invoices”
      Tried
      1  ✘ red, 1 failure, not this change's: VAT of each line is rounded by itself · changed 2 files, +7 −1: src/export.js and test/export.test.js
      What remains at abc1234
      • VAT of each line is rounded by itself, \`test/vat.test.js:11\`, in test: \`AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 14 !== 15\` (not this change's: it fails on main at abc1234 as well)
      Reproduce: \`node --test test/vat.test.js\`
      Branch: \`git fetch origin greenlight/t-1 && git switch greenlight/t-1\`
      So far: …
      No attempt was spent. Mend, or “/agent fix the failing checks in acme/invoices base=main”, makes a task of mending it there. Once it passes there, this task takes that in and goes on by itself. Retry does so now; Retry with a hint has the next attempt mend it here.",
      ]
    `);
    const { attempts, decisions, state } = await playing.record(task);
    expect(state).toMatchObject({ name: 'needs_human', reason: { code: 'ci_base_broken' } });
    expect(attempts).toMatchObject([{ no: 1, triage: { likely: 'base' }, stopRules: [] }]);
    expect([attempts.every(isNotOurs), decisions]).toEqual([true, []]);
  });

  test('makes a task of its own of it by the words that it offers', { timeout: STORY_MS }, async () => {
    const offered = /“\/agent (.+?)”/.exec(playing.thread(task).join('\n'))?.[1] ?? '';
    const mending = await playing.once(offered);
    expect(mending.state).toBe('merged');
    expect(playing.thread(mending.task)).toMatchInlineSnapshot(`
      [
        "@ana Green at abc1234: 1 of 1 required check passed (test).
      Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.",
        "@ana Merged as abc1234, decided by ben.",
      ]
    `);
    expect((await playing.record(mending.task)).attempts).toMatchObject([{ paths: ['src/vat.js'] }]);
  });

  test('goes on once main is mended, with main merged in and without another attempt', {
    timeout: STORY_MS,
  }, async () => {
    await playing.say(task, '@greenlight retry');
    await playing.shows(task, '✔ Green');
    const { attempts, decisions } = await playing.record(task);
    expect(attempts).toMatchObject([{ no: 1, ci: { verdict: 'green' }, brought: [{ verdict: 'red' }] }]);
    expect(decisions).toMatchObject([{ action: 'retry' }]);
  });
});
