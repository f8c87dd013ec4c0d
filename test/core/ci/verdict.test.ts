// Every verdict by table: the facts that lead to it, and the clause a person reads.
import { describe, expect, test } from 'vitest';
import type { CheckFact, CiSnapshot, Verdict } from '#core/ci/report.ts';
import { MAX_CHECKS } from '#core/ci/report.ts';
import { judgeCi } from '#core/ci/verdict.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { external, HEAD, job, OTHER, PUSHED_AT_MS, run, snapshot, status, suite } from './facts.ts';

const { ci } = DEFAULT_POLICY;
const SOON = 90_000;
const AFTER_NO_CHECKS = ci.noChecksAfterMs;
const AFTER_DEADLINE = ci.deadlineMs;

const judge = (checks: readonly CheckFact[], ageMs: number, words: Partial<CiSnapshot> = {}) =>
  judgeCi(snapshot(checks, words), PUSHED_AT_MS + ageMs, ci);

type Row = {
  fact: string;
  checks: CheckFact[];
  ageMs?: number;
  words?: Partial<CiSnapshot>;
  verdict: Verdict;
  because: string;
};
const required = (...names: string[]): Partial<CiSnapshot> => ({
  required: names.map((name) => ({ name, appId: null, from: 'ruleset' })),
});

const base = (name: string, lagMs: number): Partial<CiSnapshot> => ({
  base: { greenSha: OTHER, seen: [{ name, app: null, lagMs }], runs: [] },
});
const history = (...minutes: number[]): Partial<CiSnapshot> => ({
  base: {
    greenSha: null,
    seen: [],
    runs: minutes.map((each) => ({ workflow: '.github/workflows/ci.yml', durationMs: each * 60_000 })),
  },
});

