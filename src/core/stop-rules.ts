// When to stop trying: each rule evaluated after every red attempt, kept with what it measured, tripped or not.
import {
  type Attempt,
  costOf,
  currentRound,
  isRed,
  type StopRuleName,
  type StopRuleResult,
  type Task,
} from './task.ts';
import { isNotOurs } from './triage/reruns.ts';
import { oursOf } from './triage/triage.ts';

const MINUTE_MS = 60_000;
const dollars = (usd: number): string => `$${usd.toFixed(2)}`;
const minutes = (ms: number): string => `${Math.floor(ms / MINUTE_MS)} min`;

/** Attempts of the current round, oldest first. */
export const attemptsOfRound = (task: Task): readonly Attempt[] =>
  task.attempts.filter((attempt) => attempt.round === currentRound(task).no);

/** Only red spends an attempt: what infrastructure, the base branch, people or an engine ended is not counted. */
const isSpent = (attempt: Attempt): boolean => isRed(attempt) && !isNotOurs(attempt);

/** All rules, in the order in which they name themselves when several trip. */
export function evaluateStopRules(task: Task, atMs: number): readonly StopRuleResult[] {
  const round = attemptsOfRound(task);
  const spent = round.filter(isSpent).length;
  const runtimeMs = atMs - (currentRound(task).startedAtMs ?? atMs);
  const costUsd = costOf(round);
  const { maxAttempts, maxRuntimeMs, maxCostUsd } = task.policy;
  return [
    { rule: 'same_failures_twice', ...sameFailuresTwice(round) },
    {
      rule: 'max_cost_usd',
      tripped: costUsd >= maxCostUsd,
      measured: dollars(costUsd),
      limit: dollars(maxCostUsd),
    },
    {
      rule: 'max_runtime',
      tripped: runtimeMs >= maxRuntimeMs,
      measured: minutes(runtimeMs),
      limit: minutes(maxRuntimeMs),
    },
    { rule: 'max_attempts', tripped: spent >= maxAttempts, measured: `${spent}`, limit: `${maxAttempts}` },
  ];
}

export const trippedRule = (results: readonly StopRuleResult[]): StopRuleName | undefined =>
  results.find((result) => result.tripped)?.rule;

/** The newest two red attempts failed in exactly the same way: the agent is not getting anywhere. */
function sameFailuresTwice(round: readonly Attempt[]): Omit<StopRuleResult, 'rule'> {
  const [previous, last] = round.filter(isSpent).slice(-2);
  const before = fingerprintsOf(previous);
  const now = fingerprintsOf(last);
  const same =
    previous !== undefined && last !== undefined && now.length > 0 && before.join('\n') === now.join('\n');
  return {
    tripped: same,
    measured: same ? `${now.length} the same` : `${now.length} after ${before.length}`,
    limit: 'two attempts',
  };
}

/** Of what is its own. */
export const fingerprintsOf = (attempt: Attempt | undefined): readonly string[] =>
  [
    ...new Set(oursOf(attempt?.failures ?? [], attempt?.triage).map((failure) => failure.fingerprint.fine)),
  ].sort();
