// Small builders of tasks and events for tests of the core: only what a test names differs from the plain case.
import type { CheckSummary, CiReport, Verdict } from '#core/ci/report.ts';
import type { EventOf, TaskEvent } from '#core/events.ts';
import { branchOfTask, type Sha, sha, taskId } from '#core/ids.ts';
import type { Actor, Role } from '#core/people.ts';
import { DEFAULT_POLICY, type Policy } from '#core/policy.ts';
import type { FailureNote } from '#core/signals/failure-signal.ts';
import type { Task } from '#core/task/task.ts';
import { type Transition, transition } from '#core/transition.ts';

export const TEAM = 'T1';
export const TASK_ID = taskId('t-00000001');

export const person = (name: string, ...roles: Role[]): Actor => ({
  teamId: TEAM,
  userId: `U${name.toUpperCase()}`,
  name,
  roles,
});
export const ana = person('ana');
export const ben = person('ben', 'approver');
export const olu = person('olu', 'on_call');
export const guest = person('guest');

/** A commit id made of one repeated hex digit or number: `commit(7)` is 0…07. */
export const commit = (n: number): Sha => sha(n.toString(16).padStart(40, '0'));
export const BASE = commit(0xba5e);

export const POLICY: Policy = {
  ...DEFAULT_POLICY,
  maxAttempts: 3,
  // The sample request speaks of flaky tests; most tests are about something else.
  prove: { ...DEFAULT_POLICY.prove, runs: 0 },
  ci: { ...DEFAULT_POLICY.ci, settleMs: 0 },
};

export function requested(over: Partial<Extract<TaskEvent, { type: 'requested' }>> = {}): TaskEvent {
  return {
    id: 'e-requested',
    atMs: 1_000,
    type: 'requested',
    taskId: TASK_ID,
    request: {
      text: 'fix flaky tests in payments',
      requester: ana,
      teamId: TEAM,
      channelId: 'C1',
      requestedAtMs: 1_000,
    },
    repo: { owner: 'acme', name: 'payments' },
    branch: branchOfTask(TASK_ID),
    baseBranch: null,
    agent: 'scripted',
    policy: POLICY,
    policyDigest: 'p1',
    ...over,
  };
}

export const failure = (name: string): FailureNote => ({
  kind: 'test',
  tool: 'node:test',
  job: 'test',
  testId: name,
  severity: 'error',
  message: `${name} failed`,
  fingerprint: { fine: `test:${name}`, coarse: `test:${name}`, v: 1 },
  confidence: 'parsed',
  origin: 'node:test',
});

const endedCheck: CheckSummary = {
  name: 'test',
  outcome: 'cancelled',
  required: true,
  url: 'https://forge.test/job/1',
  jobId: 1,
  runId: 1,
};
export const report = (headSha: Sha, verdict: Verdict, digest: string = verdict): CiReport => ({
  headSha,
  verdict,
  because: `CI says ${verdict}`,
  digest,
  checks: verdict === 'infra' || verdict === 'cancelled' ? [endedCheck] : [],
  checksOmitted: 0,
  url: null,
  minutes: 0,
});

/** Events without the ids and times that most tests do not care for. */
export type Plain = TaskEvent extends infer E
  ? E extends TaskEvent
    ? Omit<E, 'id' | 'atMs'> & { atMs?: number }
    : never
  : never;

/** Applies events one after the other, a second apart, and keeps every step. */
export function play(
  events: readonly Plain[],
  start?: { task: Task; atMs: number },
): { task: Task; steps: readonly Transition[]; atMs: number } {
  let task = start?.task;
  let atMs = start?.atMs ?? 1_000;
  const steps: Transition[] = [];
  for (const [index, plain] of events.entries()) {
    atMs = plain.atMs ?? atMs + 1_000;
    const step = transition(task, { ...plain, id: `e-${index}-${atMs}`, atMs } as TaskEvent);
    steps.push(step);
    task = step.task;
  }
  if (task === undefined) throw new Error('the story begins with a request');
  return { task, steps, atMs };
}

const requestedPlain = (policy: Policy): Plain => ({ ...requested({ policy }) });

/** Ready-made beginnings of a story. */
export const upTo = {
  prepared: (policy: Policy = POLICY): Plain[] => [
    requestedPlain(policy),
    { type: 'card_shown', card: { channelId: 'C1', ts: '1.1' } },
    { type: 'prepared', baseBranch: 'main', baseSha: BASE, policy, policyDigest: 'p2' },
  ],
  working: (policy: Policy = POLICY): Plain[] => [
    ...upTo.prepared(policy),
    { type: 'attempt_started', attempt: 1 },
  ],
  publishing: (policy: Policy = POLICY): Plain[] => [...upTo.working(policy), ended(1)],
  awaitingCi: (policy: Policy = POLICY): Plain[] => [...upTo.publishing(policy), ...publishedAs(1)],
  green: (policy: Policy = POLICY): Plain[] => [
    ...upTo.awaitingCi(policy),
    { type: 'ci_observed', report: report(commit(1), 'green') },
  ],
};

export const ended = (
  attempt: number,
  over: Partial<Extract<TaskEvent, { type: 'attempt_ended' }>> = {},
): Plain => ({
  type: 'attempt_ended',
  attempt,
  run: 1,
  outcome: 'finished',
  exitCode: 0,
  costUsd: 0,
  hasChange: true,
  artifacts: [],
  ...over,
});

export const pushedAs = (attempt: number): Omit<EventOf<'pushed'>, 'id' | 'atMs'> => ({
  type: 'pushed',
  attempt,
  headSha: commit(attempt),
  patch: { files: 1, additions: 2, deletions: 1 },
  findings: [],
});

/** The commit on the branch, then the pull request for it. */
export const publishedAs = (attempt: number): Plain[] => [
  pushedAs(attempt),
  {
    type: 'published',
    attempt,
    pullRequest: { number: 7, url: 'https://forge.test/acme/payments/pull/7', draft: true },
  },
];

/** CI turns red for an attempt, with these failures. */
export const red = (attempt: number, ...names: string[]): Plain[] => [
  { type: 'ci_observed', report: report(commit(attempt), 'red') },
  { type: 'failures_collected', headSha: commit(attempt), failures: names.map(failure), artifacts: [] },
];

export const PROVING: Policy = {
  ...POLICY,
  prove: { ...POLICY.prove, runs: 20, command: ['node', '--test', '{tests}'] },
};

/** These runs of a proof end, one after the other from number `from` on: `+` passed, `-` failed. */
export const proofRuns = (attempt: number | null, ends: string, from = 1): Plain[] =>
  Array.from(ends, (end, index) => ({
    type: 'proof_progressed' as const,
    phase: attempt === null ? ('baseline' as const) : ('head' as const),
    sha: attempt === null ? BASE : commit(attempt),
    run: from + index,
    ...(end === '+'
      ? { result: 'passed' as const }
      : {
          result: 'failed' as const,
          why: 'exit code 1',
          log: { name: `ci-proof-run-${from + index}.txt`, url: 'https://greenlight.test/log', sizeBytes: 9 },
          ...(attempt === null ? {} : { failures: [failure('expires a hold')] }),
        }),
  }));

export const wishes = (step: Transition | undefined): string[] =>
  (step?.effects ?? []).map((effect) => effect.type);
