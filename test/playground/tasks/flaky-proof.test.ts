// The flaky task shows its proof: in the thread, on the card, on the pull request, with the counts of both sides and what they leave possible.
import { afterEach, expect, test } from 'vitest';
import { requireRepository } from '#playground/github/world.ts';
import { SUGGESTIONS } from '#playground/samples.ts';
import { describeWith } from '#test/support/parts.ts';
import { type Playing, play } from './playing.ts';

const STORY_MS = 240_000;
/** How many runs it takes until three have failed is chance, and whether more are at work by then; what is said of luck follows. */
const steady = (text: string): string =>
  text
    .replaceAll(/on main [3-9] of \d+/g, 'on main some of a few')
    .replaceAll(/ That shows a rate of .+? tell more\.| That shows a rate of .+? less than 5 %\./g, '');

describeWith('git', 'the flaky task', () => {
  let playing: Playing;
  afterEach(async () => await playing?.[Symbol.asyncDispose]());

  test('is merged with its proof', { timeout: STORY_MS }, async () => {
    playing = await play();
    const { state, task } = await playing.once(SUGGESTIONS[0]?.text ?? '');
    expect(state).toBe('merged');
    expect(playing.thread(task).map(steady)).toMatchInlineSnapshot(`
      [
        "Attempt 1 is red with 2 failures: settlement: each day of a week lists its captures in order and holds: a hold expires exactly its lifetime after it was placed. Attempt 2 takes it from there. CI run (http://here/acme/payments/actions/a-run)",
        "Attempt 2 is red with 1 failure (1 fixed): holds: a hold expires exactly its lifetime after it was placed. Attempt 3 takes it from there. CI run (http://here/acme/payments/actions/a-run)",
        "@ana Green at abc1234: 2 of 2 required checks passed (lint and test).
      Proof: 12 of 12 runs passed (at most 22.1 % of runs can still fail, 95 % confidence); on main some of a few failed.
      Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.",
        "@ana Merged as abc1234, decided by ben.",
      ]
    `);
    const proved = 'Proof: 12 of 12 runs passed (at most 22.1 % of runs can still fail, 95 % confidence)';
    expect(playing.card(task)).toContain(proved);
    const pull = requireRepository(playing.playground.github.world, 'acme/payments').pulls.get(1);
    expect(pull?.body).toMatch(
      /Proof: on main [3-9] of \d+ runs failed; a fix is green when 12 of 12 pass\./,
    );
    expect(pull?.comments.map(({ body }) => steady(body.split('\n')[0] ?? ''))).toEqual([
      expect.stringMatching(
        /^Proof: 12 of 12 runs passed .+; on main some of a few failed\. Commit [0-9a-f]{7}\.$/,
      ),
    ]);
    const { proof, attempts } = await playing.record(task);
    expect(proof).toMatchObject({ wanted: 12, because: 'recognised' });
    expect(proof?.baseline?.failed).toBeGreaterThanOrEqual(3);
    expect(attempts.at(-1)?.proof).toMatchObject({ passed: 12, failed: 0 });
    expect(attempts.map(({ ci }) => ci?.verdict)).toEqual(['red', 'red', 'green']);
  });
});
