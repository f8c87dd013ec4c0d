// A task two attempts old, with everything that a page can show, and its recorded events.
import type { CiReport } from '#core/ci/report.ts';
import type { Task } from '#core/task/task.ts';
import type { RecordedEvent } from '#ports/engine.ts';
import { commit, failure, play, requested } from '#test/core/support/samples.ts';

const AT_MS = Date.UTC(2026, 10, 22, 9, 14);
const MINUTE = 60_000;

const ci = (no: number, verdict: CiReport['verdict'], because: string): CiReport => ({
  headSha: commit(no),
  verdict,
  because,
  digest: verdict,
  checks: [
    {
      name: 'test',
      outcome: verdict === 'red' ? 'failed' : 'passed',
      required: true,
      url: 'https://github.test/acme/payments/actions/runs/1/job/2',
      jobId: 2,
      runId: 1,
    },
    { name: 'lint', outcome: 'passed', required: false, url: '', jobId: 3, runId: 1 },
  ],
  checksOmitted: 0,
  url: 'https://github.test/acme/payments/actions/runs/1',
  minutes: 3.4,
});

const first = {
  ...failure('expires a hold exactly once'),
  file: 'test/holds.test.js',
  line: 42,
  message:
    'failed in 7 of 25 runs\nAssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n2 !== 1',
};
const second = {
  ...failure('settles in order'),
  file: 'test/settle.test.js',
  line: 8,
  message: "failed in 3 of 25 runs\nAssertionError [ERR_ASSERTION]: expected 'b' to come after 'a'",
};

export function sampleTask(overrides: Partial<Task> = {}): Task {
  const { task } = play([requested()]);
  return {
    ...task,
    sequence: 14,
    request: { ...task.request, text: 'fix flaky tests in payments', requestedAtMs: AT_MS },
    baseBranch: 'main',
    baseSha: commit(1),
    pullRequest: { number: 12, url: 'https://github.test/acme/payments/pull/12', draft: true },
    attempts: [
      {
        no: 1,
        round: 1,
        runs: 2,
        fromSha: commit(1),
        startedAtMs: AT_MS + MINUTE,
        endedAtMs: AT_MS + 5 * MINUTE,
        outcome: 'finished',
        exitCode: 0,
        summary: 'I waited 50 ms longer in two tests. All tests pass now.',
        costUsd: 0.42,
        artifacts: [
          { name: 'agent.log', url: 'https://greenlight.test/artifacts/x/t/agent.log', sizeBytes: 48_200 },
        ],
        patch: { files: 2, additions: 6, deletions: 2 },
        findings: [
          { rule: 'secret', level: 'flag', path: 'test/holds.test.js', detail: 'looks like a token' },
        ],
        headSha: commit(0xabc1),
        ci: ci(0xabc1, 'red', '1 of 2 checks passed, test failed'),
        failures: [first, second],
        progress: { added: [first.fingerprint.fine, second.fingerprint.fine], persisting: [], fixed: [] },
        stopRules: [
          { rule: 'max_attempts', tripped: false, measured: '1', limit: '4' },
          { rule: 'no_progress', tripped: false, measured: '0 the same, 0 moving', limit: 'one repetition' },
        ],
      },
      {
        no: 2,
        round: 1,
        runs: 1,
        fromSha: commit(0xabc1),
        startedAtMs: AT_MS + 10 * MINUTE,
        endedAtMs: AT_MS + 14 * MINUTE,
        outcome: 'finished',
        costUsd: 0.31,
        artifacts: [],
        patch: { files: 1, additions: 4, deletions: 1 },
        findings: [],
        headSha: commit(0xabc2),
        ci: ci(0xabc2, 'red', '1 of 2 checks passed, test failed'),
        failures: [first],
        progress: { added: [], persisting: [first.fingerprint.fine], fixed: [second.fingerprint.fine] },
        stopRules: [{ rule: 'max_attempts', tripped: false, measured: '2', limit: '4' }],
      },
      {
        no: 3,
        round: 1,
        runs: 1,
        fromSha: commit(0xabc2),
        startedAtMs: AT_MS + 20 * MINUTE,
        costUsd: 0.05,
        artifacts: [],
        findings: [],
        stopRules: [],
      },
    ],
    state: { name: 'working', attempt: 3, run: 1, startedAtMs: AT_MS + 20 * MINUTE },
    ...overrides,
  };
}

export const sampleHistory: readonly RecordedEvent[] = [
  {
    sequence: 1,
    event: { ...requested(), atMs: AT_MS },
    because: { code: 'task_opened', ignored: false },
    from: null,
    to: 'requested',
  },
  {
    sequence: 2,
    event: { type: 'ci_hinted', id: 'h', atMs: AT_MS + MINUTE, headSha: commit(1) },
    because: { code: 'not_awaited', ignored: true, detail: 'the attempt is still running' },
    from: 'working',
    to: 'working',
  },
];
