// One run of an agent: workspace, brief, container, result. A crash anywhere runs it again under the next run number, unspent.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { briefFor } from '#core/brief/brief.ts';
import { fruitlessBefore } from '#core/brief/course.ts';
import { logTools } from '#core/brief/log-tools.ts';
import type { EffectOf } from '#core/effects.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import { networkOf } from '#core/policy.ts';
import { problem } from '#core/problem.ts';
import { cleanTerminal, redactor } from '#core/redact.ts';
import {
  type ArtifactLink,
  type AttemptOutcome,
  attemptKey,
  attemptNo,
  currentRound,
  type Task,
} from '#core/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptResult, AttemptSpec } from '#ports/sandbox.ts';
import { readAgentResult } from '../agent-result.ts';
import { AgentWatch } from '../agent-watch.ts';
import { BUNDLE, readJobLogs, readSignals } from '../attempt-files.ts';
import type { Deps } from '../deps.ts';
import { LogKeeper } from '../log-keeper.ts';
import { branchMoved, isForeign } from '../steps-of-others.ts';
import { runMetered } from './metered-run.ts';

type Needs = Omit<Deps, 'chat' | 'taskPage'>;

export async function runAttempt(
  deps: Needs,
  queued: Task,
  effect: EffectOf<'run_attempt'>,
  { signal, gotGoing }: { signal: AbortSignal; gotGoing: () => void },
): Promise<void> {
  const { engine, clock } = deps;
  if (!isWanted(await engine.get(queued.id), effect.attempt)) return;
  if (await hasMoved(deps, queued, effect.attempt)) return;
  await deps.sandbox.check();
  const workspace = await workspaceOf(deps, queued, effect.attempt);
  const key = attemptKey(queued.id, effect.attempt);
  const stopping = new AbortController();
  deps.running.set(key, stopping);
  try {
    const started = await engine.deliver(queued.id, {
      id: `${effect.id}:start:${randomUUID()}`,
      atMs: clock.nowMs(),
      type: 'attempt_started',
      attempt: effect.attempt,
    });
    const task = started.task;
    if (task?.state.name !== 'working' || task.state.attempt !== effect.attempt || started.because.ignored)
      return;
    await runOnce(deps, {
      task,
      run: task.state.run,
      effect,
      workspace,
      signal: AbortSignal.any([signal, stopping.signal]),
      shutdown: signal,
      gotGoing,
    });
  } finally {
    deps.running.delete(key);
  }
}

const isWanted = (task: Task | undefined, attempt: number): boolean =>
  (task?.state.name === 'queued' || task?.state.name === 'working') && task.state.attempt === attempt;

/** Nothing can be pushed onto a branch that somebody moved: better told before an agent has worked than after. */
async function hasMoved(deps: Needs, task: Task, no: number): Promise<boolean> {
  if (attemptNo(task, no)?.fromSha === task.baseSha || mayStillPush(task, no)) return false;
  const head = await deps.forge.branchHead(task.repo, task.branch);
  const isThere = head === undefined ? task.headSha === null : !isForeign(task, head);
  if (isThere) return false;
  await branchMoved(deps, task, head ?? null);
  return true;
}

/** An abort may have come too late for an earlier attempt's push: that commit is ours, and not on record yet. */
const mayStillPush = (task: Task, no: number): boolean =>
  task.attempts.some((other) => other.no < no && other.outcome === 'finished' && other.headSha === undefined);

type Workspace = Pick<AttemptSpec, 'agent' | 'mirrorDir' | 'inputs' | 'fromSha'>;

async function workspaceOf(deps: Needs, task: Task, no: number): Promise<Workspace> {
  const agent = deps.config.agents[task.agent];
  const attempt = attemptNo(task, no);
  if (!agent || !attempt)
    throw new PortError(
      problem('agent_unknown', `configured are ${Object.keys(deps.config.agents).join(', ')}`),
      { retryable: false },
    );
  const remote = await deps.forge.gitRemote(task.repo);
  const isOnBranch = attempt.fromSha !== task.baseSha;
  const mirrorDir = await deps.publisher.mirror(task.repo, remote, {
    sha: attempt.fromSha,
    branch: isOnBranch ? task.branch : (task.baseBranch ?? task.branch),
  });
  const logs = await readJobLogs(deps.artifacts, task, no);
  const signals = await readSignals(deps.artifacts, task, no);
  const brief = briefFor(task, no, signals, await fruitlessChange(deps, task, no));
  return {
    agent,
    mirrorDir,
    fromSha: attempt.fromSha,
    inputs: {
      ...logs,
      ...logTools(Object.keys(logs)),
      'prompt.md': brief.prompt,
      'signals.json': JSON.stringify(brief.signals, null, 2),
    },
  };
}

