// Replies in the thread: few, and each says what happened, what Greenlight did about it and what a person can do.
import type { Reply } from '../effects.ts';
import type { Person } from '../people.ts';
import { attemptNo, currentRound, isResting, type Task } from '../task.ts';
import { failureWords } from './attempts.ts';
import type { Line, Message } from './message.ts';
import { explain, explainRule } from './problems.ts';
import { oneLine, plain, shortSha } from './words.ts';

export function replyMessage(task: Task, reply: Reply): Message {
  switch (reply.kind) {
    case 'attempt_finished':
      return said(attemptFinished(task, reply.attempt));
    case 'called_back':
      return said(calledBack(task));
    case 'retried':
      return said(retried(task));
    case 'ended':
      return said(ended(task));
  }
}

const said = (lines: readonly Line[]): Message => ({
  text: lines.map(plain).join(' ').trim(),
  blocks: [{ kind: 'lines', lines }],
});

function attemptFinished(task: Task, no: number): readonly Line[] {
  const attempt = attemptNo(task, no);
  if (!attempt) return [[`Attempt ${no} ended.`]];
  const run = attempt.ci?.url ? [' ', { link: attempt.ci.url, label: 'CI run' }] : [];
  const next = isResting(task) ? '' : ` Attempt ${no + 1} starts from what changed.`;
  return [[`Attempt ${no} is red: ${failureWords(attempt)}.${next}`, ...run]];
}

/** A decision is always a new reply, since edits notify nobody; only here is the requester pinged. */
function calledBack(task: Task): readonly Line[] {
  const { state } = task;
  const who = { mention: task.request.requester.userId };
  if (state.name === 'green') {
    const because = task.attempts.at(-1)?.ci?.because ?? 'CI is green';
    const then =
      task.policy.merge === 'never'
        ? 'Approve marks the pull request ready for review.'
        : 'Approve merges exactly this commit.';
    return [
      [who, ' ', { bold: `Green at ${shortSha(state.headSha)}` }, `: ${because}.`],
      [`${then} Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.`],
    ];
  }
  if (state.name === 'blocked') {
    const { cause, next } = explainRule(task, state.rule);
    const last = task.attempts.at(-1);
    const remains =
      last?.failures !== undefined && last.failures.length > 0
        ? [[`What remains: ${failureWords(last)}.`]]
        : [];
    return [[who, ' ', { bold: 'Blocked' }, `. ${cause}`], ...remains, [next]];
  }
  if (state.name === 'needs_human') {
    const { cause, next } = explain(task, state.reason);
    return [[who, ' ', { bold: 'Needs a human' }, `. ${cause}`], [next]];
  }
  return [['This was decided meanwhile; the card has the current state.']];
}

function retried(task: Task): readonly Line[] {
  const round = currentRound(task);
  const hint = round.hint ? ` Hint: “${oneLine(round.hint, 300)}”` : '';
  return [[`${round.openedBy.name} started round ${round.no} with fresh limits.${hint}`]];
}

function ended(task: Task): readonly Line[] {
  const { state } = task;
  switch (state.name) {
    case 'merged':
      return [
        [
          ...ping(task, state.by),
          { bold: 'Merged' },
          ` as ${shortSha(state.mergeSha)}, decided by ${state.by}.`,
        ],
      ];
    case 'ready_for_review':
      return [
        [
          ...ping(task, state.by),
          { bold: 'Ready for review' },
          ` at ${shortSha(state.headSha)}, decided by ${state.by}. Greenlight merges nothing here: policy says never.`,
        ],
      ];
    case 'aborted':
      return [
        [
          ...ping(task, state.by.name, state.by),
          { bold: 'Aborted' },
          ` by ${state.by.name}. The branch ${task.branch} stays${task.pullRequest ? `, and so does pull request #${task.pullRequest.number}` : ''}.`,
        ],
      ];
    default:
      return [['This was decided meanwhile; the card has the current state.']];
  }
}

/** Nobody is pinged for what they did themselves. */
function ping(task: Task, byName: string, by?: Person): Line {
  const { requester } = task.request;
  const isSelf = by ? by.userId === requester.userId : byName === requester.name;
  return isSelf ? [] : [{ mention: requester.userId }, ' '];
}
