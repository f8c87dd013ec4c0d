// When to stop trying: each rule evaluated after every red attempt, kept with what it measured, tripped or not.
import { isOutOfMinutes, minutesOfRound } from './ci/minutes.ts';
import { isSpent } from './progress/attempts.ts';
import { gettingWorse, noProgress, oscillation } from './progress/rules.ts';
import { type Attempt, costOf, type StopRuleName, type StopRuleResult } from './task/attempt.ts';
import { currentRound, type Task } from './task/task.ts';

const MINUTE_MS = 60_000;
const dollars = (usd: number): string => `$${usd.toFixed(2)}`;
const minutes = (ms: number): string => `${Math.floor(ms / MINUTE_MS)} min`;

/** Attempts of the current round, oldest first. */
export const attemptsOfRound = (task: Task): readonly Attempt[] =>
  task.attempts.filter((attempt) => attempt.round === currentRound(task).no);

/** All rules, in the order in which they name themselves when several trip. */
export function evaluateStopRules(task: Task, atMs: number): readonly StopRuleResult[] {
  const round = attemptsOfRound(task);
  const spent = round.filter(isSpent).length;
  const runtimeMs = atMs - (currentRound(task).startedAtMs ?? atMs);
  const costUsd = costOf(round);
  const { maxAttempts, maxRuntimeMs, maxCostUsd, maxCiMinutes } = task.policy;
  return [
    { rule: 'no_progress', ...noProgress(round) },
    { rule: 'oscillation', ...oscillation(round) },
    { rule: 'getting_worse', ...gettingWorse(round) },
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
    {
      rule: 'max_ci_minutes',
      tripped: isOutOfMinutes(task),
      measured: `${minutesOfRound(task)} CI min`,
      limit: maxCiMinutes === undefined ? 'none' : `${maxCiMinutes} CI min`,
    },
    { rule: 'max_attempts', tripped: spent >= maxAttempts, measured: `${spent}`, limit: `${maxAttempts}` },
  ];
}

export const trippedRule = (results: readonly StopRuleResult[]): StopRuleName | undefined =>
  results.find((result) => result.tripped)?.rule;
