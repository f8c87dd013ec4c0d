// One run from the first folder to the last: workspace, supervisor, agent, result, and everything gone again.
import { join } from 'node:path';
import { LogCap } from '#adapters/sandbox/log-cap.ts';
import { notRun, type Work } from '#adapters/sandbox/work.ts';
import { NO_DENIALS } from '#core/egress/denial.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptResult } from '#ports/sandbox.ts';
import { prepareCheckout, writeInputs } from './checkout.ts';
import { collectBundle, readResultFile } from './collect.ts';
import { type Deps, type Hooks, unavailable } from './deps.ts';
import { RUN_MARK } from './processes.ts';
import { clearKey, makeRunFolder, type RunFolder, removeRun, wishOf, writeRecord } from './run-folder.ts';
import { setUp } from './set-up.ts';
import { type AgentEnd, type Supervised, supervise } from './supervise.ts';
import { endedOrTimedOut } from './time-limit.ts';

export async function runAttempt(deps: Deps, spec: Work, hooks: Hooks): Promise<AttemptResult> {
  const { log, clock, root } = deps;
  if (hooks.signal.aborted) return notRun(clock.nowMs());
  if ((spec.services ?? []).length > 0) throw noServices(spec.key);
  await clearKey(root, spec.key);
  log.warn(
    { key: spec.key, agent: spec.agent.name },
    'the worktree sandbox isolates nothing: what runs in it can do whatever the bot may do on this machine',
  );
  const folder = await makeRunFolder(root, spec.key);
  const cap = new LogCap(spec.limits.maxLogBytes, hooks.onLog);
  try {
    const supervised = await supervise({
      mark: folder.mark,
      env: { PATH: deps.path },
      onOutput: (chunk) => cap.take(chunk),
    });
    const kill = () => supervised.kill();
    hooks.signal.addEventListener('abort', kill, { once: true });
    if (hooks.signal.aborted) kill();
    try {
      return await attempt(deps, { spec, hooks, folder, supervised, cap });
    } finally {
      hooks.signal.removeEventListener('abort', kill);
      supervised.kill();
      await supervised.ended;
    }
  } finally {
    await removeRun(folder);
  }
}

type Job = { spec: Work; hooks: Hooks; folder: RunFolder; supervised: Supervised; cap: LogCap };

async function attempt(deps: Deps, job: Job): Promise<AttemptResult> {
  const { spec, hooks, folder, supervised, cap } = job;
  const { clock } = deps;
  if (!(await begin(deps, job))) return notRun(clock.nowMs());
  const startedAtMs = clock.nowMs();
  hooks.started?.();
  const timedOut = await endedOrTimedOut(clock, supervised, startedAtMs + spec.limits.timeoutMs);
  const agentEnd = await supervised.ended;
  const endedAtMs = clock.nowMs();
  cap.end();
  if (cap.failure !== undefined) throw cap.failure;
  const how = await howItEnded(job, { timedOut, agentEnd });
  const facts = {
    startedAtMs,
    endedAtMs,
    logTruncated: cap.truncated,
    ended: how.ended,
    denials: NO_DENIALS,
  };
  if (!how.collect) return { ...facts, exitCode: null, bundlePath: null, resultFile: null };
  const exitCode = how.ended === 'exited' && agentEnd.kind === 'exited' ? agentEnd.exitCode : null;
  if (spec.isPlain) return { ...facts, exitCode, bundlePath: null, resultFile: null };
  return {
    ...facts,
    exitCode,
    bundlePath: await collectBundle(deps.git, folder, spec, join(hooks.outDir, 'result.bundle')),
    resultFile: await readResultFile(folder.resultFile),
  };
}

/** Prepares the workspace and starts the agent in it. False when somebody ended the run before. */
async function begin(deps: Deps, { spec, hooks, folder, supervised }: Job): Promise<boolean> {
  if (supervised.id === undefined)
    throw unavailable(`${spec.key}: the supervisor of the agent did not start`);
  await writeRecord(folder, { supervisor: supervised.id });
  try {
    await prepareCheckout(deps.git, folder, spec, hooks.signal);
    if (spec.setup !== undefined && !(await isUnwanted(hooks, folder))) {
      const isDone = await setUp(deps, { setup: spec.setup, hooks, folder });
      if (!isDone && !(await isUnwanted(hooks, folder)))
        throw unavailable(`${spec.key}: the set-up was cut off`);
      await writeRecord(folder, { supervisor: supervised.id });
    }
    await writeInputs(folder, spec);
  } catch (error) {
    if (await isUnwanted(hooks, folder)) return false;
    throw error;
  }
  if (await isUnwanted(hooks, folder)) return false;
  const command = spec.agent.command.map((part) => part.replaceAll('{input}', folder.inputDir));
  const begun = await supervised.start({
    command,
    cwd: folder.repoDir,
    env: environment(deps, spec, folder),
  });
  // Nobody wished it: its supervisor has died before it could tell that the agent runs, and the agent is lost with it.
  if (begun === 'ended') return !(await isUnwanted(hooks, folder));
  if ('failed' in begun) {
    const detail = `${spec.key}: ${command[0]} could not be run: ${begun.failed}`.slice(0, 500);
    throw new PortError({ code: 'agent_could_not_start', detail }, { retryable: false });
  }
  await writeRecord(folder, { supervisor: supervised.id, agent: begun.agent });
  return true;
}

const isUnwanted = async (hooks: Hooks, folder: RunFolder): Promise<boolean> =>
  hooks.signal.aborted || (await wishOf(folder)) !== undefined;

function environment(deps: Deps, spec: Work, folder: RunFolder): Record<string, string> {
  return {
    PATH: deps.path,
    LANG: 'C.UTF-8',
    ...spec.agent.env,
    ...(spec.setup === undefined ? {} : { GREENLIGHT_SETUP_DIR: folder.setupDir }),
    HOME: folder.homeDir,
    TMPDIR: folder.tmpDir,
    [RUN_MARK]: folder.mark,
    ...(spec.isPlain ? {} : briefing(spec, folder)),
  };
}

function briefing(spec: Work, folder: RunFolder): Record<string, string> {
  return {
    GREENLIGHT_INPUT_DIR: folder.inputDir,
    GREENLIGHT_PROMPT_FILE: join(folder.inputDir, 'prompt.md'),
    GREENLIGHT_SIGNALS_FILE: join(folder.inputDir, 'signals.json'),
    GREENLIGHT_RESULT_FILE: folder.resultFile,
    GREENLIGHT_TASK: spec.taskId,
    GREENLIGHT_ATTEMPT: String(spec.attempt),
  };
}

async function howItEnded(
  { hooks, folder }: Job,
  { timedOut, agentEnd }: { timedOut: boolean; agentEnd: AgentEnd },
): Promise<{ ended: AttemptResult['ended']; collect: boolean }> {
  const wish = await wishOf(folder);
  if (hooks.signal.aborted) return { ended: 'stopped', collect: false };
  if (wish !== undefined) return { ended: 'stopped', collect: wish === 'collect' };
  if (timedOut) return { ended: 'timed_out', collect: true };
  return agentEnd.kind === 'exited' ? { ended: 'exited', collect: true } : { ended: 'lost', collect: false };
}

/** A container's image without containers cannot be had. */
function noServices(key: string): PortError {
  const detail = `${key}: sandbox.kind worktree runs no services; set it to docker`;
  return new PortError({ code: 'service_failed', detail }, { retryable: false });
}
