// The proof of a fix for flaky tests, step by step: before the first attempt, after CI's green, and whatever comes between.
import { describe, expect, it } from 'vitest';
import type { Policy } from '#core/policy.ts';
import { subjectOf } from '#core/triage/subject.ts';
import { last } from '../support/last.ts';
import {
  ana,
  BASE,
  ben,
  commit,
  ended,
  failure,
  type Plain,
  POLICY,
  PROVING,
  play,
  proofRuns,
  publishedAs,
  report,
  requested,
  upTo,
} from '../support/samples.ts';

const small: Policy = { ...PROVING, prove: { ...PROVING.prove, runs: 3 } };
const asking = (text: string, proveRuns?: number): Plain => {
  const event = requested({ policy: PROVING }) as Extract<Plain, { type: 'requested' }>;
  const request = { ...event.request, text, ...(proveRuns === undefined ? {} : { proveRuns }) };
  return { ...event, request };
};
const prepared = (policy: Policy = PROVING): Plain[] => upTo.prepared(policy).slice(1);
const retry: Plain = { type: 'retry', actor: ana, hint: null, revision: null };
const abort: Plain = { type: 'abort', actor: ben, revision: null };
const attemptInCi: Plain[] = [{ type: 'attempt_started', attempt: 1 }, ended(1), ...publishedAs(1)];
const green: Plain = { type: 'ci_observed', report: report(commit(1), 'green') };
/** Three runs of three, the tests failed once on base, the first attempt is green in CI. */
const inProof: Plain[] = [...upTo.prepared(small), ...proofRuns(null, '-++'), ...attemptInCi, green];
const proveFailed = (run: number, attempt?: number): Plain => ({
  type: 'effect_failed',
  effect: 'prove',
  effectId: 'x',
  run,
  ...(attempt === undefined ? {} : { attempt }),
  problem: { code: 'sandbox_unavailable', detail: 'gone' },
});

describe('what is to be proved', () => {
  it('is a fix of flaky tests, by the number of the policy', () => {
    expect(last([asking('fix flaky tests'), ...prepared()]).task).toMatchObject({
      state: { name: 'proving', phase: 'baseline', sha: BASE, open: [1, 2, 3, 4, 5, 6, 7, 8] },
      proof: { wanted: 20, because: 'recognised', tests: [] },
      attempts: [],
    });
  });

  it('is whatever was asked with prove=, within what the operator allows', () => {
    const capped = { ...PROVING, prove: { ...PROVING.prove, maxRuns: 50 } };
    expect(last([asking('add PayPal', 7), ...prepared()]).task.proof).toMatchObject({
      wanted: 7,
      because: 'asked',
    });
    expect(last([asking('add PayPal', 150), ...prepared(capped)]).task.proof).toMatchObject({ wanted: 50 });
  });

  it('makes failures of tests its own, whatever the words', () => {
    expect(subjectOf(last([asking('make checkout calm', 7), ...prepared()]).task)).toBe('flaky_tests');
    expect(subjectOf(last([asking('make checkout calm'), ...prepared()]).task)).toBe('change');
  });

  it('are the tests that the request names, where the command can single them out', () => {
    const text = 'fix the flaky test/holds.test.js test';
    const whole = { ...PROVING, prove: { ...PROVING.prove, command: ['npm', 'test'] } };
    expect(last([asking(text), ...prepared()]).task.proof?.tests).toEqual(['test/holds.test.js']);
    expect(last([asking(text), ...prepared(whole)]).task.proof?.tests).toEqual([]);
  });

  it('is nothing in other work', () => {
    const { task } = last([asking('add PayPal'), ...prepared()]);
    expect(task).toMatchObject({ state: { name: 'queued' } });
    expect(task.proof).toBeUndefined();
  });

  it('asks a person where a number was asked for and nobody has said how the tests are run', () => {
    const unknown = { ...PROVING, prove: { ...PROVING.prove, command: null } };
    const asked = last([asking('add PayPal', 50), ...prepared(unknown)]);
    expect(asked.task).toMatchObject({
      state: { name: 'needs_human', reason: { code: 'proof_no_command' } },
      baseSha: BASE,
      attempts: [],
    });
    const again = last([retry], asked);
    expect(again).toMatchObject({ code: 'went_on', task: { state: { name: 'requested' } } });
    expect(again.wants).toContain('prepare');
    const answer = (policy: Policy): Plain => upTo.prepared(policy)[2] as Plain;
    expect(last([answer(unknown)], again).task).toMatchObject({
      state: { name: 'queued' },
      proof: { couldNotRun: true },
      rounds: [{ no: 1 }],
    });
    const told = last([answer(PROVING)], again).task;
    expect(told).toMatchObject({ state: { name: 'proving', phase: 'baseline' }, proof: { wanted: 50 } });
    expect(told.proof).not.toHaveProperty('couldNotRun');
  });

  it('cannot be where nobody has said how the tests are run: CI alone decides', () => {
    const unknown = { ...PROVING, prove: { ...PROVING.prove, command: null } };
    const { task } = last([asking('fix flaky tests'), ...prepared(unknown)]);
    expect(task).toMatchObject({ state: { name: 'queued' }, proof: { wanted: 20 } });
  });
});

