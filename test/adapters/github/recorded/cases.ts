// What GitHub answered about a commit, and what is to be said of it.
import { DEFAULT_POLICY } from '#core/policy.ts';
import {
  appRun,
  BASE,
  branch,
  file,
  job,
  jobRun,
  OTHER,
  pull,
  requiresChecks,
  run,
  status,
  suite,
  workflow,
} from './answers.ts';
import type { Recorded } from './server.ts';

type Row = [fact: string, recorded: Recorded, ageMs: number, said: string];

const { ci } = DEFAULT_POLICY;
const SOON = 4.5 * 60_000;
const LATE = ci.noChecksAfterMs;
const TOO_LATE = ci.deadlineMs;
const green = [run(10, 'completed', 'success')];
const CI_FILE = {
  '.github/workflows/ci.yml': file(
    '.github/workflows/ci.yml',
    'on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n',
  ),
};
const CI_WORKFLOW = [workflow(1, '.github/workflows/ci.yml')];
const E2E = '.github/workflows/e2e.yml';
const FILTERED = {
  workflows: [workflow(2, E2E)],
  files: {
    [E2E]: file(
      E2E,
      "on:\n  pull_request:\n    paths: ['web/**']\njobs:\n  e2e:\n    name: End to end\n    strategy: {matrix: {os: [a, b]}}\n",
    ),
  },
};

