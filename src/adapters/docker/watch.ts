// Watches a running agent to its end and says what that end was; whatever it was, the agent is dead afterwards.

import { waitedUntil } from '#ports/clock.ts';
import type { AttemptResult } from '#ports/sandbox.ts';
import type { Attempt } from './attempt.ts';
import { type Exit, killContainer, pause, stateOf } from './containers.ts';
import type { Deps } from './deps.ts';
import { isUnreachable } from './engine-error.ts';
import { abortOf } from './halting.ts';
import type { Layout } from './layout.ts';
import { engineGone } from './pulse.ts';
import { takeStopMarker } from './stop-marker.ts';

/** Exit code of a process that got SIGKILL: from us, from another process of ours, from the kernel, or with its sidecar. */
const KILLED = 137;
const DEATH_MS = 1_500;
/** How much later than the agent's own end its sidecar's may be noticed. */
const SIDECAR_GRACE_MS = 300;

export type Ending = {
  readonly ended: AttemptResult['ended'];
  readonly exitCode: number | null;
  readonly collect: boolean;
};

const LOST: Ending = { ended: 'lost', exitCode: null, collect: false };

export async function watch(
  deps: Deps,
  attempt: Pick<Attempt, 'spec' | 'halting'>,
  layout: Layout,
  exit: Promise<Exit>,
  startedAtMs: number,
): Promise<Ending> {
  const { spec, halting } = attempt;
  const over = new AbortController();
  const first = await Promise.race([
    exit,
    abortOf(halting.any),
    waitedUntil(deps.clock, startedAtMs + spec.limits.timeoutMs, over.signal).then(
      () => 'timed_out' as const,
    ),
    layout.sidecar.closed.then(() => 'sidecar_gone' as const),
    layout.space.over.then((seen) => ({ seen })),
    engineGone(deps, over.signal),
  ]).finally(() => over.abort());

  if (typeof first === 'object' && 'code' in first) return await ownEnd(deps, spec.key, layout, first.code);
  if (first === 'engine_gone') {
    halting.engineIsGone = true;
    layout.sidecar.close();
    return LOST;
  }
  const halt = halting.halt;
  // The sidecar takes everything along by itself, without a call that an engine in trouble may not answer.
  if (halt?.collect === false) layout.sidecar.close();
  await kill(deps, layout, exit);
  if (halt !== undefined) return { ...halt, exitCode: null };
  if (first === 'timed_out') return { ended: 'timed_out', exitCode: null, collect: true };
  const stopped = await stopMarker(deps, spec.key);
  if (stopped !== undefined) return { ...stopped, exitCode: null };
  // What measures the disk ends also when another process takes the whole run away: then the agent is gone with it.
  if (typeof first !== 'object' || (await stateOf(layout.agent))?.Status !== 'exited') return LOST;
  deps.log.info({ key: spec.key, seen: first.seen }, 'an agent has filled its disk and was ended');
  return { ended: 'out_of_disk', exitCode: null, collect: true };
}

async function ownEnd(deps: Deps, key: string, layout: Layout, code: number): Promise<Ending> {
  if (code === 0) return { ended: 'exited', exitCode: 0, collect: true };
  const state = await stateOf(layout.agent);
  if (code === KILLED) {
    const stopped = await stopMarker(deps, key);
    if (stopped !== undefined) return { ...stopped, exitCode: null };
    // Somebody removed it: the reaper, or a second run of the same key. The engine says "removing" from before the kill.
    if (state?.Status !== 'exited') return LOST;
  }
  // The flag and not the code: a shell in between may turn the kill of its child into any other.
  if (state?.OOMKilled) return { ended: 'out_of_memory', exitCode: code, collect: true };
  const sidecarGone = code === KILLED && (await goneSoon(layout));
  return sidecarGone ? LOST : { ended: 'exited', exitCode: code, collect: true };
}

async function goneSoon(layout: Layout): Promise<boolean> {
  const gone = layout.sidecar.closed.then(() => true);
  return await Promise.race([gone, pause(SIDECAR_GRACE_MS).then(() => false)]);
}

/** After this nothing of the agent's is alive, also where the engine does not answer: then the sidecar is let go. */
async function kill(deps: Deps, layout: Layout, exit: Promise<Exit>): Promise<void> {
  try {
    await killContainer(layout.agent);
  } catch (error) {
    deps.log.warn({ error }, 'the engine did not kill the agent; letting go of its sidecar');
    layout.sidecar.close();
  }
  await Promise.race([exit, pause(DEATH_MS)]);
}

async function stopMarker(deps: Deps, key: string) {
  return await takeStopMarker(deps, key).catch((error: unknown) => {
    if (isUnreachable(error)) return undefined;
    throw error;
  });
}