describe('the baseline', () => {
  const begun = upTo.prepared(PROVING);

  it('is asked for a few runs at a time, and each that ends makes room for another', () => {
    const first = play(begun)
      .steps.at(-1)
      ?.effects.filter(({ type }) => type === 'prove');
    expect(first).toHaveLength(8);
    expect(first?.[2]).toMatchObject({ type: 'prove', phase: 'baseline', sha: BASE, run: 3 });
    const { task, wants } = last([...begun, ...proofRuns(null, '+')]);
    expect(wants).toEqual(['prove', 'show_card']);
    expect(task.state).toMatchObject({ open: [2, 3, 4, 5, 6, 7, 8, 9] });
  });

  it('ends when failures are clearly there, stops what still runs, and the first attempt begins', () => {
    const { task, wants } = last([...begun, ...proofRuns(null, '-+--')]);
    expect(wants).toEqual(['stop_proof', 'run_attempt', 'show_card']);
    expect(task).toMatchObject({
      state: { name: 'queued', attempt: 1 },
      proof: { baseline: { passed: 1, failed: 3, failure: { run: 1, why: 'exit code 1' } } },
    });
  });

  it('in which nothing ever fails asks a person, and Retry goes on without one in the same round', () => {
    const never = last([...upTo.prepared(small), ...proofRuns(null, '+++')]);
    expect(never.task.state).toMatchObject({ name: 'needs_human', reason: { code: 'proof_never_failed' } });
    const again = last([retry], never);
    expect(again.task).toMatchObject({ state: { name: 'queued', attempt: 1 }, rounds: [{ no: 1 }] });
  });

  it('in which nothing ever passes is no flake: it goes on for a while, then asks a person', () => {
    expect(last([...begun, ...proofRuns(null, '-'.repeat(19))]).task.state.name).toBe('proving');
    const always = last([...begun, ...proofRuns(null, '-'.repeat(20))]);
    expect(always.task.state).toMatchObject({ name: 'needs_human', reason: { code: 'proof_always_fails' } });
    expect(always.wants).not.toContain('stop_proof');
    expect(last([retry], always).task.state).toMatchObject({ name: 'queued', attempt: 1 });
  });

  it('that says nothing is no question where both the wish and the command are guesses', () => {
    const guessed = { ...PROVING, prove: { ...PROVING.prove, detectedIn: 'package.json' } };
    const always = last([...upTo.prepared(guessed), ...proofRuns(null, '-'.repeat(20))]);
    expect(always).toMatchObject({ code: 'baseline_says_nothing', task: { proof: { couldNotRun: true } } });
    expect(always.task.state).toMatchObject({ name: 'queued', attempt: 1 });
    expect(always.wants).not.toContain('stop_proof');
    const asked = last([asking('add PayPal', 20), ...prepared(guessed), ...proofRuns(null, '-'.repeat(20))]);
    expect(asked.task.state).toMatchObject({ reason: { code: 'proof_always_fails' } });
    const cannot: Plain = {
      ...{ type: 'proof_progressed', phase: 'baseline', sha: BASE, run: 1 },
      result: 'could_not_run',
    };
    expect(last([...upTo.prepared(guessed), cannot])).toMatchObject({ code: 'baseline_says_nothing' });
  });

  it('counts each run once, and none that nobody asked for', () => {
    const once = last([...begun, ...proofRuns(null, '-')]);
    expect(last(proofRuns(null, '-'), once)).toMatchObject({ ignored: true, code: 'late_proof_run' });
    expect(last(proofRuns(null, '-', 99), once)).toMatchObject({ ignored: true });
    expect(last(proofRuns(1, '-'), once)).toMatchObject({ ignored: true, code: 'late_proof_run' });
  });

  it('whose command cannot be run asks a person, and Retry goes on by CI alone', () => {
    const cannot = last([
      ...begun,
      {
        type: 'proof_progressed',
        phase: 'baseline',
        sha: BASE,
        run: 2,
        result: 'could_not_run',
        why: 'no npm',
      },
    ]);
    expect(cannot.task.state).toMatchObject({ reason: { code: 'proof_could_not_run', detail: 'no npm' } });
    expect(cannot.wants).toContain('stop_proof');
    const { task } = last([retry, ...attemptInCi, green], cannot);
    expect(task.state.name).toBe('green');
  });

  it.each([
    ['after a pass', '+'],
    ['after failures', '--'],
    ['after both', '+--'],
  ])('whose command at times cannot be run is no flake: %s', (_, before) => {
    const cannot = (run: number): Plain => ({
      ...{ type: 'proof_progressed', phase: 'baseline', sha: BASE, run },
      ...{ result: 'could_not_run', why: 'sh ended with exit code 127' },
    });
    const asked = last([...begun, ...proofRuns(null, before), cannot(before.length + 1)]);
    expect(asked.task.state).toMatchObject({ name: 'needs_human', reason: { code: 'proof_could_not_run' } });
    expect(asked.wants).toContain('stop_proof');
    expect(last([cannot(before.length + 2)], asked)).toMatchObject({ ignored: true });
  });

  it('keeps the runs that are done when the sandbox fails, and Retry asks only for the others', () => {
    const away = last([...upTo.prepared(small), ...proofRuns(null, '+'), proveFailed(2)]);
    expect(away.task.state).toMatchObject({ name: 'needs_human', reason: { code: 'sandbox_unavailable' } });
    expect(away.wants).toContain('stop_proof');
    expect(last([proveFailed(3)], away).ignored).toBe(true);
    const again = last([retry], away);
    expect(again.task.state).toMatchObject({ name: 'proving', open: [4, 5] });
    expect(last(proofRuns(null, '-', 2), again)).toMatchObject({ ignored: true, code: 'late_proof_run' });
    expect(last(proofRuns(null, '-+', 4), again).task).toMatchObject({
      state: { name: 'queued' },
      proof: { baseline: { passed: 2, failed: 1 } },
    });
  });

  it('stops when the task is aborted, with every run that is under way', () => {
    const { steps, task } = play([...begun, ...proofRuns(null, '+'), abort]);
    expect(task.state.name).toBe('aborted');
    expect(steps.at(-1)?.effects[0]).toMatchObject({ type: 'stop_proof', runs: [2, 3, 4, 5, 6, 7, 8, 9] });
  });
});

