// Tests in doubt are run by themselves before CI is asked again: cheaper than its minutes, and often the whole answer.
import { probePlan } from '../probe/probe.ts';
import type { CollectedFailures } from '../task/state.ts';
import { attemptNo, type Task } from '../task/task.ts';
import { subjectOf } from '../triage/subject.ts';
import type { Triage } from '../triage/triage.ts';
import { changed, type Outcome } from './outcome.ts';

type Awaiting = Extract<Task['state'], { name: 'awaiting_ci' }>;

/** Undefined where there is nothing to find out in this way. Once for a commit: CI's own rerun comes after it. */
export function beginProbe(
  task: Task,
  state: Awaiting,
  collected: CollectedFailures,
  triage: Triage,
): Outcome | undefined {
  const attempt = attemptNo(task, state.attempt);
  const isPossible = triage.likely === 'unknown' && task.baseSha !== null && attempt?.probed === undefined;
  // Runs of a flaky test are a proof's, and many: one says nothing.
  if (!isPossible || subjectOf(task) === 'flaky_tests' || saysNothingHere(task)) return undefined;
  const plan = probePlan(collected.failures, triage.perFailure, task.policy);
  if (plan.length === 0) return undefined;
  const { headSha } = state;
  return changed(
    'probing',
    { attempts: task.attempts, state: { ...state, stage: { name: 'probing', plan, collected } } },
    [{ type: 'probe', attempt: state.attempt, headSha }],
  );
}

/** An earlier commit of this task could not be probed: the sandbox lacks what the tests need. */
const saysNothingHere = ({ attempts }: Task): boolean =>
  attempts.some(({ probed }) => probed?.every(({ head }) => head === 'unclear') === true);
