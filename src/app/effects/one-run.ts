// What is the same of a run that begins and of one that is gone on with: its log is kept, and what came of it is told to the task.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EffectOf } from '#core/effects.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import { problem } from '#core/problem.ts';
import { cleanTerminal, redactor } from '#core/redact.ts';
import type { ArtifactLink, AttemptOutcome, Cap } from '#core/task/attempt.ts';
import { attemptKey } from '#core/task/names.ts';
import { type SessionEnd, sessionBefore } from '#core/task/session.ts';
import type { Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptResult } from '#ports/sandbox.ts';
import { readAgentResult } from '../agent-result.ts';
import { AgentWatch } from '../agent-watch.ts';
import { agentLog, BUNDLE } from '../attempt-files.ts';
import type { Deps } from '../deps.ts';
import { LiveLog } from '../live-log.ts';
import { LogKeeper } from '../log-keeper.ts';
import type { RunResult } from './resumed-run.ts';
import { type OtherLogs, otherLogs } from './surroundings.ts';

type Needs = Pick<Deps, 'sandbox' | 'engine' | 'artifacts' | 'clock' | 'log' | 'config' | 'scratchDir'>;

export type Run = {
  task: Task;
  run: number;
  effect: EffectOf<'run_attempt'>;
  /** Ends it: nobody wants it any more. */
  stop: AbortSignal;
  /** The bot goes down. */
  leave: AbortSignal;
  gotGoing: () => void;
};

/** False where there was no such run. */
export async function runOnce(
  deps: Needs,
  one: Run,
  go: (hooks: Parameters<Deps['sandbox']['run']>[1]) => Promise<RunResult | undefined>,
): Promise<boolean> {
  const { task, run, effect, stop, leave, gotGoing } = one;
  const key = attemptKey(task.id, effect.attempt);
  const outDir = await mkdtemp(join(deps.scratchDir, `${key}-`));
  const log = new LogKeeper(deps.config.attemptLimits.maxLogBytes);
  const others = otherLogs(deps, key);
  try {
    const watch = watchOver(deps, one);
    const live = liveLog(deps, key, run);
    const onLog = (chunk: Uint8Array) => {
      log.add(chunk);
      live.hear(chunk);
      watch.print(chunk);
    };
    const onUsage = (usage: ModelUsage) => watch.uses(usage);
    const started = () => {
      watch.started();
      gotGoing();
    };
    const hooks = { outDir, signal: stop, leave, onLog, onUsage, started, onOther: others.hear };
    const result = await watched(go(hooks), { watch, live, others });
    if (result === undefined) return false;
    // The bot is going down: the run goes on without it, or counts for nothing and is made again after the restart.
    leave.throwIfAborted();
    if (result.ended === 'lost')
      throw new PortError(
        problem('sandbox_unavailable', 'the container vanished; the engine may have gone'),
        { retryable: true },
      );
    const cap = result.ended === 'stopped' ? watch.reached : undefined;
    const session = sessionEnd(one, result, watch.sessionId);
    await report(deps, one, { result, cap, log, session, others: await others.keep() });
    await letGo(deps, key, run);
    return true;
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

const watchOver = (deps: Needs, { task, run, effect }: Run): AgentWatch =>
  new AgentWatch({
    stream: deps.config.agents[task.agent]?.stream ?? 'none',
    caps: task.policy,
    clock: deps.clock,
    log: deps.log,
    halt: () => deps.sandbox.stop(attemptKey(task.id, effect.attempt), { collect: true }),
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

type Watchers = { watch: AgentWatch; live: LiveLog; others: OtherLogs };

/** Nobody watches it any more once it has ended, and its failure is told with what the set-up printed. */
async function watched<R>(running: Promise<R>, { watch, live, others }: Watchers): Promise<R> {
  try {
    return await running;
  } catch (error) {
    throw await others.explained(error);
  } finally {
    await watch.close();
    await live.close();
  }
}

const liveLog = (deps: Needs, key: string, run: number): LiveLog =>
  new LiveLog({
    clock: deps.clock,
    log: deps.log,
    redact: redactor(deps.config.secrets),
    keep: (text) => keepLog(deps, key, run, text),
  });

/** What came of it is stored; what a runner still keeps of it then costs disk until the next sweep, and nothing else. */
async function letGo({ sandbox, log }: Needs, key: string, run: number): Promise<void> {
  await sandbox.kept
    ?.release(key, run)
    .catch((error: unknown) => log.info({ error, key }, 'the runner keeps a result that is stored here'));
}

const OUTCOMES: Record<Exclude<AttemptResult['ended'], 'lost'>, AttemptOutcome> = {
  exited: 'finished',
  timed_out: 'timed_out',
  out_of_memory: 'out_of_memory',
  out_of_disk: 'out_of_disk',
  stopped: 'stopped',
};

type Ended = {
  readonly result: AttemptResult;
  readonly session: SessionEnd | undefined;
  readonly cap: Cap | undefined;
  readonly log: LogKeeper;
  readonly others: readonly ArtifactLink[];
};

async function report(
  deps: Needs,
  { task, effect, run }: Run,
  { result, cap, log, session, others }: Ended,
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
    outcome: cap ?? (exitedBadly ? 'agent_failed' : OUTCOMES[result.ended]),
    ...(result.exitCode === null ? {} : { exitCode: result.exitCode }),
    ...said,
    costUsd: result.usage?.costUsd ?? said.costUsd,
    ...(result.usage === undefined ? {} : { usage: result.usage }),
    ...(session === undefined ? {} : { session }),
    denials: result.denials,
    hasChange: result.bundlePath !== null,
    artifacts: [link, ...others],
  });
}

/** Only what ended well can be gone on with: whatever broke off may have broken off in the middle of a thought. */
function sessionEnd(
  { task, effect }: Run,
  { session, ended, exitCode, isSessionRefused }: RunResult,
  id: string | undefined,
): SessionEnd | undefined {
  if (session === undefined) return undefined;
  const isKept = session.isKept && ended === 'exited' && exitCode === 0 && id !== undefined;
  const gone = isSessionRefused ? 'refused' : session.wasThere ? 'resumed' : 'missing';
  return {
    ...(isKept ? { kept: id } : {}),
    ...(sessionBefore(task, effect.attempt) === undefined ? {} : { resumed: gone }),
  };
}

const keepLog = (deps: Needs, key: string, run: number, text: string): Promise<ArtifactLink> =>
  deps.artifacts.put(key, agentLog(run), text, {
    // Bounded before it was redacted: marks of what was taken out must not cost what is left.
    maxBytes: 2 * deps.config.attemptLimits.maxLogBytes,
    contentType: 'text/plain; charset=utf-8',
  });
