// GitHub's words for checks, runs and statuses, in the shapes its API gives them, turned into ours.
import { expect, test } from 'vitest';
import { type ApiRun, checkRunFact, runFact, statusFacts } from '#adapters/github/check-facts.ts';
import { failedStepOf } from '#adapters/github/jobs.ts';

const RUN: ApiRun = {
  id: 7,
  name: 'CI',
  path: '.github/workflows/ci.yml',
  event: 'pull_request',
  status: 'completed',
  conclusion: 'failure',
  html_url: 'https://github.test/run/7',
  check_suite_id: 70,
  run_attempt: 2,
  run_started_at: '2026-11-22T09:00:00Z',
  created_at: '2026-11-22T08:00:00Z',
  updated_at: '2026-11-22T09:05:00Z',
};
const CHECK = {
  id: 71,
  name: 'test',
  status: 'completed',
  conclusion: 'failure',
  html_url: 'https://github.test/job/71',
  started_at: '2026-11-22T09:00:10Z',
  completed_at: '2026-11-22T09:04:00Z',
  app: { slug: 'github-actions' },
  check_suite: { id: 70 },
};

test('a workflow run counts from its newest attempt', () => {
  expect(runFact(RUN)).toMatchObject({
    name: 'CI',
    attempt: 2,
    startedAtMs: Date.parse('2026-11-22T09:00:00Z'),
    completedAtMs: Date.parse('2026-11-22T09:05:00Z'),
  });
});

test.each(['queued', 'waiting', 'requested', 'pending', null, 'some new word'])(
  'a run that is %s is not finished, whatever its conclusion says',
  (status) => {
    expect(runFact({ ...RUN, status })).toMatchObject({
      status: 'queued',
      conclusion: null,
      completedAtMs: null,
    });
  },
);

test('a check run of Actions is a job of its run; one of another app is not', () => {
  expect(checkRunFact(CHECK, [RUN], undefined)).toMatchObject({
    workflow: '.github/workflows/ci.yml',
    event: 'pull_request',
    runId: 7,
    jobId: 71,
    attempt: 2,
    failedStep: undefined,
  });
  const other = checkRunFact({ ...CHECK, app: { slug: 'codecov' } }, [RUN], undefined);
  expect(other).toMatchObject({ app: 'codecov', workflow: null, runId: null, jobId: null });
});

test('what a check or a status says of itself is kept, where it says something', () => {
  const output = { title: '2 new issues', summary: 'See the list.' };
  expect(checkRunFact({ ...CHECK, output }, [RUN], undefined).says).toBe('2 new issues: See the list.');
  const silent = { ...CHECK, output: { title: null, summary: ' ' } };
  expect(checkRunFact(silent, [RUN], undefined)).not.toHaveProperty('says');
  const status = { id: 1, context: 'c', state: 'failure', created_at: '', target_url: null, creator: null };
  expect(statusFacts([{ ...status, description: 'quota exceeded' }])[0]?.says).toBe('quota exceeded');
});

test('of the statuses of a context the newest counts, in whatever order they come', () => {
  const status = (id: number, context: string, state: string, created_at: string) => ({
    id,
    context,
    state,
    created_at,
    target_url: null,
    creator: { login: 'ci-bot' },
  });
  const statuses = [
    status(1, 'build', 'pending', '2026-11-22T09:00:00Z'),
    status(2, 'build', 'failure', '2026-11-22T09:00:00Z'),
    status(4, 'deploy', 'success', '2026-11-22T09:02:00Z'),
    status(3, 'deploy', 'error', '2026-11-22T09:01:00Z'),
  ];
  for (const order of [statuses, statuses.toReversed()]) {
    const facts = statusFacts(order).map(({ name, conclusion }) => `${name}=${conclusion}`);
    expect(facts.sort()).toEqual(['build=failure', 'deploy=success']);
  }
  expect(statusFacts(statuses.slice(0, 1))).toMatchObject([{ status: 'in_progress', conclusion: null }]);
});

test('the failed step of a job is the first that failed, and none where the runner died', () => {
  const step = (number: number, name: string, conclusion: string | null) => ({ number, name, conclusion });
  const steps = [step(3, 'Lint', 'failure'), step(1, 'Set up job', 'success'), step(2, 'Tests', 'failure')];
  expect(failedStepOf({ conclusion: 'failure', steps })).toBe('Tests');
  expect(
    failedStepOf({
      conclusion: 'failure',
      steps: [step(1, 'Set up job', 'success'), step(2, 'Tests', null)],
    }),
  ).toBeNull();
  expect(failedStepOf({ conclusion: 'failure' })).toBeNull();
});
