// Every verdict from GitHub's own words: answers of its API in, the sentence a person reads out.
import { afterEach, describe, expect, test } from 'vitest';
import { judgeNow } from '#app/effects/read-ci.ts';
import type { CiReport } from '#core/ci/report.ts';
import { sha } from '#core/ids.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import type { Task } from '#core/task/task.ts';
import type { ApiBook } from '#ports/api-book.ts';
import { ben, commit, play, upTo } from '#test/core/support/samples.ts';
import { BASE, branch, HEAD, jobRun, requiresChecks, run } from './answers.ts';
import { CASES } from './cases.ts';
import { type Recorded, recordedForge } from './server.ts';

const PUSHED_AT_MS = Date.parse('2026-11-24T09:00:00Z');
const { ci } = DEFAULT_POLICY;
const SOON = 4.5 * 60_000;
const LATE = ci.noChecksAfterMs;
const green = [run(10, 'completed', 'success')];
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** What a look costs has tests of its own. */
const emptyBook: ApiBook = { of: async () => ({ calls: 0, free: 0 }), add: async () => {} };

async function judge(recorded: Recorded, ageMs: number): Promise<CiReport> {
  const nowMs = PUSHED_AT_MS + ageMs;
  const clock = { nowMs: () => nowMs, sleepUntil: () => Promise.reject(new Error('nothing waits')) };
  const { forge, close } = await recordedForge(recorded, clock);
  cleanUps.push(close);
  const { task } = play(upTo.awaitingCi());
  const report = await judgeNow({ forge, clock, apiBook: emptyBook }, task, sha(HEAD), PUSHED_AT_MS);
  return report.report;
}

describe('from what GitHub answers, the verdict', () => {
  test.each(CASES)('on $fact', async ({ recorded, ageMs, said }) => {
    const { verdict, because } = await judge(recorded, ageMs);
    expect(`${verdict}: ${because}`).toBe(said);
  });

  test('reaches every verdict there is', () => {
    const reached = new Set(CASES.map(({ said }) => said.slice(0, said.indexOf(':'))));
    expect([...reached].sort()).toEqual([
      'action_required',
      'cancelled',
      'green',
      'infra',
      'no_checks',
      'pending',
      'red',
      'superseded',
      'timed_out',
      'unknown',
    ]);
  });
});

describe('what the base branch did', () => {
  const minutes = (count: number) =>
    new Date(Date.parse('2026-11-20T09:00:00Z') + count * 60_000).toISOString();
  const onMain = (id: number, tookMin: number) =>
    run(id, 'completed', 'success', {
      head_branch: 'main',
      head_sha: BASE,
      event: 'push',
      created_at: minutes(0),
      run_started_at: minutes(0),
      updated_at: minutes(tookMin),
    });
  const past = [onMain(100, 8), onMain(110, 9), onMain(120, 9), onMain(130, 10), onMain(140, 12)];
  const running = { runs: [run(10, 'in_progress', null)], checks: [jobRun(1, 10, 'test', undefined)] };

  test('sets the deadline, three times its p95', async () => {
    const inTime = await judge({ ...running, past }, 35 * 60_000);
    expect(inTime).toMatchObject({
      verdict: 'pending',
      deadline: { ms: 36 * 60_000, from: 'history', p95Ms: 720_000, samples: 5 },
    });
    const late = await judge({ ...running, past }, 36 * 60_000);
    expect(`${late.verdict}: ${late.because}`).toBe(
      'timed_out: test did not finish within 36m, where 95% of past runs took at most 12m',
    );
  });

  test('leaves the constant where there is too little of it', async () => {
    expect((await judge({ ...running, past: past.slice(1) }, SOON)).deadline).toEqual({
      ms: ci.deadlineMs,
      from: 'policy',
    });
  });

  test('is expected here too where no rule says what is required', async () => {
    const baseChecks = [
      jobRun(501, 100, 'test', 'success', { head_sha: BASE }),
      jobRun(502, 100, 'lint', 'success', { head_sha: BASE }),
    ];
    const here = { runs: green, checks: [jobRun(1, 10, 'test', 'success')], past, baseChecks };
    expect((await judge(here, SOON)).because).toBe('lint ran on the base branch and not here yet');
    const later = await judge(here, LATE);
    expect(`${later.verdict}: ${later.because}`).toBe(
      'green: 1 of 1 check passed; lint ran on the base branch only',
    );
    expect(later.basis).toMatchObject({ rests: 'reported', onlyOnBase: ['lint'] });
    const ruled = await judge({ ...here, rules: [requiresChecks({ context: 'test' })] }, SOON);
    expect(`${ruled.verdict}: ${ruled.because}`).toBe('green: 1 of 1 required check passed (test)');
  });

  test('is not expected of a workflow that runs on the base branch alone', async () => {
    const deploy = run(150, 'completed', 'success', {
      head_branch: 'main',
      head_sha: BASE,
      event: 'push',
      path: '.github/workflows/deploy.yml',
    });
    const elsewhere = run(160, 'completed', 'success', { head_branch: 'topic' });
    const baseChecks = [jobRun(501, 100, 'test', 'success'), jobRun(503, 150, 'deploy', 'success')];
    const report = await judge(
      {
        runs: green,
        checks: [jobRun(1, 10, 'test', 'success')],
        past: [deploy, ...past, elsewhere],
        baseChecks,
      },
      SOON,
    );
    expect(`${report.verdict}: ${report.because}`).toBe('green: 1 of 1 check passed');
  });
});

test('a look before the merge does not wait anew for what only the base branch has', async () => {
  const nowMs = PUSHED_AT_MS + LATE;
  const clock = { nowMs: () => nowMs, sleepUntil: () => Promise.reject(new Error('nothing waits')) };
  const passed = jobRun(1, 10, 'test', 'success');
  const baseChecks = [jobRun(501, 100, 'lint', 'success', { head_sha: BASE })];
  const { forge, close } = await recordedForge({ runs: green, checks: [passed], baseChecks }, clock);
  cleanUps.push(close);
  const awaiting = play(upTo.awaitingCi());
  const look = async (task: Task, pushedAtMs: number) =>
    (await judgeNow({ forge, clock, apiBook: emptyBook }, task, sha(HEAD), pushedAtMs)).report;
  const first = await look(awaiting.task, PUSHED_AT_MS);
  expect(first).toMatchObject({ verdict: 'green', basis: { onlyOnBase: ['lint'] } });
  const [attempt] = awaiting.task.attempts;
  if (attempt === undefined) throw new Error('an attempt was published');
  const state = play([...upTo.green(), { type: 'approve', actor: ben, headSha: commit(1), revision: null }])
    .task.state;
  const approved = { ...awaiting.task, state, attempts: [{ ...attempt, headSha: sha(HEAD), ci: first }] };
  expect(await look(approved, nowMs)).toMatchObject({ verdict: 'green' });
  expect(await look(awaiting.task, nowMs)).toMatchObject({ verdict: 'pending' });
});

test('rules that may not be read are unknown, and the verdict says so', async () => {
  const { protection: _, ...untold } = branch(['test']);
  const report = await judge(
    { runs: green, checks: [jobRun(1, 10, 'lint', 'success')], branch: untold },
    SOON,
  );
  expect(report.because).toBe('1 of 1 check passed; which of them are required could not be read');
  expect(report.basis?.unreadRules).toEqual(['branch_protection']);
});