const ROWS: Row[] = [
  {
    fact: 'nothing has started yet',
    checks: [],
    verdict: 'pending',
    because: 'no check has started yet',
  },
  {
    fact: 'nothing ever started',
    checks: [],
    ageMs: AFTER_NO_CHECKS,
    verdict: 'no_checks',
    because: 'no check ever started for this commit',
  },
  {
    fact: 'nothing started because the branch conflicts with its base',
    checks: [],
    ageMs: AFTER_NO_CHECKS,
    words: { mergeState: 'conflict' },
    verdict: 'action_required',
    because: 'the branch conflicts with its base, so pull-request checks do not run',
  },
  {
    fact: 'the pull request has moved on, whatever was found',
    checks: [run('success'), job('test', 'success')],
    words: { pullRequestHeadSha: OTHER },
    verdict: 'superseded',
    because: 'the pull request has a newer commit',
  },
  {
    fact: 'everything passed',
    checks: [
      run('success'),
      job('lint', 'success'),
      job('test', 'success'),
      status('deploy/preview', 'success'),
    ],
    verdict: 'green',
    because: '3 of 3 checks passed',
  },
  {
    fact: 'a commit without a pull request passed',
    checks: [run('success'), job('test', 'success')],
    words: { pullRequestHeadSha: undefined },
    verdict: 'green',
    because: '1 of 1 check passed',
  },
  {
    fact: 'every job is finished but the run is not: dependent jobs are still to come',
    checks: [run('in_progress'), job('build', 'success')],
    verdict: 'pending',
    because: 'waiting for the next job of CI',
  },
  {
    fact: 'a job failed while another still runs',
    checks: [run('in_progress'), job('lint', 'failure'), job('test', 'in_progress')],
    verdict: 'pending',
    because: 'waiting for test',
  },
  {
    fact: 'a status is pending and nothing says what is required',
    checks: [run('success'), job('test', 'success'), status('deploy', 'pending')],
    verdict: 'pending',
    because: 'waiting for deploy',
  },
  {
    fact: 'checks are still unfinished at the deadline',
    checks: [run('in_progress'), job('test', 'in_progress')],
    ageMs: AFTER_DEADLINE,
    verdict: 'timed_out',
    because: 'test did not finish in time',
  },
  {
    fact: 'one job failed',
    checks: [run('failure'), job('lint', 'success'), job('test', 'failure')],
    verdict: 'red',
    because: '1 of 2 checks passed, test failed',
  },
  {
    fact: 'a status reports an error',
    checks: [status('ci/jenkins', 'error')],
    verdict: 'red',
    because: '0 of 1 check passed, ci/jenkins failed',
  },
  {
    fact: 'there are statuses only, of a CI that is not Actions, and all passed',
    checks: [status('ci/jenkins', 'success'), status('ci/jenkins/lint', 'success')],
    verdict: 'green',
    because: '2 of 2 checks passed',
  },
  {
    fact: 'one of two statuses is still to come',
    checks: [status('ci/jenkins', 'success'), status('ci/jenkins/lint', 'pending')],
    verdict: 'pending',
    because: 'waiting for ci/jenkins/lint',
  },
  {
    fact: 'fail-fast cancelled the siblings of a failure and skipped what needed it',
    checks: [
      run('failure'),
      job('test (22)', 'failure'),
      job('test (24)', 'cancelled'),
      job('deploy', 'skipped'),
    ],
    verdict: 'red',
    because: '0 of 3 checks passed, test (22) failed',
  },
  {
    fact: 'a run failed and no job of it is to be seen',
    checks: [run('failure'), job('lint', 'success', { runId: 2 })],
    verdict: 'red',
    because: '1 of 2 checks passed, CI failed',
  },
  {
    fact: 'the workflow file could not be started',
    checks: [run('startup_failure')],
    verdict: 'action_required',
    because: 'the workflow file of CI could not be started',
  },
  {
    fact: 'a workflow waits for approval',
    checks: [run('action_required')],
    verdict: 'action_required',
    because: 'CI waits for a person',
  },
  {
    fact: 'an app wants a click',
    checks: [run('success'), job('test', 'success'), external('cla', 'action_required')],
    verdict: 'action_required',
    because: 'cla waits for a person',
  },
  {
    fact: 'somebody cancelled the run of the current head',
    checks: [run('cancelled'), job('test', 'cancelled')],
    verdict: 'cancelled',
    because: 'test was cancelled',
  },
  {
    fact: 'a job ran out of time',
    checks: [run('failure'), job('test', 'timed_out')],
    verdict: 'timed_out',
    because: 'test ran out of time',
  },
  {
    fact: 'the runner was lost: no step failed',
    checks: [run('failure'), job('test', 'failure', { failedStep: null })],
    verdict: 'infra',
    because: "test failed outside the repository's own steps",
  },
  {
    fact: 'the job failed while being set up',
    checks: [run('failure'), job('test', 'failure', { failedStep: 'Set up job' })],
    verdict: 'infra',
    because: "test failed outside the repository's own steps",
  },
  {
    fact: 'one job lost its runner and another failed by itself',
    checks: [run('failure'), job('test', 'failure', { failedStep: null }), job('lint', 'failure')],
    verdict: 'red',
    because: '0 of 2 checks passed, test and lint failed',
  },
  {
    fact: 'the forge gave a check up as stale',
    checks: [external('slow', 'stale')],
    verdict: 'pending',
    because: 'slow was given up by the forge as stale',
  },
  {
    fact: 'a stale check stays stale',
    checks: [external('slow', 'stale')],
    ageMs: AFTER_DEADLINE,
    verdict: 'unknown',
    because: 'slow was given up by the forge as stale',
  },
  {
    fact: 'a check ends in a word nobody knows',
    checks: [external('new', 'quarantined')],
    verdict: 'unknown',
    because: 'new ended in a way that Greenlight does not know',
  },
  {
    fact: 'all that ran was skipped',
    checks: [run('skipped'), job('test', 'skipped')],
    ageMs: AFTER_NO_CHECKS,
    verdict: 'no_checks',
    because: 'every check was skipped',
  },
  {
    fact: 'a job that is allowed to fail fails',
    checks: [run('success'), job('test', 'success'), job('nightly', 'failure')],
    verdict: 'green',
    because: '1 of 1 check passed; optional nightly did not pass',
  },
  {
    fact: 'a required check passed and an optional one failed',
    checks: [run('failure'), job('test', 'success'), job('lint', 'failure'), external('codecov', 'failure')],
    words: required('test'),
    verdict: 'green',
    because: '1 of 1 required check passed (test); optional lint and codecov did not pass',
  },
  {
    fact: 'an optional check of an app is not finished',
    checks: [run('success'), job('test', 'success'), external('codecov', 'in_progress')],
    words: required('test'),
    verdict: 'green',
    because: '1 of 1 required check passed (test)',
  },
  {
    fact: 'a required check was skipped or neutral, which the forge takes as passed',
    checks: [run('success'), job('test', 'skipped'), job('docs', 'neutral'), job('lint', 'success')],
    words: required('test', 'docs'),
    verdict: 'green',
    because: '2 of 2 required checks passed (test and docs)',
  },
  {
    fact: 'a required check was skipped because the job it needs failed',
    checks: [run('failure'), job('build', 'failure'), job('test', 'skipped')],
    words: required('test'),
    verdict: 'red',
    because: '0 of 1 required check passed, build failed',
  },
  {
    fact: 'a required check was skipped because the job it needs was cancelled',
    checks: [run('cancelled'), job('build', 'cancelled'), job('test', 'skipped')],
    words: required('test'),
    verdict: 'cancelled',
    because: 'build was cancelled',
  },
  {
    fact: 'a required check is missing',
    checks: [run('success'), job('lint', 'success')],
    words: required('lint', 'e2e'),
    ageMs: AFTER_NO_CHECKS,
    verdict: 'pending',
    because: 'required e2e has not reported yet',
  },
  {
    fact: 'a required check never came',
    checks: [run('success'), job('lint', 'success')],
    words: required('lint', 'e2e'),
    ageMs: AFTER_DEADLINE,
    verdict: 'timed_out',
    because: 'required e2e never reported',
  },
  {
    fact: 'a required check is missing because its workflow could not start',
    checks: [run('startup_failure')],
    words: required('test'),
    verdict: 'action_required',
    because: 'the workflow file of CI could not be started',
  },
  {
    fact: 'a required check is missing because of a conflict',
    checks: [status('deploy', 'success')],
    words: { ...required('test'), mergeState: 'conflict' },
    ageMs: AFTER_NO_CHECKS,
    verdict: 'action_required',
    because: 'the branch conflicts with its base, so pull-request checks do not run',
  },
  {
    fact: 'a required check failed while another one is missing',
    checks: [run('failure'), job('lint', 'failure')],
    words: required('lint', 'e2e'),
    verdict: 'red',
    because: '0 of 2 required checks passed, lint failed',
  },
  {
    fact: 'a required matrix job was cancelled because its sibling failed',
    checks: [run('failure'), job('test (22)', 'failure'), job('test (24)', 'cancelled')],
    words: required('test (24)'),
    verdict: 'red',
    because: '0 of 1 required check passed, test (22) failed',
  },
  {
    fact: 'a required job was cancelled and an unrelated one failed',
    checks: [run('failure'), job('docs', 'failure'), job('test', 'cancelled')],
    words: required('test'),
    verdict: 'cancelled',
    because: 'test was cancelled',
  },
  {
    fact: 'a run waits for an approval',
    checks: [
      run('in_progress', { status: 'queued', isHeld: true }),
      job('test', 'success'),
      job('deploy', 'queued'),
    ],
    verdict: 'action_required',
    because: 'CI waits for an approval on the forge',
  },
  {
    fact: 'a deployment waits for its approval and all that is required has passed',
    checks: [
      run('in_progress', { status: 'queued', isHeld: true }),
      job('test', 'success'),
      job('deploy', 'queued'),
    ],
    words: required('test'),
    verdict: 'green',
    because: '1 of 1 required check passed (test); optional deploy waits for an approval',
  },
  {
    fact: 'a suite of Actions has begun and its run is not listed yet',
    checks: [status('cla', 'success'), suite('queued')],
    verdict: 'pending',
    because: 'a workflow is starting',
  },
  {
    fact: 'an installed app keeps a suite that never begins',
    checks: [
      run('success', { suiteId: 1 }),
      job('test', 'success'),
      suite('queued', { app: 'sonar', suiteId: 9 }),
    ],
    verdict: 'green',
    because: '1 of 1 check passed',
  },
  {
    fact: 'there is nothing but the suite of a silent app',
    checks: [suite('queued', { app: 'sonar' })],
    ageMs: AFTER_NO_CHECKS,
    verdict: 'no_checks',
    because: 'no check ever started for this commit',
  },
  {
    fact: 'a suite ended badly and no check says so',
    checks: [suite('action_required', { name: 'Policy Bot', app: 'policy-bot' })],
    verdict: 'action_required',
    because: 'Policy Bot waits for a person',
  },
  {
    fact: 'a required check reports for another app than the rule names',
    checks: [external('cla', 'success', { appId: 1 })],
    words: { required: [{ name: 'cla', appId: 2, from: 'ruleset' }] },
    verdict: 'pending',
    because: 'required cla has not reported yet',
  },
  {
    fact: 'no rule could be read',
    checks: [run('success'), job('test', 'success')],
    words: { unreadRules: ['branch_protection'] },
    verdict: 'green',
    because: '1 of 1 check passed; which of them are required could not be read',
  },
  {
    fact: 'a check of the base branch may still come',
    checks: [status('cla', 'success')],
    words: base('test', 10_000),
    verdict: 'pending',
    because: 'test ran on the base branch and not here yet',
  },
  {
    fact: 'a check of the base branch comes late there too',
    checks: [status('cla', 'success')],
    words: base('preview', AFTER_NO_CHECKS),
    ageMs: AFTER_NO_CHECKS * 2 - 1,
    verdict: 'pending',
    because: 'preview ran on the base branch and not here yet',
  },
  {
    fact: 'a check of the base branch never came',
    checks: [run('success'), job('test', 'success')],
    words: base('deploy', 10_000),
    ageMs: AFTER_NO_CHECKS,
    verdict: 'green',
    because: '1 of 1 check passed; deploy ran on the base branch only',
  },
  {
    fact: 'nothing but a status passed because of a conflict',
    checks: [status('cla', 'success')],
    words: { ...base('test', 10_000), mergeState: 'conflict' },
    ageMs: AFTER_NO_CHECKS,
    verdict: 'action_required',
    because: 'the branch conflicts with its base, so pull-request checks do not run',
  },
  {
    fact: 'a run takes far longer than runs of its workflow took',
    checks: [run('in_progress'), job('test', 'in_progress')],
    words: history(10, 10, 10, 10, 12),
    ageMs: 36 * 60_000,
    verdict: 'timed_out',
    because: 'test did not finish within 36m, where 95% of past runs took at most 12m',
  },
  {
    fact: 'an optional job waits for a runner, and there is time',
    checks: [run('queued'), job('test', 'success'), job('gpu', 'queued')],
    words: required('test'),
    ageMs: AFTER_DEADLINE - 1,
    verdict: 'pending',
    because: 'waiting for gpu',
  },
  {
    fact: 'an optional job waits for a runner for ever',
    checks: [run('queued'), job('test', 'success'), job('gpu', 'queued')],
    words: required('test'),
    ageMs: AFTER_DEADLINE,
    verdict: 'green',
    because: '1 of 1 required check passed (test); optional gpu has not finished',
  },
  {
    fact: 'a required job failed beside an optional one that waits for a runner for ever',
    checks: [run('queued'), job('test', 'failure'), job('gpu', 'queued')],
    words: required('test'),
    ageMs: AFTER_DEADLINE,
    verdict: 'red',
    because: '0 of 1 required check passed, test failed',
  },
  {
    fact: 'a required job waits for a runner for ever',
    checks: [run('queued'), job('test', 'queued'), job('lint', 'success')],
    words: required('test', 'lint'),
    ageMs: AFTER_DEADLINE,
    verdict: 'timed_out',
    because: 'test did not finish in time',
  },
  {
    fact: 'an optional workflow could not start, an optional app wants a click, and another check is stale',
    checks: [
      run('success'),
      job('test', 'success'),
      { ...run('startup_failure', { runId: 9, workflow: '.github/workflows/nightly.yml' }), name: 'nightly' },
      external('cla', 'action_required'),
      external('slow', 'stale', { app: 'other' }),
    ],
    words: required('test'),
    verdict: 'green',
    because: '1 of 1 required check passed (test); optional cla, slow and nightly did not pass',
  },
  {
    fact: 'all checks passed on a branch that conflicts with its base',
    checks: [run('success'), job('test', 'success')],
    words: { mergeState: 'conflict' },
    verdict: 'green',
    because: '1 of 1 check passed; the branch conflicts with its base',
  },
  {
    fact: 'a run that was started again has had its time only since then',
    checks: [run('in_progress', { attempt: 2, startedAtMs: PUSHED_AT_MS + 30 * 60_000 })],
    words: history(10, 10, 10, 10, 12),
    ageMs: 40 * 60_000,
    verdict: 'pending',
    because: 'waiting for the first job of CI',
  },
];

