// One run of a proof: the test command at a commit, in a fresh container. What was cut short is not told, and is run again.

import type { EffectOf } from '#core/effects.ts';
import { isNothing } from '#core/egress/denial.ts';
import type { EventOf } from '#core/events.ts';
import type { TaskId } from '#core/ids.ts';
import { duration } from '#core/messages/words.ts';
import { testCommand } from '#core/proof/test-command.ts';
import { noteOf } from '#core/signals/failure-signal.ts';
import type { ArtifactLink } from '#core/task/attempt.ts';
import { attemptKey, JOB_LOG_PREFIX, proofKey } from '#core/task/names.ts';
import { attemptNo, type Task } from '#core/task/task.ts';
import type { CommandSpec } from '#ports/sandbox.ts';
import { keepSignals, proofSignals } from '../attempt-files.ts';
import type { Deps } from '../deps.ts';
import { LogKeeper } from '../log-keeper.ts';
import { readProof } from './read-proof.ts';
import { type CommandEnd, commandSpec, runCommand } from './sandbox-command.ts';

type Needs = Pick<
  Deps,
  | 'engine'
  | 'clock'
  | 'sandbox'
  | 'forge'
  | 'publisher'
  | 'reader'
  | 'artifacts'
  | 'config'
  | 'running'
  | 'log'
>;
type Effect = EffectOf<'prove'>;
type Ended = Pick<EventOf<'proof_progressed'>, 'result' | 'why' | 'denials'>;

export async function prove(
  deps: Needs,
  stale: Task,
  effect: Effect,
  { signal, gotGoing }: { signal: AbortSignal; gotGoing: () => void },
): Promise<void> {
  const key = proofKey(stale.id, effect.attempt, effect.run);
  const stopping = new AbortController();
  // Before the look: a stop that comes after it finds this run, and one that came before it is seen.
  deps.running.set(key, stopping);
  try {
    const task = await deps.engine.get(stale.id);
    if (task === undefined || !isWanted(task, effect)) return;
    await deps.sandbox.check();
    const spec = await specOf(deps, task, effect, key);
    await tellStart(deps, task, effect);
    const log = new LogKeeper(deps.config.attemptLimits.maxLogBytes);
    const hooks = {
      signal: AbortSignal.any([signal, stopping.signal]),
      onLog: (chunk: Uint8Array) => log.add(chunk),
      started: gotGoing,
    };
    const ended = await runCommand(deps.sandbox, spec, hooks);
    // The bot is going down: the run counts for nothing and is made again after the restart.
    signal.throwIfAborted();
    if (ended !== 'stopped')
      await report(deps, task, effect, { ...saidBy(ended, spec), ...refusedTo(ended) }, log);
  } finally {
    deps.running.delete(key);
  }
}

const isWanted = ({ state }: Task, { phase, sha, run }: Effect): boolean =>
  state.name === 'proving' && state.phase === phase && state.sha === sha && state.open.includes(run);

const specOf = (deps: Needs, task: Task, effect: Effect, key: string): Promise<CommandSpec> =>
  commandSpec(deps, task, {
    ...{ key, attempt: effect.attempt ?? 0, run: effect.run, sha: effect.sha },
    branch: effect.phase === 'head' ? task.branch : (task.baseBranch ?? task.branch),
    command: testCommand(task.policy.prove.command ?? [], task.proof?.tests ?? []),
    timeoutMs: task.policy.prove.runTimeoutMs,
  });

async function tellStart({ engine, clock }: Needs, task: Task, effect: Effect): Promise<void> {
  if (task.state.name !== 'proving' || task.state.startedAtMs !== undefined) return;
  await engine.deliver(task.id, {
    id: `${effect.id}:start`,
    atMs: clock.nowMs(),
    type: 'proof_started',
    phase: effect.phase,
    sha: effect.sha,
  });
}

const refusedTo = ({ denials }: CommandEnd): Pick<Ended, 'denials'> =>
  isNothing(denials) ? {} : { denials };

/** A run that hangs, or takes all memory, has failed. */
function saidBy(end: CommandEnd, { limits }: CommandSpec): Ended {
  switch (end.how) {
    case 'no_program':
      return { result: 'could_not_run', why: end.why };
    case 'timed_out':
      return { result: 'failed', why: `no end within ${duration(limits.timeoutMs)}` };
    case 'out_of_memory':
      return { result: 'failed', why: 'out of memory' };
    case 'out_of_disk':
      return { result: 'failed', why: 'it wrote more than its disk holds' };
    case 'exited':
      return end.exitCode === 0
        ? { result: 'passed' }
        : { result: 'failed', why: `exit code ${end.exitCode ?? 'unknown'}` };
  }
}

async function report(deps: Needs, task: Task, effect: Effect, ended: Ended, log: LogKeeper): Promise<void> {
  const kept = ended.result === 'passed' ? {} : await keepFailure(deps, task, effect, ended, log);
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:ended`,
    atMs: deps.clock.nowMs(),
    type: 'proof_progressed',
    phase: effect.phase,
    sha: effect.sha,
    run: effect.run,
    ...ended,
    ...kept,
  });
}

/** Where the logs of runs are kept that were made before the first attempt. */
export const baselineFolder = (id: TaskId): string => `${id}-base`;

/** The log of a run that failed; on a head also what failed in it, for the next attempt's brief. */
async function keepFailure(
  deps: Needs,
  task: Task,
  { attempt, run, sha }: Effect,
  { why = '' }: Ended,
  log: LogKeeper,
): Promise<Pick<EventOf<'proof_progressed'>, 'log' | 'failures'>> {
  const folder = attempt === undefined ? baselineFolder(task.id) : attemptKey(task.id, attempt);
  const logName = `${JOB_LOG_PREFIX}proof-run-${run}.txt`;
  const printed = log.text().trim() === '' ? `The run said nothing (${why}).` : log.text();
  const { bundle, text } = await readProof(
    deps,
    task,
    { step: `run ${run} of the proof`, sha, logName },
    printed,
  );
  const link: ArtifactLink = await deps.artifacts.put(folder, logName, text, {
    maxBytes: deps.config.attemptLimits.maxLogBytes,
    contentType: 'text/plain; charset=utf-8',
  });
  if (attempt === undefined || attemptNo(task, attempt) === undefined) return { log: link };
  await keepSignals(deps.artifacts, folder, bundle, proofSignals(run));
  return { log: link, failures: bundle.failures.map(noteOf) };
}
