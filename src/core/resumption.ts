// What a retry without a hint goes on from where the work was not in doubt: only what failed is done again, and no agent runs.
import { type Attempt, isRed as isSpent } from './task/attempt.ts';
import type { NeedsHumanCode } from './task/state.ts';
import { lastAttempt, type Task } from './task/task.ts';
import { isNotOurs } from './triage/reruns.ts';

export type Resumption =
  /** `bring_base`: what was wrong lies in the base, which may be well by now. */
  | { readonly step: 'publish' | 'propose' | 'judge' | 'bring_base'; readonly attempt: Attempt }
  /** Nothing was tried yet: no round was spent, and none is opened. */
  | { readonly step: 'begin' }
  /** The repository's rules are read again: what was missing there may stand there by now. */
  | { readonly step: 'prepare' };

export function resumptionOf(task: Task): Resumption | undefined {
  if (isUnread(task)) return { step: 'prepare' };
  if (task.attempts.length === 0 && task.baseSha !== null) return { step: 'begin' };
  const unpublished = changeToPublishAgain(task);
  if (unpublished) return { step: 'publish', attempt: unpublished };
  const undecided = commitToJudgeAgain(task);
  if (undecided === undefined) return undefined;
  if (!isProposed(task)) return { step: 'propose', attempt: undecided };
  return { step: waitsForItsBase(task) ? 'bring_base' : 'judge', attempt: undecided };
}

const isProposed = ({ pullRequest, state }: Task): boolean =>
  !pullRequest?.closed && !(state.name === 'needs_human' && state.reason.code === 'pull_request_closed');

/** Not the change alone is red: the base is, or both together. */
const waitsForItsBase = ({ state }: Task): boolean =>
  state.name === 'needs_human' &&
  (AWAITS_BASE.has(state.reason.code) || state.reason.failed === 'bring_base');
const AWAITS_BASE: ReadonlySet<NeedsHumanCode> = new Set([
  'ci_base_broken',
  'ci_broken_by_merge',
  'base_conflicts',
]);

/** Nobody had said how the tests are run, and a person was asked to. */
export const isUnread = ({ state }: Pick<Task, 'state'>): boolean =>
  state.name === 'needs_human' && state.reason.code === 'proof_no_command';

/** The agent did its part and the forge or the disk did not: the change is kept, and as good as it was. */
function changeToPublishAgain(task: Task): Attempt | undefined {
  const { state } = task;
  const isUnpublished = state.name === 'needs_human' && state.reason.failed === 'publish_attempt';
  return isUnpublished && state.reason.code !== 'bundle_invalid' ? lastAttempt(task) : undefined;
}

/** What a person wants changed, the agent's question, a weakened test: only another attempt answers these. */
const WANTS_AN_ATTEMPT: ReadonlySet<NeedsHumanCode> = new Set([
  'changes_requested',
  'agent_asked',
  'tests_weakened',
]);

/** The attempt of our newest commit, when it stands on the branch and CI has not said a whole "red" about it: no agent could mend that. */
function commitToJudgeAgain(task: Task): Attempt | undefined {
  const { state } = task;
  const last = lastAttempt(task);
  const isOurHead = last?.headSha !== undefined && last.headSha === task.headSha && task.pullRequest !== null;
  const isRed = last !== undefined && isSpent(last) && last.failures !== undefined && !isNotOurs(last);
  const isDoubt =
    state.name === 'blocked' || (state.name === 'needs_human' && !WANTS_AN_ATTEMPT.has(state.reason.code));
  return isOurHead && !isRed && isDoubt ? last : undefined;
}
