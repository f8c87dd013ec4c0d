// Which steps of a log failed, as the API tells: what a script prints in the runner's own words decides nothing.
import type { ToldSteps } from '../read-job.ts';
import type { Step } from '../reading/step.ts';
import type { ApiStep } from './api-steps.ts';
import type { LineTimes } from './line-times.ts';
import { stepMap } from './step-map.ts';

const FAILED: ReadonlySet<string> = new Set(['failure', 'timed_out']);

/** Undefined where the API names no failed step that stands in the log: then the log's own marks have to do. */
export function toldSteps(
  steps: readonly Step[],
  api: readonly ApiStep[],
  times: LineTimes,
): ToldSteps | undefined {
  const map = stepMap(
    steps.map((step) => ({
      title: step.title,
      kind: step.kind,
      atMs: step.fromLine === 0 ? undefined : times.at(step.fromLine),
      hasFailed: step.failed !== undefined || step.endsWithError,
    })),
    api,
  );
  const failed = api.flatMap(({ conclusion }, at) => (FAILED.has(conclusion ?? '') ? [at] : []));
  const chosen = failed.flatMap((at) => linesOf(steps, map, at, api[at]?.name));
  if (chosen.length === 0) return undefined;
  return {
    choice: { steps: chosen, isSure: true },
    nameOf: (step) => {
      const at =
        map[steps.indexOf(step)] ??
        failed.find((one) => linesOf(steps, map, one, api[one]?.name).includes(step));
      return at === undefined ? undefined : api[at]?.name;
    },
  };
}

/** From its header up to the next step of the API: between them only the step itself prints, whatever it looks like. */
function linesOf(
  steps: readonly Step[],
  map: readonly (number | undefined)[],
  at: number,
  name: string | undefined,
): readonly Step[] {
  // What bears its very name is where it begins, where the API does not tell every step before it.
  const named = steps.findIndex(({ title }, index) => map[index] === at && title === name);
  const from = named === -1 ? map.indexOf(at) : named;
  if (from === -1) return [];
  const next = map.findIndex((other, index) => index > from && other !== undefined && other !== at);
  const all = steps.slice(from, next === -1 ? steps.length : next);
  const end = all.findLastIndex(({ failed }) => failed !== undefined);
  // What comes after the runner's word on it is its farewell; what bears no such word at all is read as far as it is a step's.
  return end === -1 ? all.filter(({ kind }) => kind !== 'after') : all.slice(0, end + 1);
}
