// The steps of a job as GitHub shows them: their names, and when each began and ended.
import type { Conclusion, Step } from '../model.ts';
import type { JobState } from './job-state.ts';
import type { StepPlan } from './workflow-file.ts';

export function planSteps({ context }: JobState): void {
  const { job, plan } = context;
  const names = ['Set up job', ...plan.steps.map(stepName), ...postNames(plan.steps), 'Complete job'];
  job.steps = names.map((name, index) => ({
    number: index + 1,
    name,
    status: 'queued',
    conclusion: null,
    startedAtMs: null,
    completedAtMs: null,
  }));
}

export function stepAt(state: JobState, index: number): Step {
  const step = state.context.job.steps[index];
  if (step === undefined) throw new Error(`Job ${state.context.job.id} has no step ${index}.`);
  return step;
}

export const stepName = (step: StepPlan): string =>
  step.name ?? `Run ${(step.run ?? step.uses ?? '').trim().split('\n')[0]}`;

export const hasPost = (step: StepPlan): boolean => /^actions\/(checkout|setup-node)@/.test(step.uses ?? '');

const postNames = (steps: readonly StepPlan[]): string[] =>
  steps
    .filter(hasPost)
    .map((step) => `Post ${stepName(step)}`)
    .toReversed();

export function begin(state: JobState, step: Step): void {
  step.status = 'in_progress';
  step.startedAtMs = state.context.world.nowMs();
}

export function finish(state: JobState, step: Step, conclusion: Conclusion): void {
  const nowMs = state.context.world.nowMs();
  step.status = 'completed';
  step.conclusion = conclusion;
  step.startedAtMs ??= nowMs;
  step.completedAtMs = nowMs;
  state.context.job.log = state.log.text;
}
