// Colours and short words of the task page. A colour never stands alone: beside it is always the word.
import type { CheckOutcome, Verdict } from '#core/ci/report.ts';
import { type Attempt, isRefuted } from '#core/task/attempt.ts';
import { isClosed, isResting, type StateName } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import type { Standing } from './page.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'wait';

export const STATE_TONES: Readonly<Record<StateName, Tone>> = {
  requested: 'busy',
  queued: 'busy',
  working: 'busy',
  publishing: 'busy',
  awaiting_ci: 'busy',
  proving: 'busy',
  green: 'good',
  blocked: 'bad',
  needs_human: 'wait',
  approved: 'good',
  merged: 'good',
  ready_for_review: 'good',
  aborted: 'bad',
};

/** An aborted task can still be taken up again. */
export function standingOf(task: Task): Standing {
  if (!isResting(task)) return 'moving';
  return isClosed(task) ? 'ended' : 'waiting';
}

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  pending: 'busy',
  green: 'good',
  red: 'bad',
  infra: 'wait',
  cancelled: 'wait',
  timed_out: 'wait',
  no_checks: 'wait',
  superseded: 'wait',
  action_required: 'wait',
  unknown: 'wait',
};

export const OUTCOME_SYMBOLS: Readonly<Record<CheckOutcome, string>> = {
  pending: '◐',
  passed: '✔',
  failed: '✘',
  cancelled: '■',
  timed_out: '■',
  action_required: '▲',
  skipped: '–',
};

export const spaced = (word: string): string => word.replaceAll('_', ' ');

/** What an attempt came to, from facts alone: CI's verdict first, the agent's own end only where there is none. */
export function attemptResult(attempt: Attempt): { readonly tone: Tone; readonly word: string } {
  const { ci, headSha, findings, outcome, startedAtMs, endedAtMs } = attempt;
  if (isRefuted(attempt)) return { tone: 'bad', word: 'proof failed' };
  if (ci !== undefined) return { tone: VERDICT_TONES[ci.verdict], word: spaced(ci.verdict) };
  if (headSha !== undefined) return { tone: 'busy', word: 'pushed' };
  if (findings.some(({ level }) => level === 'block')) return { tone: 'wait', word: 'change refused' };
  if (outcome !== undefined && outcome !== 'finished') return { tone: 'wait', word: spaced(outcome) };
  if (endedAtMs !== undefined) return { tone: 'busy', word: 'agent finished' };
  return { tone: 'busy', word: startedAtMs === undefined ? 'queued' : 'running' };
}
