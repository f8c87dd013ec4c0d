// The same commit before the same judge; what the forge itself ended is run again first.
import { runsToRunAgain } from '../ci/rerun.ts';
import type { Sha } from '../ids.ts';
import type { Attempt } from '../task/attempt.ts';
import type { Task } from '../task/task.ts';
import { isNotOurs } from '../triage/reruns.ts';
import { awaitCi } from './ci.ts';
import type { Changes, Outcome } from './outcome.ts';

export function judgeAgain(task: Task, attempt: Attempt, atMs: number, changes: Changes): Outcome {
  const headSha = attempt.headSha as Sha;
  const next = awaitCi({ ...task, ...changes }, attempt.no, headSha, atMs, changes);
  if (next.kind === 'ignored') return next;
  const verdict = attempt.ci?.verdict;
  const wasEnded =
    (verdict === 'cancelled' || verdict === 'timed_out' || verdict === 'infra' || isNotOurs(attempt)) &&
    runsToRunAgain(attempt.ci).length > 0;
  const rerun = { type: 'rerun_ci' as const, headSha, time: task.decisions.length + 1 };
  return { ...next, code: 'judged_again', effects: wasEnded ? [rerun, ...next.effects] : next.effects };
}
