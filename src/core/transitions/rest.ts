// The states in which a task rests because of a limit or a doubt.
import { MAX_DETAIL_CHARS } from '../problem.ts';
import { GETTING_WORSE_LIMIT, NO_PROGRESS_LIMIT, OSCILLATION_LIMIT } from '../progress/rules.ts';
import type { StopRuleName, StopRuleResult } from '../task/attempt.ts';
import type { NeedsHuman } from '../task/state.ts';
import type { Task } from '../task/task.ts';

export const tripped = (rule: StopRuleName, measured: string): StopRuleResult => ({
  rule,
  tripped: true,
  measured,
  limit: LIMIT_WORDS[rule],
});
const LIMIT_WORDS: Record<StopRuleName, string> = {
  max_attempts: 'attempts of a round',
  max_runtime: 'running time of a round',
  max_cost_usd: 'cost of a round',
  max_ci_minutes: 'CI minutes of a round',
  max_turns: 'turns of an attempt',
  max_silence: 'silence of an agent',
  max_attempt_time: 'running time of an attempt',
  empty_patch: 'at least one changed file',
  same_patch: 'something new',
  no_progress: NO_PROGRESS_LIMIT,
  oscillation: OSCILLATION_LIMIT,
  getting_worse: GETTING_WORSE_LIMIT,
};

export const blocked = (task: Task, rule: StopRuleName, atMs: number): Task['state'] => ({
  name: 'blocked',
  rule,
  atMs,
  ...(task.headSha ? { headSha: task.headSha } : {}),
});

export const needsHuman = (task: Task, reason: NeedsHuman, atMs: number): Task['state'] => ({
  name: 'needs_human',
  reason: { ...reason, detail: reason.detail.slice(0, MAX_DETAIL_CHARS) },
  atMs,
  ...(task.headSha ? { headSha: task.headSha } : {}),
});

/** A round that goes on after a decision: the time in which a person was waited for is none of its running time. */
export const withoutTheWait = (task: Task, sinceMs: number, atMs: number): Task['rounds'] =>
  task.rounds.map((round, index) =>
    index < task.rounds.length - 1 || round.startedAtMs === undefined
      ? round
      : { ...round, startedAtMs: round.startedAtMs + atMs - sinceMs },
  );
