// Check facts in the shapes that GitHub gives them, for tests of the verdict: a job, a workflow run, a status, a whole snapshot.
import type { CheckFact, CiSnapshot } from '#core/ci/report.ts';
import { sha } from '#core/ids.ts';

export const HEAD = sha('a'.repeat(40));
export const OTHER = sha('b'.repeat(40));
export const PUSHED_AT_MS = 1_760_000_000_000;

type Words = Partial<Omit<CheckFact, 'source' | 'name'>>;

function fact(source: CheckFact['source'], name: string, conclusion: string, words: Words): CheckFact {
  const unfinished = conclusion === 'queued' || conclusion === 'in_progress';
  return {
    source,
    name,
    app: 'github-actions',
    workflow: '.github/workflows/ci.yml',
    event: 'pull_request',
    status: unfinished ? conclusion : 'completed',
    conclusion: unfinished ? null : conclusion,
    url: `https://github.com/acme/payments/actions/runs/1/job/${name}`,
    runId: 1,
    jobId: null,
    attempt: 1,
    startedAtMs: conclusion === 'queued' ? null : PUSHED_AT_MS + 5_000,
    completedAtMs: unfinished ? null : PUSHED_AT_MS + 65_000,
    ...words,
  };
}

/** A job of an Actions run. `conclusion` may also be `queued` or `in_progress`. */
export const job = (name: string, conclusion: string, words: Words = {}): CheckFact =>
  fact('check_run', name, conclusion, {
    jobId: 10,
    failedStep: conclusion === 'failure' ? 'Run npm test' : undefined,
    ...words,
  });

export const run = (conclusion: string, words: Words = {}): CheckFact =>
  fact('workflow_run', 'CI', conclusion, words);

/** A check of an app other than Actions. */
export const external = (name: string, conclusion: string, words: Words = {}): CheckFact =>
  fact('check_run', name, conclusion, { app: 'codecov', workflow: null, event: null, runId: null, ...words });

/** `state` is a status's own word: success, failure, error or pending. */
export const status = (name: string, state: string, words: Words = {}): CheckFact =>
  fact('status', name, state === 'pending' ? 'in_progress' : state, {
    app: 'ci-bot',
    workflow: null,
    event: null,
    runId: null,
    ...words,
  });

/** The checks of one app at a commit together. */
export const suite = (conclusion: string, words: Words & { name?: string } = {}): CheckFact => ({
  ...fact('check_suite', 'GitHub Actions', conclusion, {
    workflow: null,
    event: null,
    runId: null,
    suiteId: 7,
  }),
  ...words,
});

export const snapshot = (checks: readonly CheckFact[], words: Partial<CiSnapshot> = {}): CiSnapshot => ({
  headSha: HEAD,
  pullRequestHeadSha: HEAD,
  mergeState: 'clean',
  checks,
  required: [],
  unreadRules: [],
  pushedAtMs: PUSHED_AT_MS,
  ...words,
});