describe('judgeCi', () => {
  test.each(ROWS)('says $verdict when $fact', ({ checks, ageMs = SOON, words, verdict, because }) => {
    const report = judge(checks, ageMs, words);
    expect({ verdict: report.verdict, because: report.because }).toEqual({ verdict, because });
    const shuffled = judge([...checks].reverse(), ageMs, words);
    expect(shuffled.verdict).toBe(verdict);
    expect(shuffled.digest).toBe(report.digest);
  });

  test('reaches every verdict there is', () => {
    const all: Record<Verdict, true> = {
      pending: true,
      green: true,
      red: true,
      infra: true,
      cancelled: true,
      timed_out: true,
      no_checks: true,
      superseded: true,
      action_required: true,
      unknown: true,
    };
    expect([...new Set(ROWS.map(({ verdict }) => verdict))].sort()).toEqual(Object.keys(all).sort());
  });

  test('is never green while anything that decides is not a pass', () => {
    const words = [
      'failure',
      'cancelled',
      'timed_out',
      'action_required',
      'stale',
      'quarantined',
      'constructor',
      'queued',
      'in_progress',
    ];
    for (const bad of words) {
      expect(
        judge([run('success', { runId: 2 }), job('test', 'success', { runId: 2 }), external('x', bad)], SOON)
          .verdict,
      ).not.toBe('green');
      expect(judge([job('test', bad, { runId: 2 })], SOON, required('test')).verdict).not.toBe('green');
    }
  });
});

