// How often a commit may be judged again before somebody pays for an attempt: by what it looks like, by commit and by task.

import { isOutOfMinutes } from '../ci/minutes.ts';
import type { Attempt } from '../task/attempt.ts';
import type { Task } from '../task/task.ts';
import { isOurs, type Likely } from './triage.ts';

/** What running the same commit again can tell apart. A change's own failure, a broken base and a missing right it cannot. */
export type RerunKind = Extract<Likely, 'infra' | 'flaky' | 'unknown'>;
const KINDS: ReadonlySet<Likely> = new Set(['infra', 'flaky', 'unknown']);
export const isRerunKind = (likely: Likely): likely is RerunKind => KINDS.has(likely);

/** Since a person decided last: their Retry brings a fresh allowance. */
export const RERUNS_PER_COMMIT = 2;
export const RERUNS_PER_TASK = 4;
const ONCE = 1;

export const allowance = (kind: RerunKind, { ci }: Task['policy']): number =>
  Math.min(RERUNS_PER_COMMIT, kind === 'infra' ? ci.infraReruns : ONCE);

const PAUSE_FACTOR = 4;

/** How long a rerun waits: what the network or a runner did may take a while to pass, and asking at once only costs minutes. */
export function pauseBefore(kind: RerunKind, attempt: Attempt, { ci }: Task['policy']): number {
  if (kind !== 'infra') return 0;
  const before = (attempt.reruns ?? []).filter((rerun) => rerun.kind === 'infra').length;
  return (ci.infraPauseMs ?? 0) * PAUSE_FACTOR ** Math.min(before, 3);
}

export function mayRerun(task: Task, attempt: Attempt, kind: RerunKind): boolean {
  const decidedAtMs = task.decisions.at(-1)?.atMs ?? 0;
  const since = (each: Attempt) => (each.reruns ?? []).filter(({ atMs }) => atMs > decidedAtMs);
  const here = since(attempt);
  return (
    !isOutOfMinutes(task) &&
    here.filter((rerun) => rerun.kind === kind).length < allowance(kind, task.policy) &&
    here.length < RERUNS_PER_COMMIT &&
    task.attempts.flatMap(since).length < RERUNS_PER_TASK
  );
}

/** Red, and none of it is the change's: no attempt is spent, and no other attempt could mend it. */
export const isNotOurs = ({ ci, triage }: Attempt): boolean =>
  ci?.verdict === 'red' && triage !== undefined && !isOurs(triage);
