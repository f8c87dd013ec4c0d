// GitHub's answers about one commit, in the shapes its API documents: every field exists in the published schema.
import type { Shape } from '#playground/github/present/shape.ts';

export const HEAD = 'a'.repeat(40);
export const OTHER = 'b'.repeat(40);
export const BASE = 'c'.repeat(40);
export const BRANCH = 'greenlight/t-00000001';
const REPO_URL = 'https://api.github.com/repos/acme/payments';
const WEB_URL = 'https://github.com/acme/payments';

const ACTIONS_APP = {
  id: 15368,
  slug: 'github-actions',
  name: 'GitHub Actions',
  client_id: 'Iv1.05c79e9ad1f6bdfa',
};
const CODECOV_APP = { id: 254, slug: 'codecov', name: 'Codecov' };

export type Run = Shape<'workflow-run'>;
export type CheckRun = Shape<'check-run'>;
export type Suite = Shape<'check-suite'>;
export type Status = Shape<'status'>;
export type Job = Shape<'job'>;
/** The published schema lacks some words that the API does say. */
type Conclusion = CheckRun['conclusion'] | 'stale' | 'startup_failure';

export const run = (id: number, status: string, conclusion: string | null, words: Run = {}): Run => ({
  id,
  name: 'CI',
  node_id: `WFR_kwLO${id}`,
  head_branch: BRANCH,
  head_sha: HEAD,
  path: '.github/workflows/ci.yml',
  display_title: 'Fix the ledger',
  run_number: 312,
  event: 'pull_request',
  status,
  conclusion,
  workflow_id: 161335,
  check_suite_id: id + 1,
  check_suite_node_id: `CS_kwDO${id + 1}`,
  url: `${REPO_URL}/actions/runs/${id}`,
  html_url: `${WEB_URL}/actions/runs/${id}`,
  pull_requests: [],
  created_at: '2026-11-24T09:00:05Z',
  updated_at: '2026-11-24T09:04:00Z',
  run_attempt: 1,
  run_started_at: '2026-11-24T09:00:05Z',
  previous_attempt_url: null,
  jobs_url: `${REPO_URL}/actions/runs/${id}/jobs`,
  ...words,
});

/** A job of the run `runId`, as the checks API shows it. */
export const jobRun = (
  id: number,
  runId: number,
  name: string,
  conclusion: Conclusion | undefined,
  words: CheckRun = {},
): CheckRun => ({
  id,
  name,
  node_id: `CR_kwDO${id}`,
  head_sha: HEAD,
  external_id: '0f7c4d5a-7d52-5a7e-9d65-1e4b6a6e7c11',
  url: `${REPO_URL}/check-runs/${id}`,
  html_url: `${WEB_URL}/actions/runs/${runId}/job/${id}`,
  details_url: `${WEB_URL}/actions/runs/${runId}/job/${id}`,
  status: conclusion === undefined ? 'in_progress' : 'completed',
  conclusion: (conclusion ?? null) as CheckRun['conclusion'],
  started_at: '2026-11-24T09:00:20Z',
  completed_at: conclusion === undefined ? null : '2026-11-24T09:03:50Z',
  output: {
    title: null,
    summary: null,
    text: null,
    annotations_count: 0,
    annotations_url: `${REPO_URL}/check-runs/${id}/annotations`,
  },
  check_suite: { id: runId + 1 },
  app: ACTIONS_APP,
  pull_requests: [],
  ...words,
});

/** A check of an app that is not Actions. */
export const appRun = (
  id: number,
  name: string,
  conclusion: Conclusion | undefined,
  words: CheckRun = {},
): CheckRun =>
  jobRun(id, 0, name, conclusion, {
    app: CODECOV_APP,
    check_suite: { id: 900 },
    html_url: `${WEB_URL}/runs/${id}`,
    details_url: 'https://codecov.io/gh/acme/payments',
    ...words,
  });

export const suite = (id: number, status: string, conclusion: string | null, words: Suite = {}): Suite => ({
  id,
  node_id: `CS_kwDO${id}`,
  head_branch: BRANCH,
  head_sha: HEAD,
  status: status as Suite['status'],
  conclusion: conclusion as Suite['conclusion'],
  url: `${REPO_URL}/check-suites/${id}`,
  before: BASE,
  after: HEAD,
  pull_requests: [],
  app: ACTIONS_APP,
  created_at: '2026-11-24T09:00:05Z',
  updated_at: '2026-11-24T09:04:00Z',
  latest_check_runs_count: 1,
  check_runs_url: `${REPO_URL}/check-suites/${id}/check-runs`,
  ...words,
});