describe('the time of a proof', () => {
  const started: Plain = { type: 'proof_started', phase: 'baseline', sha: BASE, atMs: 10_000 };
  const dueAtMs = 10_000 + PROVING.prove.maxRuntimeMs;
  const over: Plain = { type: 'timer_fired', name: 'proof_deadline', dueAtMs, atMs: dueAtMs };

  it('counts from the first run that gets a slot, not from the wait for one', () => {
    const { task } = last([...upTo.prepared(PROVING), started]);
    expect(task.timers).toEqual({ proof_deadline: dueAtMs });
    expect(last([{ ...started, atMs: 20_000 }], { task, atMs: 10_000 }).ignored).toBe(true);
  });

  it('is enough for a baseline that has failed once', () => {
    const { task, wants } = last([...upTo.prepared(PROVING), started, ...proofRuns(null, '+-'), over]);
    expect(task.state.name).toBe('queued');
    expect(wants).toContain('stop_proof');
    expect(task.timers).toEqual({});
  });

  it('that showed nothing asks a person', () => {
    const few = last([...upTo.prepared(PROVING), started, ...proofRuns(null, '++'), over]);
    expect(few.task.state).toMatchObject({ reason: { code: 'proof_never_failed' } });
    const none = last([...upTo.prepared(PROVING), started, over]);
    expect(none.task.state).toMatchObject({ reason: { code: 'proof_out_of_time' } });
    for (const stuck of [few, none]) expect(last([retry], stuck).task.state.name).toBe('queued');
  });

  it('on a head is no green: Retry asks for the runs that are missing', () => {
    const begun = last(inProof);
    const startedMs = begun.atMs + 1_000;
    const due = startedMs + small.prove.maxRuntimeMs;
    const over = last(
      [
        { type: 'proof_started', phase: 'head', sha: commit(1), atMs: startedMs },
        ...proofRuns(1, '++'),
        { type: 'timer_fired', name: 'proof_deadline', dueAtMs: due, atMs: due },
      ],
      begun,
    );
    expect(over.task.state).toMatchObject({ name: 'needs_human', reason: { code: 'proof_out_of_time' } });
    const again = last([retry, green], over);
    expect(again.task.state).toMatchObject({ name: 'proving', phase: 'head', open: [4] });
    expect(last(proofRuns(1, '+', 4), again).task.state.name).toBe('green');
  });
});

