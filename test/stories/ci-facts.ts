// What CI leaves behind in a story: checks of a commit, and the raw log of a job as GitHub and Node's test runner write it.
import type { CheckFact } from '#core/ci/report.ts';

/** `conclusion` null: still running. `infra`: it failed outside the repository's own steps. */
export type Check = readonly [name: string, conclusion: string | null, log?: string | 'infra'];

let jobs = 0;

export function checkFact([name, conclusion, log]: Check, nowMs: number): CheckFact {
  jobs += 1;
  return {
    source: 'check_run',
    name,
    app: 'github-actions',
    workflow: 'ci',
    event: 'push',
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    url: `https://github.test/job/${name}`,
    runId: 1,
    jobId: jobs,
    attempt: 1,
    startedAtMs: nowMs,
    completedAtMs: conclusion === null ? null : nowMs,
    ...(log === 'infra' ? { failedStep: null } : {}),
  };
}

/** The end of a job's raw log in which these tests failed. */
export function jobLog(...failing: readonly string[]): string {
  const lines = [
    '##[group]Run npm test',
    '\u001b[36;1mnpm test\u001b[0m',
    '##[endgroup]',
    ...summary(failing),
    '##[error]Process completed with exit code 1.',
  ];
  return lines
    .map((line, index) => `2026-11-23T14:04:${String(index).padStart(2, '0')}.0000000Z ${line}`)
    .join('\n');
}

const summary = (failing: readonly string[]): string[] => [
  `ℹ tests 20`,
  `ℹ fail ${failing.length}`,
  '',
  '✖ failing tests:',
  ...failing.flatMap((name, index) => [
    '',
    `test at test/settlement.test.mjs:${41 + index}:1`,
    `✖ ${name} (12.3ms)`,
    '  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
    '',
    `  2 !== 1`,
    '',
    `      at TestContext.<anonymous> (file:///home/runner/work/payments/payments/test/settlement.test.mjs:${44 + index}:10)`,
  ]),
];
