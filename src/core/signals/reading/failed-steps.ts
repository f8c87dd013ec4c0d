// Which steps of a log failed, and how the whole ended: from the runner's own marks, which a script can try to forge.
import type { LogLine } from '../log-lines.ts';
import type { Step } from './step.ts';

/** A passing step's words about failures are nobody's failure: only steps that failed are read. */
export type Choice = {
  readonly steps: readonly Step[];
  /** The runner's marks told which; else everything is read. */
  readonly isSure: boolean;
};

/** `failedStep`: its name, where the forge's API told one. `hasFailed`: the API says that the job did. */
export function failedSteps(
  steps: readonly Step[],
  { failedStep, hasFailed }: { failedStep: string | null; hasFailed: boolean },
): Choice {
  const marked = steps.flatMap((step, at) => (step.failed === undefined ? [] : [at]));
  const named = failedStep === null ? -1 : steps.findIndex(({ title }) => title === failedStep);
  const end = marked.find((at) => at >= named);
  if (named !== -1 && end !== undefined && (steps[named]?.failed !== undefined || hasFailed))
    // Steps between the one that the API names and the mark are that step's own inventions, or passed: both are read.
    return sure(steps.slice(named, end + 1).filter(isOwnWork));
  if (marked.length > 0) return sure(marked.flatMap((at) => withOrigin(steps, at)));
  const said = steps.filter(({ saidFailed }) => saidFailed);
  if (said.length > 0 && hasFailed) return sure(said);
  const actions = steps.filter(({ kind, endsWithError }) => kind === 'uses' && endsWithError);
  if (actions.length > 0) return sure(actions);
  return { steps: hasFailed || !isComplete(steps) ? steps : [], isSure: false };
}

const sure = (steps: readonly Step[]): Choice => ({ steps, isSure: true });
const isOwnWork = ({ kind, failed }: Step): boolean => kind !== 'after' || failed !== undefined;

/** A failure behind the end of the steps: a script printed the runner's farewell, and what it said before is part of it. */
function withOrigin(steps: readonly Step[], at: number): readonly Step[] {
  const step = steps[at] as Step;
  if (step.kind !== 'after') return [step];
  const before = steps.slice(0, at).findLast(({ kind }) => kind !== 'after');
  return before === undefined || before.failed !== undefined ? [step] : [before, step];
}

/** The runner came to its own end: a log without this may be of a job that went on, or of a runner that died. */
export const isComplete = (steps: readonly Step[]): boolean =>
  steps.some(({ kind, title }) => kind === 'after' && title !== null);

export type JobEnd = 'failed' | 'cancelled' | 'timed_out' | 'passed' | 'unknown';

const TIMED_OUT = /exceeded the maximum execution time|has timed out after \d{1,6} minutes/;
const CANCELLED = /^The (?:operation|run) was cancell?ed\.?/i;

/** As far as the log alone tells; `lines` are those of all steps. */
export function endOfJob(steps: readonly Step[], lines: readonly LogLine[]): JobEnd {
  const errors = lines.filter(({ mark }) => mark === 'error');
  if (errors.some(({ text }) => TIMED_OUT.test(text))) return 'timed_out';
  const hasFailed = steps.some(
    ({ failed, kind, endsWithError }) => failed !== undefined || (kind === 'uses' && endsWithError),
  );
  const isCancelled = errors.some(({ text }) => CANCELLED.test(text));
  if (steps.some(({ failed }) => failed !== undefined)) return 'failed';
  if (isCancelled) return 'cancelled';
  if (hasFailed) return 'failed';
  return isComplete(steps) ? 'passed' : 'unknown';
}