const ROWS: Row[] = [
  [
    'all passed',
    { runs: green, checks: [jobRun(1, 10, 'test', 'success'), appRun(2, 'codecov/patch', 'success')] },
    SOON,
    'green: 2 of 2 checks passed',
  ],
  [
    'required ones skipped and neutral',
    {
      runs: green,
      checks: [
        jobRun(1, 10, 'test', 'success'),
        jobRun(2, 10, 'docs', 'skipped'),
        appRun(3, 'license', 'neutral'),
      ],
      rules: [
        requiresChecks(
          { context: 'test' },
          { context: 'docs', integration_id: 15368 },
          { context: 'license' },
        ),
      ],
    },
    SOON,
    'green: 3 of 3 required checks passed (test, docs and license)',
  ],
  [
    'required by ruleset and by classic protection',
    {
      runs: green,
      checks: [
        jobRun(1, 10, 'test', 'success'),
        jobRun(2, 10, 'lint', 'success'),
        appRun(3, 'codecov', 'failure'),
      ],
      rules: [requiresChecks({ context: 'test' })],
      branch: branch(['lint']),
    },
    SOON,
    'green: 2 of 2 required checks passed (test and lint); optional codecov did not pass',
  ],
  [
    'required as only the pull request tells',
    {
      runs: [run(10, 'completed', 'failure')],
      checks: [jobRun(1, 10, 'test', 'success'), jobRun(2, 10, 'docs', 'failure')],
      isRequired: ['test'],
    },
    SOON,
    'green: 1 of 1 required check passed (test); optional docs did not pass',
  ],
  [
    'a job behind a failed need',
    {
      runs: [run(10, 'completed', 'failure')],
      checks: [jobRun(1, 10, 'build', 'failure'), jobRun(2, 10, 'test', 'skipped')],
      jobs: [job(1, 10, 'build', 'failure', 'Run npm run build')],
      rules: [requiresChecks({ context: 'test' })],
    },
    SOON,
    'red: 0 of 1 required check passed, build failed',
  ],
  [
    'a matrix that failed fast',
    {
      runs: [run(10, 'completed', 'failure')],
      checks: [jobRun(1, 10, 'test (22)', 'failure'), jobRun(2, 10, 'test (24)', 'cancelled')],
      jobs: [job(1, 10, 'test (22)', 'failure', 'Run npm test')],
      rules: [requiresChecks({ context: 'test (24)' })],
    },
    SOON,
    'red: 0 of 1 required check passed, test (22) failed',
  ],
  [
    'a lost runner',
    {
      runs: [run(10, 'completed', 'failure')],
      checks: [jobRun(1, 10, 'test', 'failure')],
      jobs: [job(1, 10, 'test', 'failure', null, { steps: [] })],
    },
    SOON,
    "infra: test failed outside the repository's own steps",
  ],
  [
    'a stale check',
    { checks: [appRun(1, 'slow', 'stale')] },
    SOON,
    'pending: slow was given up by the forge as stale',
  ],
  [
    'a check that stays stale',
    { checks: [appRun(1, 'slow', 'stale')] },
    TOO_LATE,
    'unknown: slow was given up by the forge as stale',
  ],
  [
    'a word nobody knows',
    { checks: [appRun(1, 'new', 'quarantined' as 'stale')] },
    SOON,
    'unknown: new ended in a way that Greenlight does not know',
  ],
  [
    'an invalid workflow file',
    {
      runs: [run(10, 'completed', 'startup_failure', { name: '.github/workflows/ci.yml' })],
      suites: [suite(11, 'completed', 'startup_failure', { latest_check_runs_count: 0 })],
    },
    SOON,
    'action_required: the workflow file of .github/workflows/ci.yml could not be started',
  ],
  [
    'a run that needs approval',
    { runs: [run(10, 'completed', 'action_required')], suites: [suite(11, 'completed', 'action_required')] },
    SOON,
    'action_required: CI waits for a person',
  ],
  [
    'an environment that needs approval',
    {
      runs: [run(10, 'waiting', null)],
      checks: [
        jobRun(1, 10, 'test', 'success'),
        jobRun(2, 10, 'deploy', undefined, { status: 'waiting' as 'queued' }),
      ],
    },
    SOON,
    'action_required: CI waits for an approval on the forge',
  ],
  [
    '[skip ci]',
    { message: 'Fix it [skip ci]', workflows: CI_WORKFLOW, files: CI_FILE },
    LATE,
    'no_checks: no check ever started: the commit message says [skip ci], so no workflow runs',
  ],
  [
    '[skip ci] with a required check',
    {
      message: 'Fix it [skip ci]',
      workflows: CI_WORKFLOW,
      files: CI_FILE,
      rules: [requiresChecks({ context: 'test' })],
    },
    LATE,
    'action_required: required test will not report: the commit message says [skip ci], so no workflow runs',
  ],
  [
    'a path filter under a required check',
    {
      ...FILTERED,
      runs: green,
      checks: [jobRun(1, 10, 'test', 'success')],
      rules: [requiresChecks({ context: 'End to end (a)' })],
    },
    LATE,
    'action_required: required End to end (a) will not report: e2e.yml runs only for changes in web/**, and this commit has none',
  ],
  [
    'a path filter over the only workflow',
    FILTERED,
    LATE,
    'no_checks: no check ever started: e2e.yml runs only for changes in web/**, and this commit has none',
  ],
  [
    'a workflow switched off',
    { workflows: [workflow(1, '.github/workflows/ci.yml', 'disabled_inactivity')], files: CI_FILE },
    LATE,
    'no_checks: no check ever started: ci.yml is disabled on GitHub',
  ],
  [
    'Actions switched off',
    { workflows: CI_WORKFLOW, files: CI_FILE, actionsEnabled: false },
    LATE,
    'no_checks: no check ever started: GitHub Actions is off for this repository',
  ],
  [
    'no CI at all',
    {},
    LATE,
    'no_checks: no check ever started: the repository has no workflow that GitHub Actions could run',
  ],
  ['nothing yet', {}, SOON, 'pending: no check has started yet'],
  [
    'a conflict, so no merge ref',
    {
      pull: pull({ mergeable: false, mergeable_state: 'dirty', merge_commit_sha: null }),
      workflows: CI_WORKFLOW,
      files: CI_FILE,
    },
    LATE,
    'action_required: the branch conflicts with its base, so pull-request checks do not run',
  ],
  [
    'cancelled by a person',
    { runs: [run(10, 'completed', 'cancelled')], checks: [jobRun(1, 10, 'test', 'cancelled')] },
    SOON,
    'cancelled: test was cancelled',
  ],
  [
    'out of time',
    {
      runs: [run(10, 'completed', 'cancelled')],
      checks: [jobRun(1, 10, 'test', 'cancelled')],
      annotations: [
        {
          path: '.github',
          start_line: 1,
          end_line: 1,
          annotation_level: 'failure',
          message:
            'The job running on runner GitHub Actions 2 has exceeded the maximum execution time of 5 minutes.',
        },
      ],
    },
    SOON,
    'timed_out: test ran out of time',
  ],
  [
    'cancelled because a newer commit came',
    {
      runs: [run(10, 'completed', 'cancelled')],
      checks: [jobRun(1, 10, 'test', 'cancelled')],
      pull: pull({ head: { ref: 'greenlight/t-00000001', sha: OTHER } }),
      branchHead: OTHER,
    },
    SOON,
    'superseded: the pull request has a newer commit',
  ],
  [
    'a force-push back to the base',
    {
      runs: green,
      checks: [jobRun(1, 10, 'test', 'success')],
      pull: pull({ head: { ref: 'greenlight/t-00000001', sha: BASE } }),
      branchHead: BASE,
    },
    SOON,
    'superseded: the pull request has a newer commit',
  ],
  [
    'the gap between two jobs',
    { runs: [run(10, 'in_progress', null)], checks: [jobRun(1, 10, 'build', 'success')] },
    SOON,
    'pending: waiting for the next job of CI',
  ],
  [
    'a run that is not listed yet',
    {
      suites: [suite(11, 'queued', null, { latest_check_runs_count: 0 })],
      statuses: [status(1, 'cla', 'success')],
    },
    SOON,
    'pending: a workflow is starting',
  ],
  [
    'a silent app',
    {
      runs: green,
      checks: [jobRun(1, 10, 'test', 'success')],
      suites: [
        suite(11, 'completed', 'success'),
        suite(50, 'queued', null, {
          app: { id: 3, slug: 'sonar', name: 'Sonar' },
          latest_check_runs_count: 0,
        }),
      ],
    },
    LATE,
    'green: 1 of 1 check passed',
  ],
  [
    'statuses only, passed',
    {
      statuses: [
        status(2, 'ci/jenkins', 'success', { created_at: '2026-11-24T09:03:00Z' }),
        status(1, 'ci/jenkins', 'pending'),
      ],
    },
    SOON,
    'green: 1 of 1 check passed',
  ],
  [
    'statuses only, failed',
    { statuses: [status(2, 'ci/jenkins', 'failure'), status(1, 'cla', 'success')] },
    SOON,
    'red: 1 of 2 checks passed, ci/jenkins failed',
  ],
  [
    'a run again, with new ids in the same suite',
    {
      runs: [run(10, 'completed', 'success', { run_attempt: 2, run_started_at: '2026-11-24T09:05:00Z' })],
      checks: [jobRun(4, 10, 'test', 'success', { started_at: '2026-11-24T09:05:10Z' })],
      jobs: [
        job(1, 10, 'test', 'failure', 'Run npm test'),
        job(4, 10, 'test', 'success', null, { run_attempt: 2, started_at: '2026-11-24T09:05:10Z' }),
      ],
    },
    LATE,
    'green: 1 of 1 check passed',
  ],
  [
    'a push and its pull request in one concurrency group',
    {
      runs: [run(10, 'completed', 'cancelled', { event: 'push' }), run(20, 'completed', 'success')],
      checks: [jobRun(1, 10, 'test', 'cancelled'), jobRun(2, 20, 'test', 'success')],
    },
    SOON,
    'green: 1 of 1 check passed',
  ],
  [
    'a check by another app than the rule names',
    {
      checks: [appRun(1, 'test', 'success')],
      rules: [requiresChecks({ context: 'test', integration_id: 15368 })],
    },
    SOON,
    'pending: required test has not reported yet',
  ],
];

export const CASES = ROWS.map(([fact, recorded, ageMs, said]) => ({ fact, recorded, ageMs, said }));
