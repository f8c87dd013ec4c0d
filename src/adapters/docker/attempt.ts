// One run of an agent from a clean workspace to its end: lay out, start, watch, collect, clear away.
import type Docker from 'dockerode';
import type { WayOut, WayOutFacts } from '#adapters/egress/way-out.ts';
import { LogCap } from '#adapters/sandbox/log-cap.ts';
import { emptyResult, type Work } from '#adapters/sandbox/work.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptResult, Sandbox } from '#ports/sandbox.ts';
import { type Collected, collect } from './collect.ts';
import { awaitExit, closeOf, pause, startContainer, stateOf } from './containers.ts';
import type { Deps } from './deps.ts';
import { asPortError, engineWords, statusOf } from './engine-error.ts';
import { Frames } from './frames.ts';
import { type Halt, Halted, type Halting } from './halting.ts';
import { type Layout, layOut } from './layout.ts';
import { createSession, dropOlder } from './sessions.ts';
import { nextStopMarker, takeStopMarker } from './stop-marker.ts';
import { removeVolumes } from './volumes.ts';
import { type Ending, watch } from './watch.ts';

const DRAIN_MS = 1_000;
/** Exit codes by which the engine says that the command cannot be executed, or is not there. */
const CANNOT_RUN: readonly number[] = [126, 127];
const NOTHING: Collected = { bundlePath: null, resultFile: null };

export type Hooks = Parameters<Sandbox['run']>[1];

/** What a sandbox knows of a run in this process. */
export type Attempt = {
  readonly spec: Work;
  readonly halting: Halting;
  /** Resolves when no process of the agent's is alive. */
  readonly dead: PromiseWithResolvers<void>;
  /** Clearing away that goes on after the result was given. */
  readonly background: Promise<void>[];
};

export async function runAttempt(deps: Deps, attempt: Attempt, hooks: Hooks): Promise<AttemptResult> {
  const { key, network, agent, budget, isPlain } = attempt.spec;
  const way = deps.egress.open({
    key,
    network,
    model: isPlain ? undefined : agent.model,
    budget,
    onUsage: (usage) => hooks.onUsage?.(usage),
  });
  try {
    const run = await runWith(deps, attempt, way, hooks);
    return { ...run, ...way.facts() };
  } finally {
    way.close();
  }
}

/** A result without what only the way out knows. */
type Run = Omit<AttemptResult, keyof WayOutFacts>;

async function runWith(deps: Deps, attempt: Attempt, way: WayOut, hooks: Hooks): Promise<Run> {
  const { halting, spec } = attempt;
  try {
    await using stack = new AsyncDisposableStack();
    const layout = await haltedFromElsewhere(deps, attempt, () =>
      layOut(deps, { spec, halting, way, onOther: hooks.onOther }, { stack, background: attempt.background }),
    );
    const halt = halting.halt ?? (await takeStopMarker(deps, spec.key));
    if (halt !== undefined) return neverStarted(deps, halt);
    return await runAgent(deps, attempt, layout, hooks);
  } catch (error) {
    const { halt } = halting;
    // What fails because it is being ended is no failure.
    if (halt !== undefined && (!halt.collect || error instanceof Halted)) return neverStarted(deps, halt);
    throw asPortError(error, `running ${spec.key}`);
  } finally {
    attempt.dead.resolve();
  }
}

/** While there is no agent that another process could kill, what it leaves is all that tells of its stop. */
async function haltedFromElsewhere<T>(
  deps: Deps,
  { spec, halting }: Pick<Attempt, 'spec' | 'halting'>,
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const looking = nextStopMarker(deps, spec.key, over.signal).then((halt) => {
    if (halt !== undefined) halting.request(halt);
  });
  try {
    return await work();
  } finally {
    over.abort();
    await looking;
  }
}

function neverStarted(deps: Deps, halt: Halt): Run {
  const nowMs = deps.clock.nowMs();
  return emptyResult(halt.ended, nowMs, nowMs);
}

