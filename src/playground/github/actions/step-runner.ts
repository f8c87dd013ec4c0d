// Runs one step: its condition, its command or action, what it prints, and what it leaves for the next.
import { join } from 'node:path';
import type { Conclusion, Step } from '../model.ts';
import { ExpressionError, evaluateCondition, interpolate } from './expression.ts';
import { jobEnvironment } from './job-context.ts';
import { annotate, type JobState, scopeOf } from './job-state.ts';
import { begin, finish, hasPost, stepName } from './job-steps.ts';
import { knownAction } from './known-actions.ts';
import { takeAssignments, takeLines } from './runner-files.ts';
import { runScript, shellLabel } from './step-process.ts';
import { maxAnnotationsPerJob, maxAnnotationsPerLevelAndStep, readLine } from './workflow-commands.ts';
import type { StepPlan } from './workflow-file.ts';

export async function runStep(state: JobState, plan: StepPlan, step: Step): Promise<void> {
  const { context, log } = state;
  try {
    const environment = { ...context.workflow.env, ...context.plan.env, ...plan.env };
    for (const [key, value] of Object.entries({ ...context.workflow.env, ...context.plan.env })) {
      state.env[key] ??= interpolate(String(value ?? ''), scopeOf(state));
    }
    if (!evaluateCondition(plan.if, scopeOf(state))) return finish(state, step, 'skipped');
    begin(state, step);
    const own = Object.fromEntries(
      Object.keys(environment)
        .filter((key) => key in plan.env)
        .map((key) => [key, interpolate(String(plan.env[key] ?? ''), scopeOf(state))]),
    );
    const exitCode =
      plan.uses === undefined ? await runCommand(state, plan, own) : await runAction(state, plan, plan.uses);
    await settleStep(state, { plan, step, exitCode });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    log.write(`##[error]The template is not valid. ${error.message}`);
    annotate(state, `The template is not valid. ${error.message}`);
    state.failed = true;
    finish(state, step, 'failure');
  }
}

async function runCommand(
  state: JobState,
  plan: StepPlan,
  own: Readonly<Record<string, string>>,
): Promise<number> {
  const { context, place, log } = state;
  const script = interpolate(plan.run ?? '', scopeOf(state));
  const env = { ...state.env, ...own };
  const lines = script.replace(/\n$/, '').split('\n');
  const listed = Object.entries(env)
    .filter(([key]) => key !== 'PATH')
    .map(([key, value]) => `  ${key}: ${value}`);
  log.group(`Run ${lines[0]}`, [
    ...lines.map((line) => `\u001b[36;1m${line}\u001b[0m`),
    `shell: ${shellLabel(plan.shell)}`,
    ...(listed.length === 0 ? [] : ['env:', ...listed]),
  ]);
  const counts = { failure: 0, warning: 0, notice: 0 };
  const clock = plan['timeout-minutes'];
  const signal =
    clock === undefined ? state.signal : AbortSignal.any([state.signal, AbortSignal.timeout(clock * 60_000)]);
  const exitCode = await runScript({
    script,
    shell: plan.shell,
    cwd: join(place.workspace, plan['working-directory'] ?? '.'),
    tempDir: place.temp,
    env: { ...jobEnvironment(context, place), ...env },
    signal,
    onLine: (line) => hear(state, line, counts),
  });
  if (signal.aborted && !state.signal.aborted) {
    log.write(`##[error]The action '${stepName(plan)}' has timed out after ${clock} minutes.`);
    annotate(state, `The action '${stepName(plan)}' has timed out after ${clock} minutes.`);
    return 1;
  }
  if (state.signal.aborted) log.write('##[error]The operation was canceled.');
  else if (exitCode !== 0) {
    log.write(`##[error]Process completed with exit code ${exitCode}.`);
    annotate(state, `Process completed with exit code ${exitCode}.`);
  }
  return exitCode;
}

function hear(
  state: JobState,
  line: string,
  counts: { failure: number; warning: number; notice: number },
): void {
  const { log, context } = state;
  if (state.stopToken !== null) {
    if (line === `::${state.stopToken}::`) state.stopToken = null;
    else log.write(line);
    return;
  }
  const meaning = readLine(line);
  if (meaning.kind === 'mask') {
    log.mask(meaning.secret);
    return;
  }
  if (meaning.kind === 'hidden') return;
  if (meaning.kind === 'stop') {
    state.stopToken = meaning.token;
    return;
  }
  for (const part of meaning.line.split('\n')) log.write(part);
  if (meaning.kind !== 'annotation') return;
  const { level } = meaning.annotation;
  counts[level] += 1;
  const hasRoom = context.checkRun.annotations.length < maxAnnotationsPerJob;
  if (counts[level] <= maxAnnotationsPerLevelAndStep && hasRoom)
    context.checkRun.annotations.push(meaning.annotation);
}

async function runAction(state: JobState, plan: StepPlan, uses: string): Promise<number> {
  const action = knownAction(uses);
  if (action === undefined) return 1;
  const { context, place, log } = state;
  const inputs = Object.fromEntries(
    Object.entries(plan.with).map(([key, value]) => [key, interpolate(String(value ?? ''), scopeOf(state))]),
  );
  const listed = Object.entries(inputs).map(([key, value]) => `  ${key}: ${value}`);
  log.group(`Run ${uses}`, listed.length === 0 ? [] : ['with:', ...listed]);
  const exitCode = await action({ context, place, log, inputs });
  if (hasPost(plan)) state.posts.unshift(uses);
  return exitCode;
}

async function settleStep(
  state: JobState,
  ended: { plan: StepPlan; step: Step; exitCode: number },
): Promise<void> {
  const { plan, step, exitCode } = ended;
  Object.assign(state.env, await takeAssignments(state.place.envFile));
  const outputs = await takeAssignments(state.place.outputFile);
  const extraPath = await takeLines(state.place.pathFile);
  if (extraPath.length > 0)
    state.env.PATH = [
      ...extraPath.toReversed(),
      state.env.PATH ?? jobEnvironment(state.context, state.place).PATH,
    ].join(':');
  const outcome: Conclusion = state.signal.aborted ? 'cancelled' : exitCode === 0 ? 'success' : 'failure';
  const isForgiven = outcome === 'failure' && plan['continue-on-error'];
  if (plan.id !== undefined)
    state.stepValues[plan.id] = { outputs, outcome, conclusion: isForgiven ? 'success' : outcome };
  if (outcome === 'failure' && !isForgiven) state.failed = true;
  finish(state, step, isForgiven ? 'success' : outcome);
}
