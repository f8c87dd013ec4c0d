// Events and ids as the outside world would make them: fixed names, so that a repeat is a repeat.
import type { CiReport, Verdict } from '#core/ci/report.ts';
import type { EventOf } from '#core/events.ts';
import { branchOfTask, type Sha, sha, type TaskId, taskId } from '#core/ids.ts';
import type { Actor } from '#core/people.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';

export const T0 = 1_700_000_000_000;
export const ANN: Actor = { teamId: 'T1', userId: 'U1', name: 'Ann', roles: ['approver'] };

/** CI is asked and believed within milliseconds. */
const QUICK = { ...DEFAULT_POLICY, ci: { ...DEFAULT_POLICY.ci, settleMs: 5, pollMs: 10 } };

export const idNo = (no: number): TaskId => taskId(`t-${String(no).padStart(8, '0')}`);
export const headOf = (id: TaskId, attempt: number): Sha =>
  sha(Buffer.from(`${id}:${attempt}`).toString('hex').padEnd(40, '0').slice(0, 40));

export const requested = (id: TaskId, atMs = T0): EventOf<'requested'> => ({
  type: 'requested',
  id: `request-${id}`,
  atMs,
  taskId: id,
  request: { text: 'fix it', requester: ANN, teamId: 'T1', channelId: 'C1', requestedAtMs: atMs },
  repo: { owner: 'acme', name: 'app' },
  branch: branchOfTask(id),
  baseBranch: 'main',
  agent: 'scripted',
  policy: QUICK,
  policyDigest: 'p1',
});

export const prepared = (id: TaskId, atMs = T0): EventOf<'prepared'> => ({
  type: 'prepared',
  id: `prepared-${id}`,
  atMs,
  baseBranch: 'main',
  baseSha: headOf(id, 0),
  policy: QUICK,
  policyDigest: 'p1',
});

export const started = (
  id: TaskId,
  attempt: number,
  name: string,
  atMs = T0,
): EventOf<'attempt_started'> => ({
  type: 'attempt_started',
  id: `started-${id}-${attempt}-${name}`,
  atMs,
  attempt,
});

export const ended = (id: TaskId, attempt: number, run: number, atMs = T0): EventOf<'attempt_ended'> => ({
  type: 'attempt_ended',
  id: `ended-${id}-${attempt}-${run}`,
  atMs,
  attempt,
  run,
  outcome: 'finished',
  exitCode: 0,
  costUsd: 0.1,
  hasChange: true,
  artifacts: [],
});

export const pushed = (id: TaskId, attempt: number, atMs = T0): EventOf<'pushed'> => ({
  type: 'pushed',
  id: `pushed-${id}-${attempt}`,
  atMs,
  attempt,
  headSha: headOf(id, attempt),
  patch: { files: 1, additions: 1, deletions: 1 },
  findings: [],
});

export const published = (id: TaskId, attempt: number, atMs = T0): EventOf<'published'> => ({
  type: 'published',
  id: `published-${id}-${attempt}`,
  atMs,
  attempt,
  pullRequest: { number: 1, url: 'https://forge.example/acme/app/pull/1', draft: true },
});

export const observed = (
  headSha: Sha,
  verdict: Verdict,
  name: string,
  atMs = T0,
): EventOf<'ci_observed'> => ({
  type: 'ci_observed',
  id: `ci-${headSha}-${name}`,
  atMs,
  report: reportOf(headSha, verdict),
});

const reportOf = (headSha: Sha, verdict: Verdict): CiReport => ({
  headSha,
  verdict,
  because: verdict,
  digest: verdict,
  checks: [],
  checksOmitted: 0,
  url: null,
  minutes: 0,
});

export const approved = (id: TaskId, atMs = T0): EventOf<'approve'> => ({
  type: 'approve',
  id: `approve-${id}`,
  atMs,
  actor: ANN,
  headSha: null,
  revision: null,
});

export const aborted = (id: TaskId, atMs = T0): EventOf<'abort'> => ({
  type: 'abort',
  id: `abort-${id}`,
  atMs,
  actor: ANN,
  revision: null,
});