async function runAgent(deps: Deps, attempt: Attempt, layout: Layout, hooks: Hooks): Promise<Run> {
  const { spec } = attempt;
  const log = new LogCap(spec.limits.maxLogBytes, (chunk) => hooks.onLog(chunk));
  const { socket } = layout;
  const take = (part: Buffer) => log.take(part);
  const frames = new Frames(take, take);
  // Always flowing, whatever the receiver does: while an attached reader rests, the engine answers neither kill nor inspect.
  socket.on('data', (chunk: Buffer) => frames.push(chunk));
  const { exit, forget } = awaitExit(layout.agent, socket);
  try {
    await startAgent(layout.agent, spec);
    const startedAtMs = deps.clock.nowMs();
    hooks.started?.();
    // For the next one, now that this one is under way.
    deps.sidecars.refill();
    const ending = await watch(deps, attempt, layout, exit, startedAtMs);
    attempt.dead.resolve();
    const endedAtMs = deps.clock.nowMs();
    await Promise.race([closeOf(socket), pause(DRAIN_MS)]);
    log.end();
    if (log.failure !== undefined) throw log.failure;
    const taken = await takeResult(deps, attempt, layout, ending, hooks.outDir);
    return { ...taken, startedAtMs, endedAtMs, logTruncated: log.truncated };
  } finally {
    forget();
    socket.destroy();
  }
}

async function startAgent(agent: Docker.Container, spec: Work): Promise<void> {
  try {
    await startContainer(agent);
  } catch (error) {
    const state = statusOf(error) === undefined ? undefined : await stateOf(agent);
    if (state === undefined || !CANNOT_RUN.includes(state.ExitCode)) throw error;
    const whose = spec.isPlain ? '' : ` of the agent "${spec.agent.name}"`;
    const detail = `The image "${spec.agent.image}" cannot run ${JSON.stringify(spec.agent.command[0] ?? '')}${whose}: ${engineWords(error)}`;
    throw new PortError(problem('agent_could_not_start', detail), { retryable: false, cause: error });
  }
}

async function takeResult(
  deps: Deps,
  attempt: Attempt,
  layout: Layout,
  ending: Ending,
  outDir: string,
): Promise<Pick<AttemptResult, 'ended' | 'exitCode'> & Taken> {
  const { ended, exitCode } = ending;
  const { spec, halting } = attempt;
  if (!ending.collect || spec.isPlain) {
    await letGoOf(layout, halting);
    return { ended, exitCode, ...NOTHING };
  }
  await layout.space.makeRoom();
  const collected = await collectAll(deps, attempt, layout, ending, outDir);
  await letGoOf(layout, halting);
  if (collected !== 'gone') return { ended, exitCode, ...collected };
  const halt = halting.halt ?? (await takeStopMarker(deps, spec.key));
  return { ended: halt?.ended ?? 'lost', exitCode: null, ...NOTHING };
}

type Taken = Pick<AttemptResult, 'bundlePath' | 'resultFile' | 'session'>;

/** What an agent remembers is worth keeping where it ended well; whatever else comes of it, nothing half is left. */
async function collectAll(
  deps: Deps,
  { spec, halting }: Attempt,
  { workspace, sidecar }: Layout,
  { ended, exitCode }: Ending,
  outDir: string,
): Promise<Taken | 'gone'> {
  const from = { ...deps, spec, workspace, sidecar: sidecar.id };
  const to = { outDir, signal: halting.discard };
  const endedWell = ended === 'exited' && exitCode === 0;
  const volume = spec.agent.keepsSession && endedWell ? await createSession(deps, spec) : undefined;
  let isKept = false;
  try {
    const collected = await collect({ ...from, session: volume }, to);
    if (collected === 'gone') return collected;
    const { isSessionKept = false, ...taken } = collected;
    isKept = isSessionKept;
    if (!spec.agent.keepsSession) return taken;
    const kept = { volume, from: workspace.session };
    if (isKept && kept.volume !== undefined) await dropOlder(deps, spec, { ...kept, volume: kept.volume });
    return { ...taken, session: { wasThere: workspace.session !== undefined, isKept } };
  } finally {
    if (volume !== undefined && !isKept && !halting.engineIsGone)
      await removeVolumes(deps.docker, [volume]).catch((error: unknown) =>
        deps.log.info({ key: spec.key, error }, 'half a session stays for the daily look'),
      );
  }
}

/** What measures the disk is gone when the result is there, unless nobody is left to say so. */
async function letGoOf({ space }: Layout, halting: Halting): Promise<void> {
  if (!halting.engineIsGone) await space.close();
}
