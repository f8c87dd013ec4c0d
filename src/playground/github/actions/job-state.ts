// What one job knows while it runs: its place, its environment so far, and whether a step has failed.
import type { Scope, Value } from './expression.ts';
import { githubValues, type JobContext, type JobPlace } from './job-context.ts';
import type { JobLog } from './job-log.ts';

export interface JobState {
  readonly context: JobContext;
  readonly place: JobPlace;
  readonly log: JobLog;
  readonly env: Record<string, string>;
  readonly stepValues: Record<string, Value>;
  readonly posts: string[];
  /** Aborts on cancel and when the job's time is up. */
  readonly signal: AbortSignal;
  failed: boolean;
  stopToken: string | null;
}

export function scopeOf(state: JobState): Scope {
  const { context } = state;
  const aborted = state.signal.aborted;
  const needs = Object.fromEntries(
    Object.entries(context.needs).map(([key, result]) => [key, { result, outputs: {} }]),
  );
  const values = {
    github: githubValues(context),
    env: state.env,
    matrix: context.row,
    needs,
    steps: state.stepValues,
    runner: { os: 'Linux', arch: 'X64', temp: state.place.temp },
    job: { status: state.failed ? 'failure' : 'success' },
    strategy: {},
    secrets: {},
    vars: context.repository.variables,
    inputs: {},
  };
  return { values, state: aborted ? 'cancelled' : state.failed ? 'failure' : 'success' };
}

/** The runner's own complaint: GitHub files it under `.github`, at the line of the log. */
export function annotate(state: JobState, message: string): void {
  const line = Math.max(1, state.log.lineCount);
  state.context.checkRun.annotations.push({
    path: '.github',
    startLine: line,
    endLine: line,
    startColumn: null,
    endColumn: null,
    level: 'failure',
    title: null,
    message,
    rawDetails: null,
  });
}