describe('the proof of a head', () => {
  it('begins when CI is green, and is green when all runs have passed', () => {
    const begun = last(inProof);
    expect(begun).toMatchObject({
      code: 'ci_green_to_be_proved',
      wants: ['prove', 'prove', 'prove', 'show_card'],
    });
    expect(begun.task.state).toMatchObject({ name: 'proving', phase: 'head', sha: commit(1), attempt: 1 });
    const proved = last(proofRuns(1, '+++'), begun);
    expect(proved.task).toMatchObject({
      state: { name: 'green', headSha: commit(1) },
      attempts: [{ proof: { sha: commit(1), wanted: 3, passed: 3, failed: 0 }, failures: [] }],
    });
    expect(proved.wants).toEqual(['tell_proof', 'show_card', 'post_reply']);
  });

  it('is never green before the last run has passed', () => {
    expect(last([...inProof, ...proofRuns(1, '++')]).task.state.name).toBe('proving');
  });

  it('ends with the first failure, which spends the attempt and is the next one’s brief', () => {
    const { task, wants } = last([...inProof, ...proofRuns(1, '+-')]);
    expect(wants).toEqual(['stop_proof', 'post_reply', 'run_attempt', 'show_card']);
    expect(task).toMatchObject({
      state: { name: 'queued', attempt: 2 },
      attempts: [
        {
          ci: { verdict: 'green' },
          proof: { passed: 1, failed: 1 },
          failures: [{ testId: 'expires a hold' }],
          artifacts: [{ name: 'ci-proof-run-2.txt' }],
        },
        { no: 2, fromSha: commit(1) },
      ],
    });
  });

  it('that fails on the last attempt blocks the task by the rule', () => {
    const single = { ...small, maxAttempts: 1 };
    const events = [...upTo.prepared(single), ...proofRuns(null, '-++'), ...attemptInCi, green];
    const { task } = last([...events, ...proofRuns(1, '-')]);
    expect(task.state).toMatchObject({ name: 'blocked', rule: 'max_attempts' });
  });

  it('is not made again for a commit that is proved', () => {
    const proved = last([...inProof, ...proofRuns(1, '+++')]);
    const doubted = last(
      [
        { type: 'approve', actor: ben, headSha: commit(1), revision: null },
        { type: 'ci_observed', report: report(commit(1), 'pending') },
      ],
      proved,
    );
    expect(doubted.task.state.name).toBe('awaiting_ci');
    expect(last([green], doubted).task.state.name).toBe('green');
  });

  it('merges by policy only when it is made', () => {
    const automatic: Policy = { ...small, merge: 'auto' };
    const events = [...upTo.prepared(automatic), ...proofRuns(null, '-++'), ...attemptInCi, green];
    expect(last(events).task.state.name).toBe('proving');
    expect(last([...events, ...proofRuns(1, '+++')]).task.state.name).toBe('approved');
  });

  it('is left when somebody pushes, and their commit is not what was proved', () => {
    const moved = last([...inProof, { type: 'branch_moved', headSha: commit(77), by: 'dora' }]);
    expect(moved.task.state).toMatchObject({ name: 'needs_human', reason: { code: 'human_pushed' } });
    expect(moved.wants).toContain('stop_proof');
    expect(last(proofRuns(1, '+++'), moved).ignored).toBe(true);
  });

  it('is not asked for where the policy wants none', () => {
    expect(last([...upTo.awaitingCi(POLICY), green]).task.state.name).toBe('green');
  });
});