describe('re-runs', () => {
  test('let the newest attempt of a check count', () => {
    const first = job('test', 'failure', { jobId: 10 });
    const second = job('test', 'success', { jobId: 11, attempt: 2, startedAtMs: PUSHED_AT_MS + 100_000 });
    expect(judge([run('success', { attempt: 2 }), second, first], SOON).verdict).toBe('green');
  });

  test('keep a finding that a later run of the same workflow only skipped', () => {
    const found = [run('failure'), job('test', 'failure')];
    const late = { runId: 2, startedAtMs: PUSHED_AT_MS + 100_000 };
    expect(judge([...found, run('skipped', late), job('test', 'skipped', late)], SOON).verdict).toBe('red');
  });

  test('do not mix checks of one name from two apps', () => {
    expect(
      judge([external('test', 'success'), external('test', 'failure', { app: 'other' })], SOON).verdict,
    ).toBe('red');
  });

  test('forget a run that was cancelled in favour of the same workflow under another event', () => {
    const push = { event: 'push', runId: 2 };
    const checks = [
      run('cancelled', push),
      job('test', 'cancelled', push),
      run('success', { startedAtMs: PUSHED_AT_MS + 9_000 }),
      job('test', 'success', { startedAtMs: PUSHED_AT_MS + 9_000 }),
    ];
    expect(judge(checks, SOON).verdict).toBe('green');
  });
});

