import type { Reply } from '../effects.ts';
import type { Person } from '../people.ts';
import { type Attempt, isRefuted } from '../task/attempt.ts';
import { isResting } from '../task/state.ts';
import { attemptNo, currentRound, type Task } from '../task/task.ts';
import { expiredLines } from './approval-words.ts';
import { failuresAfter } from './attempts.ts';
import { calledBack } from './called-back.ts';
import type { CardLinks } from './card.ts';
import { acknowledgedLines, calledLines } from './escalation-words.ts';
import { calledForIt } from './join-words.ts';
import type { Line, Message } from './message.ts';
import { digestLines } from './mute-words.ts';
import { MAX_CHAT_CHARS, packetMessage } from './packet/packet.ts';
import { refutedWords } from './proof-words.ts';
import { optionalWords, seenClause } from './seen-words.ts';
import { besidesWords } from './triage-words.ts';
import { weakeningBlocks, weakeningsNow } from './weakening-words.ts';
import { closed, messageOf, oneLine, shortSha, shownName } from './words.ts';

export function replyMessage(task: Task, reply: Reply, links: CardLinks): Message {
  switch (reply.kind) {
    case 'attempt_finished':
      return messageOf(attemptFinished(task, reply.attempt));
    case 'called_back':
      return withWeakenings(
        task,
        packetMessage(task, { ...links, maxChars: MAX_CHAT_CHARS }) ?? messageOf(calledBack(task)),
      );
    case 'retried':
      return messageOf(retried(task));
    case 'ended':
      return messageOf(ended(task));
    case 'escalated':
      return messageOf(calledLines(task, reply.call));
    case 'acknowledged':
      return messageOf(acknowledgedLines(task));
    case 'approval_expired':
      return messageOf(expiredLines(task, reply.atMs));
    case 'digest':
      return messageOf(digestLines(task, reply.held, (each) => linesOf(task, each.reply, links)));
  }
}

/** The same words as it would have been told in; of a packet the call alone, for that is on the task's page as well. */
function linesOf(task: Task, reply: Reply, links: CardLinks): readonly Line[] {
  if (reply.kind === 'called_back') return calledBack(task);
  return replyMessage(task, reply, links).blocks.flatMap((block) =>
    block.kind === 'lines' ? block.lines : [],
  );
}

function attemptFinished(task: Task, no: number): readonly Line[] {
  const attempt = attemptNo(task, no);
  if (!attempt) return [[`Attempt ${no} has ended.`]];
  const run = attempt.ci?.url ? [' ', { link: attempt.ci.url, label: 'CI run' }] : [];
  const next = isResting(task) ? '' : ` ${nextWords(task, attempt)}`;
  if (isRefuted(attempt) && attempt.proof)
    return [
      [
        `Attempt ${no} passed CI and failed its proof: ${refutedWords(attempt.proof)}${failuresAfter(attempt)}${next}`,
        ...run,
      ],
    ];
  const optional = optionalWords(attempt.optional);
  const besides = [
    ...besidesWords(attempt).map((words) => ` ${closed(words)}`),
    ...(optional === '' ? [] : [` Optional, and not to be mended: ${closed(optional)}`]),
    ...[seenClause(attempt.seen)].flatMap((words) => (words === '' ? [] : [` ${words}`])),
  ];
  return [[`Attempt ${no} is red${failuresAfter(attempt)}${besides.join('')}${next}`, ...run]];
}

/** What the next attempt makes of it. */
function nextWords(task: Task, { no, headSha, progress }: Attempt): string {
  const next = attemptNo(task, no + 1);
  const best = task.attempts.find((each) => each.headSha !== undefined && each.headSha === next?.fromSha);
  if (best !== undefined && best.headSha !== headSha)
    return `That is worse than before: attempt ${no + 1} goes back to the work of attempt ${best.no}.`;
  if (progress?.relation === 'same')
    return `Nothing has changed: attempt ${no + 1} is told to try another way.`;
  return `Attempt ${no + 1} takes it from there.`;
}

/** Nobody can accept what they have not seen. */
function withWeakenings(task: Task, message: Message): Message {
  const { state } = task;
  if (state.name !== 'needs_human' || state.reason.code !== 'tests_weakened') return message;
  return { ...message, blocks: [...message.blocks, ...weakeningBlocks(weakeningsNow(task))] };
}

function retried(task: Task): readonly Line[] {
  const round = currentRound(task);
  const wantsChanges = task.decisions.at(-1)?.action === 'request_changes';
  const said = wantsChanges ? 'Wanted' : 'Hint';
  const hint = round.hint ? ` ${said}: “${oneLine(round.hint, 300)}”.` : '';
  const review = round.review ? ' What people who may push wrote on the pull request goes with it.' : '';
  const did = wantsChanges ? 'asked for changes and started' : 'started';
  return [[`${shownName(round.openedBy.name)} ${did} round ${round.no} with fresh limits.${hint}${review}`]];
}

function ended(task: Task): readonly Line[] {
  const { state } = task;
  switch (state.name) {
    case 'merged':
      return [
        [
          ...ping(task, state.by),
          { bold: 'Merged' },
          ` as ${shortSha(state.mergeSha)}, decided by ${shownName(state.by)}.`,
        ],
      ];
    case 'ready_for_review':
      return [
        [
          ...ping(task, state.by),
          { bold: 'Ready for review' },
          ` at ${shortSha(state.headSha)}, decided by ${shownName(state.by)}. Whether and when it is merged is up to its reviewers.`,
        ],
      ];
    case 'aborted':
      return [
        [
          ...ping(task, state.by.name, state.by),
          { bold: 'Aborted' },
          ` by ${shownName(state.by.name)}. ${whatStays(task)}`,
        ],
      ];
    default:
      return [['This was decided meanwhile; the card has the current state.']];
  }
}

function whatStays({ headSha, branch, pullRequest }: Task): string {
  if (headSha === null) return 'Nothing was pushed so far.';
  return `The branch ${branch} stays${pullRequest ? `, and so does pull request #${pullRequest.number}` : ''}.`;
}

/** Nobody is pinged for what they did themselves. */
function ping(task: Task, byName: string, by?: Person): Line {
  const { requester } = task.request;
  const isSelf = by ? by.userId === requester.userId : byName === requester.name;
  const others = calledForIt(task).filter((userId) => userId !== (isSelf ? requester.userId : by?.userId));
  return others.flatMap((mention) => [{ mention }, ' ']);
}
