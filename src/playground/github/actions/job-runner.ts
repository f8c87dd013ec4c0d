// Runs one job for real: fresh checkout, its steps in order, and a log in GitHub's raw format.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conclusion, Step } from '../model.ts';
import { ExpressionError, evaluateCondition, interpolate, type Scope, type Value } from './expression.ts';
import {
  githubValues,
  type JobContext,
  type JobPlace,
  jobEnvironment,
  placeOf,
  runnerPlaces,
} from './job-context.ts';
import { JobLog } from './job-log.ts';
import { knownAction } from './known-actions.ts';
import { takeAssignments, takeLines } from './runner-files.ts';
import { runScript, shellLabel } from './step-process.ts';
import { maxAnnotationsPerJob, maxAnnotationsPerLevelAndStep, readLine } from './workflow-commands.ts';
import type { StepPlan } from './workflow-file.ts';

interface JobState {
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

export class JobTimeout extends Error {
  override readonly name = 'JobTimeout';
}

export async function runJob(context: JobContext): Promise<Conclusion> {
  const { job, plan, world } = context;
  const place = placeOf(context.directory);
  const log = new JobLog(world.nowMs, runnerPlaces(context.repository.name, place));
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(new JobTimeout()), plan['timeout-minutes'] * 60_000);
  const signal = AbortSignal.any([context.signal, clock.signal]);
  const state: JobState = {
    context,
    place,
    log,
    env: {},
    stepValues: {},
    posts: [],
    signal,
    failed: false,
    stopToken: null,
  };
  try {
    planSteps(state);
    await setUp(state);
    for (const [index, step] of plan.steps.entries()) await runStep(state, step, stepAt(state, index + 1));
    await tearDown(state);
  } finally {
    clearTimeout(timer);
    job.log = log.text;
    await rm(context.directory, { recursive: true, force: true, maxRetries: 5 });
  }
  return conclude(state, clock.signal);
}

function conclude(state: JobState, clock: AbortSignal): Conclusion {
  const { context, log } = state;
  if (context.signal.aborted) return 'cancelled';
  if (clock.aborted) {
    const minutes = context.plan['timeout-minutes'];
    annotate(
      state,
      `The job running on runner GitHub Actions 1 has exceeded the maximum execution time of ${minutes} minutes.`,
    );
    context.job.log = log.text;
    return context.world.faults.jobTimeoutConclusion;
  }
  return state.failed ? 'failure' : 'success';
}

function stepAt(state: JobState, index: number): Step {
  const step = state.context.job.steps[index];
  if (step === undefined) throw new Error(`Job ${state.context.job.id} has no step ${index}.`);
  return step;
}

function planSteps({ context }: JobState): void {
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

const stepName = (step: StepPlan): string =>
  step.name ?? `Run ${(step.run ?? step.uses ?? '').trim().split('\n')[0]}`;

const hasPost = (step: StepPlan): boolean => /^actions\/(checkout|setup-node)@/.test(step.uses ?? '');

const postNames = (steps: readonly StepPlan[]): string[] =>
  steps
    .filter(hasPost)
    .map((step) => `Post ${stepName(step)}`)
    .toReversed();

function begin(state: JobState, step: Step): void {
  step.status = 'in_progress';
  step.startedAtMs = state.context.world.nowMs();
}

function finish(state: JobState, step: Step, conclusion: Conclusion): void {
  const nowMs = state.context.world.nowMs();
  step.status = 'completed';
  step.conclusion = conclusion;
  step.startedAtMs ??= nowMs;
  step.completedAtMs = nowMs;
  state.context.job.log = state.log.text;
}

async function setUp(state: JobState): Promise<void> {
  const { context, place, log } = state;
  const step = stepAt(state, 0);
  begin(state, step);
  for (const directory of [place.workspace, place.home, place.temp])
    await mkdir(directory, { recursive: true });
  for (const file of [place.envFile, place.pathFile, place.outputFile, place.summaryFile])
    await writeFile(file, '');
  log.write("Current runner version: '2.330.0'");
  log.group('Runner Image', ['Image: ubuntu-24.04', 'Provisioner: local stand-in']);
  log.group('GITHUB_TOKEN Permissions', ['Contents: read', 'Metadata: read']);
  log.write('Secret source: None');
  log.write('Prepare workflow directory');
  log.write('Prepare all required actions');
  const unknown = context.plan.steps.find(
    (one) => one.uses !== undefined && knownAction(one.uses) === undefined,
  );
  if (unknown !== undefined) {
    log.write(`##[error]Unable to resolve action \`${unknown.uses}\`, the stand-in does not know it`);
    annotate(state, `Unable to resolve action \`${unknown.uses}\`, the stand-in does not know it`);
    state.failed = true;
  }
  log.write(`Complete job name: ${context.job.name}`);
  finish(state, step, state.failed ? 'failure' : 'success');
}

function scopeOf(state: JobState): Scope {
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
    vars: {},
    inputs: {},
  };
  return { values, state: aborted ? 'cancelled' : state.failed ? 'failure' : 'success' };
}

async function runStep(state: JobState, plan: StepPlan, step: Step): Promise<void> {
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
  const listed = Object.entries(env).map(([key, value]) => `  ${key}: ${value}`);
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

/** The runner's own complaint: GitHub files it under `.github`, at the line of the log. */
function annotate(state: JobState, message: string): void {
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

async function tearDown(state: JobState): Promise<void> {
  const { context, log } = state;
  const first = 1 + context.plan.steps.length;
  const posts = context.job.steps.slice(first, -1);
  for (const step of posts) {
    const ran = state.posts.length > 0;
    if (!ran) {
      finish(state, step, 'skipped');
      continue;
    }
    begin(state, step);
    log.write('Post job cleanup.');
    log.write('[command]/usr/bin/git version');
    finish(state, step, 'success');
  }
  const last = stepAt(state, context.job.steps.length - 1);
  begin(state, last);
  log.write('Cleaning up orphan processes');
  finish(state, last, 'success');
}