describe('the report', () => {
  const base = [run('failure'), job('test', 'failure', { jobId: 10, id: '10' })];

  test.each<[string, CheckFact[]]>([
    ['another status', [run('failure'), job('test', 'in_progress', { jobId: 10, id: '10' })]],
    ['another conclusion', [run('failure'), job('test', 'success', { jobId: 10, id: '10' })]],
    ['another id', [run('failure'), job('test', 'failure', { jobId: 11, id: '11' })]],
    ['another attempt of the run', [run('failure', { attempt: 2 }), job('test', 'failure', { id: '10' })]],
    ['one check more', [...base, status('x', 'success')]],
  ])('has another digest after %s', (_, checks) => {
    expect(judge(checks, SOON).digest).not.toBe(judge(base, SOON).digest);
  });

  test('does not change its digest with time', () => {
    expect(judge(base, SOON).digest).toBe(judge(base, AFTER_DEADLINE).digest);
  });

  test('lists what failed first, required before optional, and at most MAX_CHECKS', () => {
    const many = Array.from({ length: 40 }, (_, no) => external(`ok-${no}`, 'success', { id: `${no}` }));
    const report = judge(
      [...many, job('zz', 'failure', { runId: 3 }), job('aa', 'failure', { runId: 3 })],
      SOON,
      required('zz'),
    );
    expect(report.checks.slice(0, 2).map(({ name, required }) => [name, required])).toEqual([
      ['zz', true],
      ['aa', false],
    ]);
    expect(report.checks).toHaveLength(MAX_CHECKS);
    expect(report.checksOmitted).toBe(12);
    expect(report.url).toContain('/job/zz');
    expect(report.headSha).toBe(HEAD);
  });

  test('counts the minutes of every job, the older attempt and the running one too', () => {
    const again = { attempt: 2, jobId: 11, startedAtMs: PUSHED_AT_MS + 60_000, completedAtMs: null };
    const report = judge(
      [run('in_progress'), job('test', 'failure'), job('test', 'in_progress', again), job('x', 'skipped')],
      SOON,
    );
    expect(report.minutes).toBe(1.5);
  });

  test('names what it rests on: who requires what, what failed beside it, what could not be read', () => {
    const report = judge([run('failure'), job('test', 'success'), job('docs', 'failure')], SOON, {
      required: [
        { name: 'test', appId: null, from: 'ruleset' },
        { name: 'test', appId: null, from: 'policy' },
      ],
      unreadRules: ['branch_protection'],
      api: { calls: 12, free: 9 },
    });
    expect(report.headSha).toBe(HEAD);
    expect(report.basis).toEqual({
      rests: 'required',
      required: [{ name: 'test', from: ['ruleset', 'policy'] }],
      optionalFailed: ['docs'],
      optionalUnfinished: [],
      unreadRules: ['branch_protection'],
      onlyOnBase: [],
    });
    expect(report.api).toEqual({ calls: 12, free: 9 });
    expect(report.deadline).toEqual({ ms: ci.deadlineMs, from: 'policy' });
  });

  test('bounds the names it repeats', () => {
    const report = judge(
      [
        external(`a\n${'b'.repeat(5_000)}`, 'failure'),
        ...[1, 2, 3, 4].map((no) => external(`c${no}`, 'failure')),
      ],
      SOON,
    );
    expect(report.because.length).toBeLessThan(200);
    expect(report.because).toContain('and 2 more failed');
  });
});
