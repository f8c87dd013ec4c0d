// Runs one job for real: fresh checkout, its steps in order, and a log in GitHub's raw format.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { Conclusion } from '../model.ts';
import { type JobContext, placeOf, runnerPlaces } from './job-context.ts';
import { JobLog } from './job-log.ts';
import { annotate, type JobState } from './job-state.ts';
import { begin, finish, planSteps, stepAt } from './job-steps.ts';
import { knownAction } from './known-actions.ts';
import { runStep } from './step-runner.ts';

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
