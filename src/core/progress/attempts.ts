// Attempts held against each other: which one another goes on from, how they relate, and which got furthest.
import { type Attempt, isRed, isRefuted } from '../task/attempt.ts';
import type { Task } from '../task/task.ts';
import { isNotOurs } from '../triage/reruns.ts';
import { oursOf } from '../triage/triage.ts';
import { LAST_PHASE, phaseOf } from './phase.ts';
import { type Judgement, type Relation, relationOf } from './relation.ts';

type Attempts = Pick<Task, 'attempts'>;

/** Only red spends an attempt: what infrastructure, the base branch, people or an engine ended is not counted. */
export const isSpent = (attempt: Attempt): boolean => isRed(attempt) && !isNotOurs(attempt);

const judgementOf = (attempt: Attempt): Judgement => ({
  by: isRefuted(attempt) ? 'proof' : 'ci',
  failures: oursOf(attempt.failures ?? [], attempt.triage),
});

/** The judged attempt whose work attempt `no` goes on from; where a person's or nobody's commit is that, the newest judged before it. */
export function judgedBefore({ attempts }: Attempts, no: number): Attempt | undefined {
  const fromSha = attempts.find((attempt) => attempt.no === no)?.fromSha;
  const earlier = attempts.filter((attempt) => attempt.no < no && attempt.failures !== undefined);
  return earlier.findLast(({ headSha }) => headSha !== undefined && headSha === fromSha) ?? earlier.at(-1);
}

/** How attempt `no` relates to the one it went on from, within its round; undefined for the first. */
export function relationAt({ attempts }: Attempts, no: number): Relation | undefined {
  const now = attempts.find((attempt) => attempt.no === no);
  if (now === undefined || !isSpent(now)) return undefined;
  const round = attempts.filter(
    (attempt) => attempt.round === now.round && attempt.no < no && isSpent(attempt),
  );
  const before = judgedBefore({ attempts: [...round, now] }, no);
  if (before === undefined) return undefined;
  const older = round.filter((attempt) => attempt.no !== before.no).map(judgementOf);
  return relationOf(judgementOf(before), judgementOf(now), older);
}

/** Of these red attempts the one to go on from: the furthest phase, then the fewest failures, then the newest. */
export function bestOf(attempts: readonly Attempt[]): Attempt | undefined {
  const known = attempts.filter((attempt) => isSpent(attempt) && attempt.headSha !== undefined);
  return known.toSorted((a, b) => furthest(b) - furthest(a) || count(a) - count(b) || b.no - a.no)[0];
}

/** A red of which nothing could be read says nothing good. */
function furthest(attempt: Attempt): number {
  if (isRefuted(attempt)) return LAST_PHASE + 1;
  const { failures } = judgementOf(attempt);
  return failures.length === 0 ? -1 : phaseOf(failures);
}
const count = (attempt: Attempt): number => judgementOf(attempt).failures.length;

/**
 * Where the next attempt begins: the branch's newest commit, or the best of the round where that commit is an attempt's
 * which did worse. `onto` is the branch's newest commit either way; null before anything was pushed.
 */
export function startOf(task: Task): { readonly fromSha: Task['headSha']; readonly onto: Task['headSha'] } {
  const newest = task.attempts.find(({ headSha }) => headSha !== undefined && headSha === task.headSha);
  const round = task.attempts.filter((attempt) => attempt.round === newest?.round);
  const best = newest !== undefined && isSpent(newest) ? bestOf(round) : undefined;
  return { fromSha: best?.headSha ?? task.headSha, onto: task.headSha };
}
