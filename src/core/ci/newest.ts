// Of all the runs of one check, the one that counts: re-runs replace older ones, and nothing else does.
import type { CheckFact } from './report.ts';

/** What makes two facts runs of the same check. The app belongs to it: two apps may use one name. */
export const checkKey = (fact: CheckFact): string =>
  JSON.stringify([fact.source, fact.app, fact.name, fact.workflow, fact.event]);

/** One fact per check, in the order they were first seen. */
export function newestOf(facts: readonly CheckFact[]): readonly CheckFact[] {
  const kept = new Map<string, CheckFact>();
  for (const fact of facts) {
    const key = checkKey(fact);
    const other = kept.get(key);
    kept.set(key, other === undefined ? fact : later(other, fact));
  }
  const newest = [...kept.values()];
  return newest.filter((fact) => !wasCancelledForAnother(fact, newest));
}

/** A push and its pull request can share a concurrency group: the later run cancels the earlier one and checks the same commit. */
function wasCancelledForAnother(fact: CheckFact, all: readonly CheckFact[]): boolean {
  if (fact.conclusion !== 'cancelled' || fact.workflow === null) return false;
  const sameButEvent = (other: CheckFact) =>
    checkKey({ ...other, event: null }) === checkKey({ ...fact, event: null });
  return all.some(
    (other) =>
      other.event !== fact.event &&
      sameButEvent(other) &&
      other.conclusion !== 'cancelled' &&
      startOf(other) >= startOf(fact),
  );
}

/**
 * A run that only skipped does not replace one that said something: a second run of the same workflow, started by a label
 * or an edited title, skips every job and would hide what the first one found.
 */
function later(a: CheckFact, b: CheckFact): CheckFact {
  const sameRun = a.runId !== null && a.runId === b.runId;
  if (!sameRun && isSkipped(a) !== isSkipped(b)) return isSkipped(a) ? b : a;
  if (sameRun && a.attempt !== b.attempt) return a.attempt > b.attempt ? a : b;
  return startOf(b) >= startOf(a) ? b : a;
}

const isSkipped = (fact: CheckFact): boolean => fact.status === 'completed' && fact.conclusion === 'skipped';
/** Not started yet is newer than anything that has. */
const startOf = (fact: CheckFact): number =>
  fact.startedAtMs ?? (fact.status === 'completed' ? 0 : Number.MAX_SAFE_INTEGER);
