// A branch whose base was broken takes in what mended it: a merge of our own, for which no agent works and no attempt is spent.
import type { EventOf } from '../events.ts';
import { resumptionOf } from '../resumption.ts';
import { type Attempt, MAX_BROUGHT } from '../task/attempt.ts';
import { isResting } from '../task/state.ts';
import { attemptNo, type Task } from '../task/task.ts';
import { awaitCi } from './ci.ts';
import { judgeAgain } from './judge-again.ts';
import { type Changes, changed, ignored, type Outcome } from './outcome.ts';
import { needsHuman, withoutTheWait } from './rest.ts';

/** `attempt` stands on the branch. */
export const bringBase = ({ no, headSha }: Attempt, atMs: number, code: string, changes: Changes): Outcome =>
  headSha === undefined
    ? ignored('nothing_was_pushed')
    : changed(code, { ...changes, state: { name: 'publishing', attempt: no, bringsBase: true } }, [
        { type: 'bring_base', attempt: no, headSha, atMs },
      ]);

/** Nobody has to be there for it: the task waited for nothing else. */
export function baseMended(task: Task, { baseSha, atMs }: EventOf<'base_mended'>): Outcome {
  const { state } = task;
  const isWaiting = state.name === 'needs_human' && state.reason.code === 'ci_base_broken';
  if (!isWaiting || task.baseSha === baseSha) return ignored('waits_for_no_base');
  const resumption = resumptionOf(task);
  if (resumption?.step !== 'bring_base') return ignored('waits_for_no_base');
  const rounds = withoutTheWait(task, state.atMs, atMs);
  return bringBase(resumption.attempt, atMs, 'base_mended', { rounds });
}

export function baseBrought(task: Task, event: EventOf<'base_brought'>): Outcome {
  const attempt = attemptNo(task, event.attempt);
  if (attempt?.headSha !== event.fromSha) return ignored('already_brought');
  const { state } = task;
  const isAwaited = state.name === 'publishing' && state.bringsBase === true && state.attempt === attempt.no;
  const isNew = event.headSha !== event.fromSha;
  if (!isNew) return isAwaited ? judgeAgain(task, attempt, event.atMs, {}) : ignored('nothing_was_brought');
  const { headSha, baseSha, atMs } = event;
  const known = {
    attempts: task.attempts.map((each) => (each.no === attempt.no ? onTop(each, event) : each)),
  };
  // Decided otherwise while the push was under way. At rest the branch is shown as it is; what runs finds out when it pushes.
  if (!isAwaited) {
    const isShown = isResting(task) && task.headSha === event.fromSha;
    return changed('base_brought_too_late', { ...known, ...(isShown ? { headSha } : {}) });
  }
  const changes = { ...known, headSha, baseSha };
  const next = awaitCi({ ...task, ...changes }, attempt.no, headSha, atMs, changes);
  return next.kind === 'ignored' ? next : { ...next, code: 'base_brought' };
}

/** What CI and all that followed said was about the commit before. */
function onTop(
  attempt: Attempt,
  { headSha, baseSha, tree, fromSha, atMs }: EventOf<'base_brought'>,
): Attempt {
  const { ci, failures, optional, seen, triage, probed, reruns, proof, confirmed, progress, ...kept } =
    attempt;
  const before = { atMs, headSha: fromSha, baseSha, ...(ci === undefined ? {} : { verdict: ci.verdict }) };
  return {
    ...kept,
    headSha,
    ...(tree === undefined ? {} : { tree }),
    brought: [...(attempt.brought ?? []), before].slice(-MAX_BROUGHT),
  };
}

export function baseConflicted(task: Task, event: EventOf<'base_conflicted'>): Outcome {
  const { state } = task;
  const isAwaited =
    state.name === 'publishing' && state.bringsBase === true && state.attempt === event.attempt;
  if (!isAwaited) return ignored('stale_attempt');
  const detail = event.paths.join(', ');
  return changed('base_conflicted', {
    state: needsHuman(task, { code: 'base_conflicts', detail }, event.atMs),
  });
}
