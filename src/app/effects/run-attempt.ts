// One run of an agent: workspace, brief, container, result. A crash anywhere runs it again under the next run number, unspent.
import { randomUUID } from 'node:crypto';
import { briefFor } from '#core/brief/brief.ts';
import { fruitlessBefore } from '#core/brief/course.ts';
import { logTools } from '#core/brief/log-tools.ts';
import type { EffectOf } from '#core/effects.ts';
import { networkOf } from '#core/policy.ts';
import { problem } from '#core/problem.ts';
import { cleanTerminal, redactor } from '#core/redact.ts';
import { attemptKey } from '#core/task/names.ts';
import { sessionBefore } from '#core/task/session.ts';
import { attemptNo, currentRound, type Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { readJobLogs, readSignals } from '../attempt-files.ts';
import type { Deps } from '../deps.ts';
import { branchMoved, isForeign } from '../steps-of-others.ts';
import { resumeMetered, runMetered } from './metered-run.ts';
import { type Run, runOnce } from './one-run.ts';
import { readReview } from './read-review.ts';
import { isRefused } from './resumed-run.ts';
import { surroundingsOf } from './surroundings.ts';

type Needs = Omit<Deps, 'chat' | 'taskPage'>;

export async function runAttempt(
  deps: Needs,
  queued: Task,
  effect: EffectOf<'run_attempt'>,
  { signal, gotGoing }: { signal: AbortSignal; gotGoing: () => void },
): Promise<void> {
  const { engine, clock } = deps;
  const known = await engine.get(queued.id);
  if (known === undefined || !isWanted(known, effect.attempt)) return;
  if (await goOn(deps, known, effect, { signal, gotGoing })) return;
  if (await hasMoved(deps, queued, effect.attempt)) return;
  await deps.sandbox.check();
  // As it stands now: while it waited for a slot somebody may have said something.
  const task = await readReview(deps, (await engine.get(queued.id)) ?? queued, effect.id);
  if (!isWanted(task, effect.attempt)) return;
  const notes = task.notes?.length ?? 0;
  const workspace = await workspaceOf(deps, task, effect.attempt);
  const key = attemptKey(queued.id, effect.attempt);
  const stopping = new AbortController();
  deps.running.set(key, stopping);
  try {
    const started = await engine.deliver(queued.id, {
      id: `${effect.id}:start:${randomUUID()}`,
      atMs: clock.nowMs(),
      type: 'attempt_started',
      attempt: effect.attempt,
      ...(notes === 0 ? {} : { notes }),
    });
    const task = started.task;
    if (task?.state.name !== 'working' || task.state.attempt !== effect.attempt || started.because.ignored)
      return;
    const one = { task, run: task.state.run, effect, stop: stopping.signal, leave: signal, gotGoing };
    await runOnce(deps, one, (hooks) => runMetered(deps, task, specOf(deps, one, workspace), hooks));
  } finally {
    deps.running.delete(key);
  }
}

/** A runner may hold the run that an earlier life of the bot began: that one goes on, as the same run. False where none does. */
async function goOn(
  deps: Needs,
  task: Task,
  effect: EffectOf<'run_attempt'>,
  { signal, gotGoing }: { signal: AbortSignal; gotGoing: () => void },
): Promise<boolean> {
  if (deps.sandbox.kept === undefined || task.state.name !== 'working') return false;
  const { attempt, run } = task.state;
  const key = attemptKey(task.id, attempt);
  const stopping = new AbortController();
  deps.running.set(key, stopping);
  try {
    const hasModel = deps.config.agents[task.agent]?.model !== undefined;
    const one = { task, run, effect, stop: stopping.signal, leave: signal, gotGoing };
    return await runOnce(deps, one, async (hooks) => {
      const result = await resumeMetered(deps, { key, attempt, run, hasModel }, hooks);
      if (result === undefined || !isRefused(result)) return result;
      // What it was begun with is not known here: the next run finds that out again, and begins anew.
      await deps.sandbox.kept?.release(key, run);
      return { ...result, ended: 'lost' as const };
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

function specOf(deps: Needs, { task, run, effect }: Run, workspace: Workspace): AttemptSpec {
  const resume = sessionBefore(task, effect.attempt);
  return {
    key: attemptKey(task.id, effect.attempt),
    taskId: task.id,
    attempt: effect.attempt,
    run,
    repo: task.repo,
    ...workspace,
    ...surroundingsOf(task),
    network: networkOf(task.policy),
    limits: { ...deps.config.attemptLimits, timeoutMs: remainingMs(task, deps.clock.nowMs()) },
    ...(workspace.agent.keepsSession && resume !== undefined ? { resume } : {}),
  };
}

const remainingMs = (task: Task, nowMs: number): number =>
  Math.max(1_000, (currentRound(task).startedAtMs ?? nowMs) + task.policy.maxRuntimeMs - nowMs);
