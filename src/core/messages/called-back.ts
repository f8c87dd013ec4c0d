// Why a person is called back and what they can do: the one reply that pings.
import { approvalsNeeded } from '../approval.ts';
import { startOf } from '../progress/attempts.ts';
import { refusalsOf } from '../task/refusals.ts';
import { approvableHead, type Task } from '../task/task.ts';
import { approvalsWords, voidedWords } from './approval-words.ts';
import { failuresAfter } from './attempts.ts';
import { blockedWords } from './egress-words.ts';
import { calledForIt } from './join-words.ts';
import type { Line } from './message.ts';
import { explain, explainRule } from './problems.ts';
import { provedWords } from './proof-words.ts';
import { rerunWords } from './triage-words.ts';
import { closed, oneLine, shortSha, shownName } from './words.ts';

/** Said where it is not the last one, from which everybody would think that a retry goes on. */
function bestSoFar(task: Task): readonly Line[] {
  const { fromSha, onto } = startOf(task);
  const best = task.attempts.find(({ headSha }) => headSha !== undefined && headSha === fromSha);
  if (best === undefined || fromSha === onto || fromSha === null) return [];
  return [
    [
      `Attempt ${best.no} at ${shortSha(fromSha)} got furthest${failuresAfter(best)} Retry goes on from there.`,
    ],
  ];
}

const HOW_TO_DECIDE = 'Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.';

/** Whoever asked for it, and who approves it where they named somebody else. */
function whoDecides(task: Task): Line {
  const ids = [...calledForIt(task), ...(task.request.approvers ?? []).map(({ userId }) => userId)];
  return called(ids);
}

const called = (ids: readonly string[]): Line => [...new Set(ids)].flatMap((mention) => [{ mention }, ' ']);

/** What happened, what of it is left to do, and what a person can do about it. */
export type Call = {
  readonly why: readonly Line[];
  /** In one line; the packet tells it failure by failure. */
  readonly remains: readonly Line[];
  readonly next: readonly Line[];
};

/** A decision is always a new reply, since edits notify nobody; only here are people pinged. */
export const calledBack = (task: Task): readonly Line[] => {
  const { why, remains, next } = callOf(task);
  return [...why, ...remains, ...next];
};

export function callOf(task: Task): Call {
  const { state } = task;
  const who = called(calledForIt(task));
  if (state.name === 'green') {
    const attempt = task.attempts.at(-1);
    const because = attempt?.ci?.because ?? 'CI is green';
    const again = attempt === undefined ? '' : rerunWords(attempt);
    const proved = provedWords(task);
    return {
      why: [
        [
          ...whoDecides(task),
          { bold: `Green at ${shortSha(state.headSha)}` },
          `: ${closed(oneLine(because, 200))}`,
        ],
        ...(again === '' ? [] : [[again]]),
        ...(proved === '' ? [] : [[proved]]),
      ],
      remains: [],
      next: [[`${whatApproveDoes(task)} ${HOW_TO_DECIDE}`]],
    };
  }
  if (state.name === 'blocked') {
    const { cause, next } = explainRule(task, state.rule);
    const last = task.attempts.at(-1);
    const remains =
      last?.failures !== undefined && last.failures.length > 0
        ? [[`It ended red${failuresAfter(last)}`]]
        : [];
    return {
      why: [[...who, { bold: 'Blocked' }, `. ${cause}`]],
      remains,
      next: [...refusedLines(task), ...bestSoFar(task), [next]],
    };
  }
  if (state.name === 'needs_human') {
    const { cause, next } = explain(task, state.reason);
    const isOwnDoing = state.reason.code === 'taken_over' && state.reason.by === task.request.requester.name;
    const decide = approvableHead(task) === undefined ? [] : [[`${whatApproveDoes(task)} ${HOW_TO_DECIDE}`]];
    const whom = isOwnDoing ? [] : who;
    const word = state.reason.code === 'taken_over' ? 'Taken over' : 'Needs a human';
    const voided = voidedWords(task);
    return {
      why: [
        [...whom, { bold: word }, `. ${cause}${voided === '' ? '' : ` ${voided}`}`],
        ...refusedLines(task),
      ],
      remains: [],
      next: [[next], ...decide],
    };
  }
  return { why: [['This was decided meanwhile; the card has the current state.']], remains: [], next: [] };
}

/** Where the last attempt failed or asked, what it was refused may be why. */
function refusedLines(task: Task): readonly Line[] {
  const last = task.attempts.at(-1);
  const asked = task.state.name === 'needs_human' && task.state.reason.code === 'agent_asked';
  const isTold = last?.headSha !== undefined && !asked;
  const words = isTold ? '' : blockedWords(refusalsOf(task, last));
  return words === '' ? [] : [[closed(words)]];
}

function whatApproveDoes(task: Task): string {
  const { policy, request } = task;
  const does =
    policy.merge === 'never'
      ? 'Approve marks the pull request ready for review.'
      : 'Approve merges exactly this commit.';
  const who = `This repository is high risk: an approver other than ${shownName(request.requester.name)} has to decide.`;
  const needed = approvalsNeeded(task) === 1 ? '' : ` ${approvalsWords(task)}`;
  return `${policy.risk === 'high' ? `${does} ${who}` : does}${needed}`;
}
