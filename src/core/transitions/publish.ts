// The publisher's answer: pushed and proposed, refused by a rule, nothing to push, or somebody was there first.
import type { EventOf } from '../events.ts';
import type { Sha } from '../ids.ts';
import { isSpent } from '../progress/attempts.ts';
import { type Attempt, MAX_PATHS } from '../task/attempt.ts';
import { attemptNo, type Task } from '../task/task.ts';
import { awaitCi } from './ci.ts';
import { type Changes, changed, ignored, type Outcome, withAttempt } from './outcome.ts';
import { blocked, needsHuman, tripped } from './rest.ts';

export function pushed(task: Task, event: EventOf<'pushed'>): Outcome {
  const attempt = attemptNo(task, event.attempt);
  if (attempt?.outcome === undefined) return ignored('attempt_not_ended');
  if (attempt.headSha !== undefined) return ignored('already_pushed');
  const { headSha, tree, patch, findings, paths } = event;
  const attempts = withAttempt(task, event.attempt, {
    headSha,
    ...(tree === undefined ? {} : { tree }),
    patch,
    findings,
    ...(paths === undefined ? {} : { paths: paths.slice(0, MAX_PATHS) }),
  });
  if (isPublishing(task, event.attempt))
    return changed('pushed', { headSha, attempts, ...ifNothingNew({ ...task, attempts }, attempt, tree) });
  // Aborted, or taken over by a person, while the push was under way: the branch is shown as it is, the state stays.
  const isNewest = isNewestOfOurs(task, attempt);
  return changed('pushed_too_late', { attempts, headSha: isNewest ? headSha : task.headSha });
}

/** CI has judged this very tree before: its word would be the same. */
function ifNothingNew(task: Task, attempt: Attempt, tree: Sha | undefined): Changes {
  const { state } = task;
  const twin = task.attempts.find(
    (other) => tree !== undefined && other.tree === tree && other.round === attempt.round && isSpent(other),
  );
  if (twin === undefined || state.name !== 'publishing' || state.stopAfter !== undefined) return {};
  const stopRules = [tripped('same_patch', `the files of attempt ${twin.no}`)];
  return {
    attempts: withAttempt(task, attempt.no, { stopRules }),
    state: { ...state, stopAfter: 'same_patch' },
  };
}

export function published(task: Task, event: EventOf<'published'>): Outcome {
  const { state } = task;
  const attempt = attemptNo(task, event.attempt);
  if (attempt?.headSha === undefined) return ignored('attempt_not_pushed');
  const { headSha } = attempt;
  const { pullRequest } = event;
  if (isPublishing(task, event.attempt)) {
    const known = { pullRequest };
    if (state.name !== 'publishing' || state.stopAfter === undefined)
      return awaitCi({ ...task, ...known }, event.attempt, headSha, event.atMs, known);
    return changed('published_at_limit', { ...known, state: blocked(task, state.stopAfter, event.atMs) });
  }
  if (task.pullRequest !== null) return ignored('already_published');
  return changed('published_too_late', { pullRequest });
}

/** The push went on top of this; where the branch is known to be elsewhere by now, a person moved it. */
const isNewestOfOurs = (task: Task, attempt: Attempt): boolean =>
  task.headSha === null || task.headSha === (attempt.onto ?? attempt.fromSha);

export function publishRefused(task: Task, event: EventOf<'publish_refused'>): Outcome {
  if (!isPublishing(task, event.attempt)) return ignored('stale_attempt');
  const first = event.findings.find((finding) => finding.level === 'block');
  const detail = [first?.rule.replaceAll('_', ' '), first?.path]
    .filter((part) => part !== undefined)
    .join(' ');
  return changed('patch_refused', {
    attempts: withAttempt(task, event.attempt, {
      findings: event.findings,
      ...(event.patch ? { patch: event.patch } : {}),
    }),
    state: needsHuman(task, { code: 'patch_refused', detail }, event.atMs),
  });
}

export function publishEmpty(task: Task, event: EventOf<'publish_empty'>): Outcome {
  if (!isPublishing(task, event.attempt)) return ignored('stale_attempt');
  const stopRules = [tripped('empty_patch', 'no file changed')];
  return changed('stopped_at_limit', {
    attempts: withAttempt(task, event.attempt, { stopRules }),
    state: blocked(task, 'empty_patch', event.atMs),
  });
}

/** What an agent made is on its way; a merge of the base has answers of its own. */
const isPublishing = ({ state }: Task, no: number): boolean =>
  state.name === 'publishing' && state.attempt === no && state.bringsBase !== true;

/** Somebody else's commit is on the branch (or the branch is gone): a retry goes on from what is there. */
export function pushConflicted(task: Task, event: EventOf<'push_conflicted'>): Outcome {
  const isPushing = task.state.name === 'publishing' && task.state.attempt === event.attempt;
  if (!isPushing) return ignored('stale_attempt');
  const detail = event.actualSha === null ? 'the branch was deleted' : event.actualSha.slice(0, 7);
  const known = { ...task, headSha: event.actualSha };
  return changed('human_pushed', {
    headSha: event.actualSha,
    state: needsHuman(known, { code: 'human_pushed', detail }, event.atMs),
  });
}
