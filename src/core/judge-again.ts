// Whether a retry without a hint is about the judge and not about the work: the commit may be good, and nobody has said.
import { type Attempt, lastAttempt, type NeedsHumanCode, type Task } from './task.ts';

/** What a person did on the forge, or the agent's question: only another attempt answers these. */
const WANTS_AN_ATTEMPT: ReadonlySet<NeedsHumanCode> = new Set([
  'changes_requested',
  'pull_request_closed',
  'agent_asked',
]);

/** The attempt of our newest commit, when it stands on the branch and CI has not said a whole "red" about it: no agent could mend that. */
export function commitToJudgeAgain(task: Task): Attempt | undefined {
  const { state } = task;
  const last = lastAttempt(task);
  const isOurHead = last?.headSha !== undefined && last.headSha === task.headSha && task.pullRequest !== null;
  const isRed = last?.ci?.verdict === 'red' && last.failures !== undefined;
  const isDoubt =
    state.name === 'blocked' || (state.name === 'needs_human' && !WANTS_AN_ATTEMPT.has(state.reason.code));
  return isOurHead && !isRed && isDoubt ? last : undefined;
}