describe('CI as a part of the proof', () => {
  const again = { ...small, prove: { ...small.prove, ciReruns: 2 } };
  const answer = (digest: string, jobId: number, verdict: 'green' | 'red' = 'green'): Plain => ({
    type: 'ci_observed',
    report: {
      ...report(commit(1), verdict, digest),
      checks: [
        {
          name: 'test',
          outcome: verdict === 'green' ? 'passed' : 'failed',
          required: true,
          url: '',
          jobId,
          runId: 7,
        },
      ],
    },
  });
  const first = last([
    ...upTo.prepared(again),
    ...proofRuns(null, '-++'),
    ...attemptInCi,
    answer('a', 1),
    ...proofRuns(1, '+++'),
  ]);

  it('comes after the runs in the sandbox, as often as policy says, and is told once', () => {
    expect(first).toMatchObject({ code: 'ci_green_run_again', wants: ['rerun_ci', 'show_card'] });
    expect(first.task.state).toMatchObject({
      name: 'awaiting_ci',
      stage: { name: 'waiting', not: 'a', old: [1] },
    });
    const second = last([answer('b', 2)], first);
    expect(second.task.attempts[0]?.confirmed).toMatchObject({ wanted: 2, asked: 2, passed: 1 });
    const third = last([answer('c', 3)], second);
    expect(third.task).toMatchObject({ state: { name: 'green' }, attempts: [{ confirmed: { passed: 2 } }] });
    expect(third.wants).toEqual(['tell_proof', 'show_card', 'post_reply']);
  });

  it('counts nothing that the forge still shows of before', () => {
    expect(last([answer('a', 1)], first)).toMatchObject({ ignored: true, code: 'not_run_again_yet' });
    expect(last([answer('another check came', 1)], first)).toMatchObject({ ignored: true });
  });

  it('that turns red takes a named test for the flake that it is', () => {
    const collecting = last([answer('b', 2, 'red')], first);
    const refuted = last(
      [{ type: 'failures_collected', headSha: commit(1), failures: [failure('a')], artifacts: [] }],
      collecting,
    );
    expect(refuted.task).toMatchObject({
      state: { name: 'queued', attempt: 2 },
      attempts: [{ triage: { likely: 'change' } }, {}],
    });
    expect(refuted.task.attempts[0]?.triage?.perFailure[0]?.because).toContain(
      'it passed in an earlier run on this commit',
    );
    expect(refuted.wants).toContain('remember_flips');
  });

  it('is no part of other work', () => {
    const other = last([asking('add PayPal'), ...prepared(again), ...attemptInCi, answer('a', 1)]);
    expect(other.task.state.name).toBe('green');
  });

  it('alone proves where no command is known and a flaky test was recognised', () => {
    const alone = { ...again, prove: { ...again.prove, command: null } };
    const { task } = last([...upTo.prepared(alone), ...attemptInCi, answer('a', 1)]);
    expect(task.state).toMatchObject({ name: 'awaiting_ci', stage: { old: [1] } });
  });

  it('asks a person where nothing of CI can be run again, and Retry takes the green as it is', () => {
    const cannot = last([
      ...upTo.prepared(again),
      ...proofRuns(null, '-++'),
      ...attemptInCi,
      green,
      ...proofRuns(1, '+++'),
    ]);
    expect(cannot.task.state).toMatchObject({ reason: { code: 'proof_no_ci_runs' } });
    expect(last([retry, green], cannot).task.state.name).toBe('green');
  });
});
