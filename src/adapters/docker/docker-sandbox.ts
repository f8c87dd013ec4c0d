// The Sandbox port on a Docker engine, local or remote: containers without a network, workspaces as overlay volumes.

import type Docker from 'dockerode';
import { egress as defaultEgress } from '#adapters/egress/egress.ts';
import type { Egress } from '#adapters/egress/way-out.ts';
import { commandResult, endOf, type Work, workOf } from '#adapters/sandbox/work.ts';
import type { Warmth } from '#core/placement.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { AttemptResult, CheckoutOf, Sandbox } from '#ports/sandbox.ts';
import { answered } from './answered.ts';
import { type Attempt, type Hooks, runAttempt } from './attempt.ts';
import { killForGood, pause } from './containers.ts';
import type { Deps } from './deps.ts';
import { doctorOf } from './doctor/doctor.ts';
import { asPortError } from './engine-error.ts';
import { Halting } from './halting.ts';
import { agentsAndOthers, labels, namesOf } from './names.ts';
import { preparedVolumes } from './prepared.ts';
import { ENGINE_DEAD_AFTER_MS } from './pulse.ts';
import { reapAll, removeLeftovers } from './reap.ts';
import { refusalLines } from './refusal-lines.ts';
import { findSession, forgetSessions } from './sessions.ts';
import { setups } from './setup/setups.ts';
import { sidecarPool } from './sidecars.ts';
import type { WorkspaceKind } from './space.ts';
import { leaveStopMarker, takeBackStopMarker } from './stop-marker.ts';

const STOP_MS = 1_900;
const PING_TIMEOUT_MS = 5_000;

export type DockerSandboxOptions = {
  readonly docker: Docker;
  /** Names everything made on the engine, 1 to 31 of a-z, 0-9, "-". Two Greenlights on one engine need different ones. */
  readonly instance: string;
  /** Holds node, git and a POSIX shell, and is on the engine already. Greenlight's own image will do. */
  readonly helperImage: string;
  /** Images that `check` wants to find besides. */
  readonly agentImages?: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** The ways out of attempts; without one, the proxy alone. */
  readonly egress?: Egress;
  /** An engine that says nothing for this long is gone, and what runs on it is lost. */
  readonly engineDeadAfterMs?: number;
  /** How many sidecars are kept ready: about 40 MB each, and most of what an attempt would otherwise wait for. 1 unless told. */
  readonly spareSidecars?: number;
  /** Where attempts write. @default disk */
  readonly workspace?: WorkspaceKind;
  /** An OCI runtime that the engine knows, for what is not ours. The engine's own choice unless told. */
  readonly runtime?: string;
};