export const status = (id: number, context: string, state: string, words: Status = {}): Status => ({
  url: `${REPO_URL}/statuses/${HEAD}`,
  id,
  node_id: `SC_kwDO${id}`,
  state,
  description: state === 'success' ? 'Build finished.' : 'Build failed.',
  target_url: `https://jenkins.example/job/payments/${id}/`,
  context,
  created_at: '2026-11-24T09:02:00Z',
  updated_at: '2026-11-24T09:02:00Z',
  creator: { login: 'acme-jenkins', id: 77, type: 'User' },
  ...words,
});

/** What the jobs API adds to a job: its steps. */
export const job = (
  id: number,
  runId: number,
  name: string,
  conclusion: string,
  failedStep: string | null,
  words: Job = {},
): Job => ({
  id,
  run_id: runId,
  run_attempt: 1,
  head_sha: HEAD,
  name,
  status: 'completed',
  conclusion: conclusion as Job['conclusion'],
  html_url: `${WEB_URL}/actions/runs/${runId}/job/${id}`,
  started_at: '2026-11-24T09:00:20Z',
  completed_at: '2026-11-24T09:03:50Z',
  steps: [
    { name: 'Set up job', status: 'completed', conclusion: 'success', number: 1 },
    {
      name: failedStep ?? 'Run npm test',
      status: 'completed',
      conclusion: failedStep === null ? conclusion : 'failure',
      number: 2,
    },
  ],
  labels: ['ubuntu-latest'],
  ...words,
});

export const pull = (words: Shape<'pull-request'> = {}): Shape<'pull-request'> => ({
  number: 7,
  state: 'open',
  draft: true,
  merged_at: null,
  merge_commit_sha: 'd'.repeat(40),
  mergeable: true,
  rebaseable: true,
  mergeable_state: 'draft',
  html_url: `${WEB_URL}/pull/7`,
  head: { ref: BRANCH, sha: HEAD, label: `acme:${BRANCH}` },
  base: { ref: 'main', sha: BASE, label: 'acme:main' },
  ...words,
});

/** One rule of GET /rules/branches/{branch}. `integration_id` is left out where any app may report the check. */
export const requiresChecks = (...checks: readonly { context: string; integration_id?: number }[]) => ({
  type: 'required_status_checks',
  ruleset_source_type: 'Organization',
  ruleset_source: 'acme',
  ruleset_id: 42,
  parameters: {
    strict_required_status_checks_policy: false,
    do_not_enforce_on_create: false,
    required_status_checks: checks,
  },
});

/** GET /branches/main: `contexts` are those of classic protection, null where there is none. */
export const branch = (contexts: readonly string[] | null) => ({
  name: 'main',
  commit: { sha: BASE, node_id: 'C_kwDO', url: `${REPO_URL}/commits/${BASE}` },
  protected: contexts !== null,
  protection: {
    enabled: contexts !== null,
    required_status_checks: {
      enforcement_level: contexts === null ? 'off' : 'non_admins',
      contexts: contexts ?? [],
      checks: (contexts ?? []).map((context) => ({ context, app_id: 15368 })),
    },
  },
  protection_url: `${REPO_URL}/branches/main/protection`,
});

export const workflow = (id: number, path: string, state = 'active'): Shape<'workflow'> => ({
  id,
  node_id: `W_kwDO${id}`,
  name: 'CI',
  path,
  state: state as 'active',
  created_at: '2025-01-08T23:48:37Z',
  updated_at: '2025-01-08T23:50:21Z',
  url: `${REPO_URL}/actions/workflows/${id}`,
  html_url: `${WEB_URL}/blob/main/${path}`,
  badge_url: `${WEB_URL}/workflows/CI/badge.svg`,
});

export const file = (path: string, text: string) => ({
  type: 'file',
  encoding: 'base64',
  size: text.length,
  name: path.split('/').at(-1),
  path,
  content: Buffer.from(text).toString('base64'),
  sha: 'e'.repeat(40),
});