/** What an attempt changed that did not help: better known than tried again. */
async function fruitlessChange(
  { publisher, config }: Needs,
  task: Task,
  no: number,
): Promise<string | undefined> {
  const last = fruitlessBefore(task, no);
  if (last?.headSha === undefined) return undefined;
  const range = { from: last.fromSha, to: last.headSha, maxBytes: MAX_CHANGE_BYTES };
  const { text, whole } = await publisher.changeText(task.repo, range);
  const shown = redactor(config.secrets)(cleanTerminal(text));
  return whole ? shown : `${shown}(the rest is left out)\n`;
}
const MAX_CHANGE_BYTES = 6_000;

type Run = {
  task: Task;
  run: number;
  effect: EffectOf<'run_attempt'>;
  workspace: Workspace;
  signal: AbortSignal;
  shutdown: AbortSignal;
  gotGoing: () => void;
};

async function runOnce(deps: Needs, one: Run): Promise<void> {
  const { task, run, effect, workspace, signal, shutdown, gotGoing } = one;
  const key = attemptKey(task.id, effect.attempt);
  const { maxLogBytes } = deps.config.attemptLimits;
  const outDir = await mkdtemp(join(deps.scratchDir, `${key}-`));
  const log = new LogKeeper(maxLogBytes);
  try {
    const limits = { ...deps.config.attemptLimits, timeoutMs: remainingMs(task, deps.clock.nowMs()) };
    const spec: AttemptSpec = {
      key,
      taskId: task.id,
      attempt: effect.attempt,
      run,
      repo: task.repo,
      ...workspace,
      network: networkOf(task.policy),
      limits,
    };
    const watch = watchOver(deps, one);
    const onLog = (chunk: Uint8Array) => {
      log.add(chunk);
      watch.print(chunk);
    };
    const onUsage = (usage: ModelUsage) => watch.uses(usage);
    const hooks = { outDir, signal, onLog, onUsage, started: gotGoing };
    const result = await runMetered(deps, task, spec, hooks).finally(() => watch.close());
    // The bot is going down: the run counts for nothing and is made again after the restart.
    shutdown.throwIfAborted();
    if (result.ended === 'lost')
      throw new PortError(
        problem('sandbox_unavailable', 'the container vanished; the engine may have gone'),
        { retryable: true },
      );
    await report(deps, task, effect, run, result, log);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

const watchOver = (deps: Needs, { task, run, effect, workspace }: Run): AgentWatch =>
  new AgentWatch({
    stream: workspace.agent.stream ?? 'none',
    clock: deps.clock,
    log: deps.log,
    redact: redactor(deps.config.secrets),
    async tell(activity) {
      await deps.engine.deliver(task.id, {
        id: `${effect.id}:progress:${run}:${randomUUID()}`,
        atMs: deps.clock.nowMs(),
        type: 'attempt_progressed',
        attempt: effect.attempt,
        run,
        activity,
      });
    },
  });

const remainingMs = (task: Task, nowMs: number): number =>
  Math.max(1_000, (currentRound(task).startedAtMs ?? nowMs) + task.policy.maxRuntimeMs - nowMs);

const OUTCOMES: Record<Exclude<AttemptResult['ended'], 'lost'>, AttemptOutcome> = {
  exited: 'finished',
  timed_out: 'timed_out',
  out_of_memory: 'out_of_memory',
  stopped: 'stopped',
};

async function report(
  deps: Needs,
  task: Task,
  effect: EffectOf<'run_attempt'>,
  run: number,
  result: AttemptResult,
  log: LogKeeper,
): Promise<void> {
  const key = attemptKey(task.id, effect.attempt);
  const redact = redactor(deps.config.secrets);
  if (result.ended === 'lost') return;
  const exitedBadly = result.ended === 'exited' && result.exitCode !== 0;
  const said = readAgentResult(result.resultFile, redact);
  const link = await keepLog(deps, key, run, redact(cleanTerminal(log.text())));
  if (result.bundlePath !== null) {
    const { maxBundleBytes } = deps.config.attemptLimits;
    await deps.artifacts.put(key, BUNDLE, await readFile(result.bundlePath), {
      maxBytes: maxBundleBytes,
      contentType: 'application/octet-stream',
    });
  }
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:end:${run}`,
    atMs: deps.clock.nowMs(),
    type: 'attempt_ended',
    attempt: effect.attempt,
    run,
    outcome: exitedBadly ? 'agent_failed' : OUTCOMES[result.ended],
    ...(result.exitCode === null ? {} : { exitCode: result.exitCode }),
    ...said,
    costUsd: result.usage?.costUsd ?? said.costUsd,
    ...(result.usage === undefined ? {} : { usage: result.usage }),
    denials: result.denials,
    hasChange: result.bundlePath !== null,
    artifacts: [link],
  });
}

const keepLog = (deps: Needs, key: string, run: number, text: string): Promise<ArtifactLink> =>
  deps.artifacts.put(key, run === 1 ? 'agent.log' : `agent-run${run}.log`, text, {
    maxBytes: deps.config.attemptLimits.maxLogBytes,
    contentType: 'text/plain; charset=utf-8',
  });