export function dockerSandbox(options: DockerSandboxOptions): Sandbox {
  const names = namesOf(options.instance);
  const { docker, helperImage, clock, log } = options;
  const [workspaceKind, runtime] = [options.workspace ?? 'disk', options.runtime] as const;
  const engineDeadAfterMs = options.engineDeadAfterMs ?? ENGINE_DEAD_AFTER_MS;
  const base = { docker, names, helperImage, clock, log, workspaceKind, runtime, engineDeadAfterMs };
  const egress = options.egress ?? defaultEgress({ log });
  const prepared = preparedVolumes(base);
  const sidecars = sidecarPool(base, egress.portNumbers, options.spareSidecars ?? 1);
  const deps: Deps = {
    ...base,
    prepared,
    sidecars,
    egress,
    setups: setups({ ...base, prepared, sidecars, egress }),
  };
  const doctor = doctorOf({
    docker,
    names,
    helperImage,
    workspaceKind,
    runtime,
    images: [helperImage, ...(options.agentImages ?? [])],
  });
  const running = new Map<string, { attempt: Attempt; ended: Promise<unknown> }>();
  const background = new Set<Promise<unknown>>();
  const closing = new AbortController();
  const keep = (clearing: Promise<unknown>) => {
    const forget = () => background.delete(clearing);
    background.add(clearing);
    clearing.then(forget, forget);
  };

  const run = async (spec: Work, hooks: Hooks): Promise<AttemptResult> => {
    // A second run of a key ends the first one before it begins. No await between the last look and the entry.
    for (let earlier = running.get(spec.key); earlier !== undefined; earlier = running.get(spec.key)) {
      earlier.attempt.halting.request({ ended: 'lost', collect: false });
      await earlier.ended;
    }
    const attempt = newAttempt(spec);
    const result = runOnce(deps, attempt, hooks);
    const ended = result.then(
      () => undefined,
      () => undefined,
    );
    running.set(spec.key, { attempt, ended });
    try {
      return await result;
    } finally {
      running.delete(spec.key);
      keep(Promise.all(attempt.background));
    }
  };

  return {
    kind: 'docker',
    controls: () => asked('looking at its controls', doctor.examine()),
    check: () => asked('checking its controls', doctor.requireAll()),
    warmth: (checkout) => asked('looking for a checkout', warmthOf(deps, checkout)),
    run,
    async runCommand(spec, hooks) {
      // Nothing is collected, so nothing is ever put into the directory.
      const result = await run(workOf(spec), { ...hooks, outDir: '' });
      for (const line of refusalLines(result.denials)) hooks.onLog(Buffer.from(`${line}\n`));
      return commandResult(result);
    },
    async stop(key, { collect }) {
      const mine = running.get(key);
      if (mine === undefined) {
        if ((await stopElsewhere(deps, key, collect)) === 'nothing_there')
          keep(takeBackStopMarker(deps, key, closing.signal));
        return;
      }
      mine.attempt.halting.request({ ended: 'stopped', collect });
      await Promise.race([mine.attempt.dead.promise, pause(STOP_MS)]);
    },
    async reap(live) {
      try {
        // The bot's start waits for this: an engine that never answers is found out sooner than by the first real question.
        await answered(docker.ping(), PING_TIMEOUT_MS);
        return await reapAll(deps, live);
      } catch (error) {
        throw asPortError(error, 'clearing away what is left');
      }
    },
    forgetSessions: (which) => asked('removing what agents remember', forgetSessions(deps, which)),
    async close() {
      closing.abort();
      for (const { attempt } of running.values()) attempt.halting.request({ ended: 'lost', collect: false });
      await Promise.all([...running.values()].map(({ ended }) => ended));
      await deps.setups.close();
      await Promise.all([...background, deps.prepared.close(), deps.sidecars.close()]);
    },
  };
}

async function warmthOf(deps: Deps, checkout: CheckoutOf): Promise<Warmth> {
  const { session } = checkout;
  const isThere = session !== undefined && (await findSession(deps, session)) !== undefined;
  return isThere ? 'session' : await deps.prepared.warmth(checkout);
}

async function asked<T>(doing: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw asPortError(error, doing);
  }
}

function newAttempt(spec: Work): Attempt {
  return { spec, halting: new Halting(), dead: Promise.withResolvers<void>(), background: [] };
}

async function runOnce(deps: Deps, attempt: Attempt, hooks: Hooks): Promise<AttemptResult> {
  const { halting, spec } = attempt;
  const stop = () => halting.request({ ended: 'stopped', collect: false });
  const signal = endOf(hooks);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await removeLeftovers(deps, spec.key);
    return await runAttempt(deps, attempt, hooks);
  } catch (error) {
    throw asPortError(error, `running ${spec.key}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** By name and label, for a run that another process holds: a marker first, so that its holder knows why. */
async function stopElsewhere(
  deps: Deps,
  key: string,
  collect: boolean,
): Promise<'nothing_there' | undefined> {
  const { docker, names } = deps;
  try {
    const filters = names.filter({ [labels.key]: key });
    const [containers, { Volumes }] = await Promise.all([
      answered(docker.listContainers({ all: true, filters })),
      answered(docker.listVolumes({ filters })),
    ]);
    // While its workspace is being made a run has no container, and at its very beginning nothing at all: its holder looks for the marker.
    await leaveStopMarker(deps, key, collect);
    if (containers.length === 0 && (Volumes ?? []).length === 0) return 'nothing_there';
    const [agents, others] = agentsAndOthers(containers);
    for (const doomed of [agents, collect ? [] : others])
      await Promise.all(doomed.map(({ Id }) => killForGood(docker.getContainer(Id), STOP_MS)));
    return undefined;
  } catch (error) {
    throw asPortError(error, `stopping ${key}`);
  }
}
