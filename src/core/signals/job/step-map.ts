// Which step of the API each step of a log is: by order, time and title. Names of steps stand in no log, and headers can be forged.
import type { StepKind } from '../reading/step-header.ts';
import type { ApiStep } from './api-steps.ts';

export type LogStep = {
  readonly title: string | null;
  readonly kind: StepKind;
  readonly atMs: number | undefined;
  readonly hasFailed: boolean;
};

/** The API tells whole seconds, so that a line at a border may fall on either side. */
const BORDER_MS = 1_000;
/** More pairs than any job has: what claims so many steps is not held against the API. */
const MAX_PAIRS = 400_000;

const POINTS = { title: 8, first: 2, onTime: 1, failed: 2, contradicts: -1, outside: -6 };

/** Steps that the runner makes of itself print no header of a step's kind. */
const RUNNERS_OWN =
  /^(?:Set up job|Set up runner|Initialize containers|Stop containers|Complete job|Complete runner)$/;

/** For each step of the log the index of its step in the API; undefined for what has none there. Both lists in the order in which they ran. */
export function stepMap(steps: readonly LogStep[], api: readonly ApiStep[]): readonly (number | undefined)[] {
  const own = api.flatMap((step, at) => (mayPrint(step, api) ? [at] : []));
  const real = steps.flatMap(({ kind }, at) => (kind === 'setup' || kind === 'after' ? [] : [at]));
  const map: (number | undefined)[] = steps.map(() => undefined);
  if (own.length === 0 || real.length === 0 || own.length * real.length > MAX_PAIRS) return map;
  const chosen = bestPairs(
    real.map((at) => steps[at] as LogStep),
    own.map((at) => api[at] as ApiStep),
  );
  for (const [index, at] of real.entries()) map[at] = own[chosen[index] ?? 0];
  return map;
}

function mayPrint({ name, conclusion, startedAtMs }: ApiStep, all: readonly ApiStep[]): boolean {
  const isPost = /^(?:Pre|Post) /.test(name) && all.some((other) => name.endsWith(` ${other.name}`));
  const ran = conclusion !== null ? conclusion !== 'skipped' : startedAtMs !== null;
  return ran && !isPost && !RUNNERS_OWN.test(name);
}

/** The pairs with most points among those whose order is that of both lists; several steps of a log may be one of the API. */
function bestPairs(steps: readonly LogStep[], api: readonly ApiStep[]): readonly number[] {
  const width = api.length;
  const from = steps.map(() => new Int32Array(width));
  let scores = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (const [row, step] of steps.entries()) {
    const next = new Float64Array(width);
    let best = row === 0 ? 0 : Number.NEGATIVE_INFINITY;
    let bestAt = -1;
    for (const [column, candidate] of api.entries()) {
      const goesOn = (scores[column] as number) + pointsOf(step, candidate, false);
      const begins = best + pointsOf(step, candidate, true);
      const isNew = begins >= goesOn;
      next[column] = isNew ? begins : goesOn;
      (from[row] as Int32Array)[column] = isNew ? bestAt : column;
      // Later ones win only by more points: of equals the earliest stays.
      if (row > 0 && (scores[column] as number) > best) {
        best = scores[column] as number;
        bestAt = column;
      }
    }
    scores = next;
  }
  let column = scores.indexOf(Math.max(...scores));
  const chosen: number[] = [];
  for (let row = steps.length - 1; row >= 0; row -= 1) {
    chosen.unshift(column);
    const before = (from[row] as Int32Array)[column] as number;
    column = before === -1 ? 0 : before;
  }
  return chosen;
}

function pointsOf(step: LogStep, api: ApiStep, isFirst: boolean): number {
  const { atMs, title, hasFailed } = step;
  const [startMs, endMs] = [api.startedAtMs, api.completedAtMs];
  const isOutside =
    atMs !== undefined &&
    ((startMs !== null && atMs < startMs - BORDER_MS) || (endMs !== null && atMs > endMs + BORDER_MS));
  const isOnTime = atMs !== undefined && startMs !== null && Math.abs(atMs - startMs) <= BORDER_MS;
  const isNamed = title !== null && title === api.name;
  const isFailure = api.conclusion === 'failure' || api.conclusion === 'timed_out';
  const verdict = !hasFailed ? 0 : isFailure ? POINTS.failed : POINTS.contradicts;
  return (
    (isOutside ? POINTS.outside : 0) +
    (isNamed ? POINTS.title : 0) +
    (isFirst ? POINTS.first : 0) +
    (isFirst && isOnTime ? POINTS.onTime : 0) +
    verdict
  );
}
