// CI fails since the mirror that it installs from is away, in npm's own words: failed jobs run again, and no attempt is spent.
import { afterEach, expect, test } from 'vitest';
import { SUGGESTIONS } from '#playground/samples.ts';
import { describeWith } from '#test/support/parts.ts';
import { type Playing, play } from './playing.ts';

const STORY_MS = 180_000;
const REQUEST = SUGGESTIONS[2]?.text ?? '';

describeWith('git', 'a task whose CI cannot install', () => {
  let playing: Playing;
  afterEach(async () => await playing?.[Symbol.asyncDispose]());

  test('is merged after two reruns where the mirror only has hiccups', { timeout: STORY_MS }, async () => {
    playing = await play('hiccups');
    const { state, task } = await playing.once(REQUEST);
    expect(state).toBe('merged');
    expect(playing.thread(task)).toMatchInlineSnapshot(`
      [
        "@ana Green at abc1234: 2 of 2 required checks passed (lint and test).
      Before that, failed jobs ran again twice, and no attempt was spent: 503 Service Unavailable - GET http://here/@acme%2fhouse-rules (a server answered with an error of its own).
      Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.",
        "@ana Merged as abc1234, decided by ben.",
      ]
    `);
    const { attempts } = await playing.record(task);
    expect(attempts).toMatchObject([
      {
        no: 1,
        runs: 1,
        reruns: [{ kind: 'infra' }, { kind: 'infra' }],
        failures: [],
        ci: { verdict: 'green' },
      },
    ]);
  });

  test('calls a person once the allowance is used up, and goes on when the mirror is well again', {
    timeout: STORY_MS,
  }, async () => {
    playing = await play('down');
    const { state, task } = await playing.once(REQUEST);
    expect(state).toBe('needs_human');
    expect(playing.thread(task)).toMatchInlineSnapshot(`
      [
        "@ana Needs a human. CI keeps failing for reasons outside the repository: 503 Service Unavailable - GET http://here/@acme%2fhouse-rules (a server answered with an error of its own).
      Asked: “print the tracking link on labels in shipping”
      Tried
      1  ✘ red, 1 failure, not this change's: 503 Service Unavailable - GET http://here/@acme%2fhouse-rules · failed jobs ran again twice (not counted) · changed 2 files, +6 −1: src/label.js and test/label.test.js
      What remains at abc1234
      • 503 Service Unavailable - GET http://here/@acme%2fhouse-rules, in lint (not this change's: a server answered with an error of its own)
      Reproduce: \`npm ci --no-audit --no-fund\`, as the job lint does
      Branch: \`git fetch origin greenlight/t-1 && git switch greenlight/t-1\`
      So far: …
      No attempt was spent. When that is well again, Retry runs the failed jobs again.",
      ]
    `);
    const before = await playing.record(task);
    expect(before.state).toMatchObject({ name: 'needs_human', reason: { code: 'ci_infrastructure' } });
    expect(before.attempts).toMatchObject([
      { reruns: [{ kind: 'infra' }, { kind: 'infra' }], stopRules: [] },
    ]);

    playing.playground.mirror.setHealth('well');
    await playing.say(task, '@greenlight retry');
    await playing.shows(task, '✔ Green');
    const after = await playing.record(task);
    expect(after.attempts).toMatchObject([{ no: 1, runs: 1, ci: { verdict: 'green' } }]);
    expect(after.rounds).toHaveLength(1);
  });
});
