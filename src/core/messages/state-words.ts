// A state in words: a symbol, a word and a position, never a symbol or colour alone.

import { overBudget, pollEveryMs } from '../ci/api-budget.ts';
import { attemptsOfRound } from '../stop-rules.ts';
import { isJudging } from '../task/state.ts';
import { currentRound, lastAttempt, type Task } from '../task/task.ts';
import { RERUNS_PER_COMMIT, type RerunKind } from '../triage/reruns.ts';
import { provingWords } from './proof-words.ts';
import { clockUtc, duration, plural, shortSha } from './words.ts';

/** `phrase` follows the task's id in a sentence: "t-4f7k2mqx waits for CI". */
export type StateWords = {
  readonly symbol: string;
  readonly word: string;
  readonly phrase: string;
  readonly detail: string;
};

export function stateWords(task: Task): StateWords {
  const { state } = task;
  switch (state.name) {
    case 'requested':
      return {
        symbol: '○',
        word: 'Preparing',
        phrase: 'is being prepared',
        detail: 'finding the repository and its rules',
      };
    case 'queued':
      return {
        symbol: '○',
        word: 'Queued',
        phrase: 'is queued',
        detail: `${position(task)} waits for a free slot`,
      };
    case 'working':
      return {
        symbol: '●',
        word: 'Working',
        phrase: 'is being worked on',
        detail: state.stopping
          ? `${position(task)} is being stopped at its limit (${state.stopping})`
          : `${position(task)} is running`,
      };
    case 'publishing':
      return {
        symbol: '●',
        word: 'Publishing',
        phrase: 'is being published',
        detail: state.bringsBase
          ? `${task.baseBranch ?? 'the base branch'} is being merged into ${task.branch}; no attempt is spent`
          : `${position(task)} is being checked and pushed`,
      };
    case 'awaiting_ci':
      return {
        symbol: '◐',
        word: 'Waiting for CI',
        phrase: 'waits for CI',
        detail: `${position(task)} at ${shortSha(state.headSha)}${stageWords(task)}${budgetWords(task)}`,
      };
    case 'proving':
      return {
        symbol: '◐',
        word: 'Proving',
        phrase: 'is being proved',
        detail: `${state.attempt === undefined ? '' : `${position(task)} at ${shortSha(state.sha)}: `}${provingWords(task)}`,
      };
    case 'green':
      return {
        symbol: '✔',
        word: 'Green',
        phrase: 'is green',
        detail: `${shortSha(state.headSha)} waits for approval`,
      };
    case 'blocked':
      return {
        symbol: '■',
        word: 'Blocked',
        phrase: 'is blocked',
        detail: `a stop rule ended it: ${state.rule}`,
      };
    case 'needs_human':
      if (state.reason.code === 'taken_over')
        return {
          symbol: '▲',
          word: 'Taken over',
          phrase: 'is taken over',
          detail: 'a person works on it',
        };
      return {
        symbol: '▲',
        word: 'Needs a human',
        phrase: 'needs a human',
        detail: 'Greenlight cannot go on alone',
      };
    case 'approved':
      return {
        symbol: '✔',
        word: 'Approved',
        phrase: 'is approved',
        detail:
          state.step === 'merging'
            ? `merging ${shortSha(state.headSha)}`
            : `marking ${shortSha(state.headSha)} ready for review`,
      };
    case 'merged':
      return {
        symbol: '✔',
        word: 'Merged',
        phrase: 'is merged',
        detail: `the merge commit is ${shortSha(state.mergeSha)}`,
      };
    case 'ready_for_review':
      return {
        symbol: '✔',
        word: 'Ready for review',
        phrase: 'is ready for review',
        detail: `${shortSha(state.headSha)} is no draft any more`,
      };
    case 'aborted':
      return {
        symbol: '✖',
        word: 'Aborted',
        phrase: 'is aborted',
        detail: task.headSha === null ? 'nothing was pushed' : 'its branch stays',
      };
  }
}

/** "attempt 2 of 4", counted in the current round. */
function position(task: Task): string {
  const nth = attemptsOfRound(task).length;
  // Nobody has worked in this round yet: CI judges what another one left.
  if (nth === 0) return `attempt ${lastAttempt(task)?.no ?? 0} once more, round ${currentRound(task).no}`;
  const round = currentRound(task).no > 1 ? `, round ${currentRound(task).no}` : '';
  return `attempt ${nth} of ${task.policy.maxAttempts}${round}`;
}

function stageWords(task: Task): string {
  if (task.state.name !== 'awaiting_ci') return '';
  if (task.state.stage.name === 'collecting') return ', it is red; reading the logs';
  if (task.state.stage.name === 'probing')
    return ', it is red; running what failed by itself in the sandbox, with and without the change';
  if (task.state.stage.name === 'backing_off')
    return `, failed jobs run again at ${clockUtc(task.state.stage.untilMs)}${sinceWhat(task)} (${task.state.reruns} of at most ${RERUNS_PER_COMMIT}, no attempt spent)`;
  if (task.state.stage.name === 'settling')
    return ', all checks have ended; Greenlight makes sure that none follows';
  const { ci, confirmed } = lastAttempt(task) ?? {};
  const checks = ci?.checks ?? [];
  if (confirmed?.sha === task.state.headSha && confirmed.passed < confirmed.asked)
    return `, it was green; all of CI runs again to prove that (${confirmed.asked} of ${confirmed.wanted})`;
  const done = checks.filter((check) => check.outcome !== 'pending').length;
  if (task.state.reruns > 0)
    return `, failed jobs run again${sinceWhat(task)} (${task.state.reruns} of at most ${RERUNS_PER_COMMIT}, no attempt spent)`;
  return checks.length === 0
    ? ', no check has started yet'
    : done === checks.length
      ? `, ${plural(done, 'check')} done so far`
      : `, ${done} of ${plural(checks.length, 'check')} done`;
}

/** Said while it waits: the answer may come later than people are used to. */
function budgetWords(task: Task): string {
  const cost = overBudget(task);
  if (cost === undefined || (task.state.name === 'awaiting_ci' && isJudging(task.state.stage))) return '';
  return `. GitHub was asked ${cost} times for it, of ${task.policy.ci.apiBudget} (ci.api_budget): from now on every ${duration(pollEveryMs(task))}`;
}

const RERUN_WORDS: Record<RerunKind, string> = {
  infra: 'since it looks like infrastructure',
  flaky: 'since only tests failed that are known to be flaky',
  unknown: 'since nothing says whose fault it is',
};
function sinceWhat(task: Task): string {
  const kind = lastAttempt(task)?.reruns?.at(-1)?.kind;
  return kind === undefined ? '' : ` ${RERUN_WORDS[kind]}`;
}
