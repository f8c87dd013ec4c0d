// Several engines as one Sandbox: each attempt goes where placement says; an engine that dies is left out until it answers again.
import { commandResult, endOf, notRun } from '#adapters/sandbox/work.ts';
import { problem } from '#core/problem.ts';
import { type Clock, waitedUntil } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec, CommandSpec, Sandbox } from '#ports/sandbox.ts';
import { type Host, type HostOptions, hostOf, leaveOut, look } from './host.ts';
import { keptRuns } from './kept-runs.ts';
import { Places } from './places.ts';
import { poolControls } from './pool-controls.ts';

export type PoolOptions = {
  readonly kind: Sandbox['kind'];
  readonly hosts: readonly HostOptions[];
  readonly clock: Clock;
  readonly log: Log;
  /** How often each engine is looked at while nothing happens. @default 10 s */
  readonly lookEveryMs?: number;
};

const LOOK_EVERY_MS = 10_000;

export function pooledSandbox({ kind, clock, log, ...options }: PoolOptions): Sandbox {
  const hosts = options.hosts.map(hostOf);
  const closing = new AbortController();
  const places = new Places(hosts);

  const lookAt = (host: Host): Promise<boolean> =>
    look(host, {
      clock,
      log,
      changed: () => places.changed(),
      async cameBack() {
        await host.sandbox.reap(places.liveOn(host));
      },
    });

  const lookAtAll = async (): Promise<void> => {
    // The first that answers is enough to go on.
    const oneIsUp = Promise.any(
      hosts.map(async (host) => {
        if (!(await lookAt(host))) throw new Error(host.name);
      }),
    );
    await oneIsUp.catch((error: unknown) => {
      if (!(error instanceof AggregateError)) throw error;
      throw noneAnswers(hosts);
    });
  };

  /** Begins with the first use: whoever only makes one keeps no process alive. */
  let watching: Promise<void> | undefined;
  const watch = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await Promise.all(hosts.map(lookAt));
      await waitedUntil(clock, clock.nowMs() + (options.lookEveryMs ?? LOOK_EVERY_MS), closing.signal);
    }
  };

  /** Undefined where it was ended before there was a slot. */
  const placeFor = async (
    spec: AttemptSpec | CommandSpec,
    signal: AbortSignal,
  ): Promise<Host | undefined> => {
    try {
      return await places.take(spec, signal, () => noneAnswers(hosts));
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };

  const onHost = async <R extends { readonly ended: string }>(
    spec: AttemptSpec | CommandSpec,
    given: AbortSignal,
    run: (host: Host) => Promise<R>,
    unwanted: () => R,
  ): Promise<R> => {
    watching ??= watch();
    const signal = AbortSignal.any([given, closing.signal]);
    if (hosts.every(({ isUp }) => !isUp)) await lookAtAll();
    const host = await placeFor(spec, signal);
    if (host === undefined) return unwanted();
    try {
      const result = await run(host);
      if (result.ended === 'lost') await lookAt(host);
      return result;
    } catch (error) {
      if (error instanceof PortError && error.problem.code === 'sandbox_unavailable') await lookAt(host);
      throw error;
    } finally {
      places.leave(spec.key, host);
    }
  };

  /** One that cannot be cleared away is left out, and cleared when it comes back; the others go on. */
  const reapOn = async (host: Host): Promise<readonly string[]> => {
    try {
      return await host.sandbox.reap(places.liveOn(host));
    } catch (error) {
      leaveOut(host, error, log);
      places.changed();
      return [];
    }
  };

  return {
    kind,
    controls: () => poolControls(hosts),
    async check() {
      watching ??= watch();
      // What was seen a few seconds ago still counts, so that a dead engine holds nobody up.
      if (!hosts.some(({ isUp }) => isUp)) await lookAtAll();
    },
    run: (spec, hooks) =>
      onHost(
        spec,
        endOf(hooks),
        ({ sandbox }) => sandbox.run(spec, hooks),
        () => notRun(clock.nowMs()),
      ),
    runCommand: (spec, hooks) =>
      onHost(
        spec,
        hooks.signal,
        ({ sandbox }) => sandbox.runCommand(spec, hooks),
        () => commandResult(notRun(clock.nowMs())),
      ),
    ...(hosts.some(({ sandbox }) => sandbox.kept !== undefined)
      ? { kept: keptRuns(hosts, places, lookAt) }
      : {}),
    async stop(key, how) {
      const at = places.of(key);
      const asked = at === undefined ? hosts.filter(({ isUp }) => isUp) : [at];
      await Promise.all(asked.map(({ sandbox }) => sandbox.stop(key, how)));
    },
    async reap(live) {
      places.want(live);
      await Promise.all(hosts.map((host) => (host.isUp ? undefined : lookAt(host))));
      const removed = await Promise.all(hosts.map((host) => (host.isUp ? reapOn(host) : [])));
      return removed.flat();
    },
    async forgetSessions(which) {
      const up = hosts.filter(({ isUp }) => isUp);
      await Promise.all(up.map(({ sandbox }) => sandbox.forgetSessions?.(which)));
    },
    async close() {
      closing.abort();
      await watching;
      await Promise.all(hosts.map(({ sandbox }) => sandbox.close()));
    },
  };
}

function noneAnswers(hosts: readonly Host[]): PortError {
  const why = hosts
    .map(({ name, trouble }) => `${name}: ${trouble?.problem.detail ?? 'not asked yet'}`)
    .join(' ');
  const retryable = hosts.some(({ trouble }) => trouble?.retryable !== false);
  // Where all say the same, as a missing image, that is what a person has to hear.
  const codes = new Set(hosts.map(({ trouble }) => trouble?.problem.code));
  const [only] = codes.size === 1 ? codes : [];
  return new PortError(problem(only ?? 'sandbox_unavailable', `No engine can take an attempt. ${why}`), {
    retryable,
  });
}
