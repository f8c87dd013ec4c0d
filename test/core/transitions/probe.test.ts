// Tests in doubt by themselves, step by step: before CI is asked again, once for a commit, and stopped when nobody wants to know.
import { describe, expect, it } from 'vitest';
import type { Probed } from '#core/probe/probe.ts';
import { last } from '../support/last.ts';
import {
  BASE,
  ben,
  commit,
  ended,
  failure,
  type Plain,
  POLICY,
  publishedAs,
  report,
  requested,
  upTo,
} from '../support/samples.ts';

const policy = { ...POLICY, probe: { enabled: true, command: ['run', '{test}'], timeoutMs: 60_000 } };
const work = requested({ policy }) as Extract<Plain, { type: 'requested' }>;
const begun: Plain[] = [
  { ...work, request: { ...work.request, text: 'add PayPal' } },
  ...upTo.awaitingCi(policy).slice(1),
];
const redCheck = { name: 'test', outcome: 'failed' as const, required: true, url: '', jobId: 1, runId: 1 };
const red = (no: number, digest = 'red'): Plain => ({
  type: 'ci_observed',
  report: { ...report(commit(no), 'red', digest), checks: [redCheck] },
});
const collected = (no: number, ...names: string[]): Plain => ({
  type: 'failures_collected',
  headSha: commit(no),
  failures: names.map(failure),
  artifacts: [],
});
const results = (no: number, head: Probed['head'], base: Probed['base'], ...names: string[]): Plain => ({
  type: 'probed',
  headSha: commit(no),
  results: names.map((name) => ({
    ...{ fine: failure(name).fingerprint.fine, head, base },
    ...{ headSha: commit(no), baseSha: BASE },
  })),
});
const probing = last([...begun, red(1), collected(1, 'a')]);

it('comes before CI is asked again, with what was collected waiting for it', () => {
  expect(probing).toMatchObject({ code: 'probing', wants: ['probe', 'show_card'] });
  expect(probing.task.state).toMatchObject({
    name: 'awaiting_ci',
    reruns: 0,
    stage: { name: 'probing', plan: [{ command: ['run', 'a'] }] },
  });
});

it('spends the attempt at once where the change is to blame', () => {
  const { task, wants } = last([results(1, 'failed', 'passed', 'a')], probing);
  expect(task).toMatchObject({
    state: { name: 'queued', attempt: 2 },
    attempts: [{ triage: { likely: 'change' }, failures: [{ testId: 'a' }] }, {}],
  });
  expect(wants).not.toContain('rerun_ci');
});

it('calls a person where the base is', () => {
  const { task } = last([results(1, 'failed', 'failed', 'a')], probing);
  expect(task.state).toMatchObject({ name: 'needs_human', reason: { code: 'ci_base_broken' } });
});

it('has CI run again where the test passes by itself, and is not made a second time', () => {
  const again = last([results(1, 'passed', 'not_asked', 'a')], probing);
  expect(again).toMatchObject({ code: 'ci_rerun', wants: ['rerun_ci', 'show_card'] });
  expect(again.task.attempts[0]?.reruns?.[0]?.because).toContain('by itself in the sandbox it passes');
  const twice = last(
    [{ type: 'ci_observed', report: report(commit(1), 'pending', 'p') }, red(1, 'red2'), collected(1, 'a')],
    again,
  );
  expect(twice.task.state).toMatchObject({ name: 'queued', attempt: 2 });
  expect(twice.wants).not.toContain('probe');
});

it('goes on as without it where the sandbox is away', () => {
  const away: Plain = {
    ...{ type: 'effect_failed', effect: 'probe', effectId: 'x', attempt: 1, headSha: commit(1) },
    problem: { code: 'sandbox_unavailable', detail: 'gone' },
  };
  const { task, code } = last([away], probing);
  expect(code).toBe('ci_rerun');
  expect(task.attempts[0]?.probed).toEqual([]);
});

it('is not tried again in a task whose tests cannot run in the sandbox', () => {
  const unclear = last([results(1, 'unclear', 'not_asked', 'a')], probing);
  const second = last(
    [
      { type: 'ci_observed', report: report(commit(1), 'pending', 'p') },
      red(1, 'red2'),
      collected(1, 'a'),
      { type: 'attempt_started', attempt: 2 },
      ended(2),
      ...publishedAs(2),
      red(2),
      collected(2, 'b'),
    ],
    unclear,
  );
  expect(second.code).toBe('ci_rerun');
});

describe('while it runs', () => {
  it('nothing that CI says changes what is being found out', () => {
    expect(last([red(1, 'another')], probing)).toMatchObject({ ignored: true, code: 'already_judged' });
    expect(last([{ type: 'ci_hinted', headSha: commit(1) }], probing).ignored).toBe(true);
    expect(last([collected(1, 'b')], probing).ignored).toBe(true);
  });

  it('whoever steps in stops it, and its answer comes too late', () => {
    const aborted = last([{ type: 'abort', actor: ben, revision: null }], probing);
    expect(aborted.wants).toContain('stop_probe');
    expect(last([results(1, 'failed', 'passed', 'a')], aborted)).toMatchObject({
      ignored: true,
      code: 'late_probe',
    });
    const moved = last([{ type: 'branch_moved', headSha: commit(77), by: 'dora' }], probing);
    expect(moved.wants).toContain('stop_probe');
  });
});

it('is not made for a task about flaky tests: there one run says nothing', () => {
  const { code } = last([...upTo.awaitingCi(policy), red(1), collected(1, 'a')]);
  expect(code).not.toBe('probing');
});

it('calls a person where the change and the base break each other', () => {
  const merged = { head: commit(1), into: commit(0xfeed) };
  const run = { job: 'test', outcome: 'passed' as const, prints: [] };
  const evidence = {
    jobs: [{ job: 'test', failedStep: 'Run', hasLog: true, signs: [], merged }],
    base: {
      branch: 'main',
      runs: [
        { ...run, sha: BASE, at: 'base' as const },
        { ...run, sha: commit(0xfeed), at: 'newest' as const },
      ],
    },
    flakes: [],
    mentions: [],
  };
  const found = { ...collected(1, 'a'), evidence } as Plain;
  const { task } = last([
    ...[...begun, red(1), found, results(1, 'passed', 'not_asked', 'a')],
    { type: 'ci_observed', report: report(commit(1), 'pending', 'p') },
    ...[red(1, 'red2'), found],
  ]);
  expect(task.state).toMatchObject({ name: 'needs_human', reason: { code: 'ci_broken_by_merge' } });
});
