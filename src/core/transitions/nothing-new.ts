// What CI says again and again while it runs: worth no event, for each keeps its whole report on record.
import type { EventOf } from '../events.ts';
import type { Task } from '../task/task.ts';
import { ciObserved } from './ci.ts';

/** The task knows it already. A late result is not among them: that it came is worth knowing. */
const KNOWN: ReadonlySet<string> = new Set(['ci_still_pending', 'ci_still_settling', 'not_run_again_yet']);

export function saysNothingNew(task: Task | undefined, event: EventOf<'ci_observed'>): boolean {
  if (task === undefined) return false;
  const outcome = ciObserved(task, event);
  return outcome.kind === 'ignored' && KNOWN.has(outcome.code);
}
