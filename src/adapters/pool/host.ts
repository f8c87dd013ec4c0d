// One engine of the operator's list: whether it answers, how much runs on it, and what is to be cleared away when it comes back.
import { problem } from '#core/problem.ts';
import { type Clock, waitedUntil } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { Sandbox } from '#ports/sandbox.ts';

export type HostOptions = {
  readonly name: string;
  readonly slots: number;
  readonly sandbox: Sandbox;
};

export type Host = HostOptions & {
  busy: number;
  /** Why it takes no attempt, as far as is known; undefined while it may. */
  trouble: PortError | undefined;
  /** False until it answered for the first time. */
  isUp: boolean;
  looking: Promise<boolean> | undefined;
};

export const hostOf = (options: HostOptions): Host => ({
  ...options,
  busy: 0,
  trouble: undefined,
  isUp: false,
  looking: undefined,
});

/** An engine that takes requests and never answers is as dead as one that refuses them. The first look tries all controls. */
const LOOK_MS = 60_000;

type LookDeps = {
  readonly clock: Clock;
  readonly log: Log;
  /** Before it takes an attempt again: it may still have what runs elsewhere by now. */
  cameBack(host: Host): Promise<void>;
  changed(): void;
};

/** Whether it can take attempts now. Looks that come at the same time are one. */
export function look(host: Host, deps: LookDeps): Promise<boolean> {
  host.looking ??= lookOnce(host, deps).finally(() => {
    host.looking = undefined;
  });
  return host.looking;
}

async function lookOnce(host: Host, { clock, log, cameBack, changed }: LookDeps): Promise<boolean> {
  try {
    await withDeadline(host, clock);
    if (!host.isUp) await cameBack(host);
    if (host.trouble !== undefined) log.info({ engine: host.name }, 'an engine answers again');
    host.trouble = undefined;
    host.isUp = true;
  } catch (error) {
    leaveOut(host, error, log);
  }
  changed();
  return host.isUp;
}

/** Until it answers again. What is no trouble of an engine's is thrown on. */
export function leaveOut(host: Host, error: unknown, log: Log): void {
  if (!(error instanceof PortError)) throw error;
  if (host.trouble === undefined) log.error({ engine: host.name, error }, 'an engine takes no attempts');
  host.trouble = error;
  host.isUp = false;
}

async function withDeadline({ name, sandbox }: Host, clock: Clock): Promise<void> {
  const over = new AbortController();
  const late = waitedUntil(clock, clock.nowMs() + LOOK_MS, over.signal).then((isLate) => {
    if (!isLate) return;
    const detail = `The engine "${name}" takes requests and does not answer them within ${LOOK_MS / 1000} s: restart it.`;
    throw new PortError(problem('sandbox_unavailable', detail), { retryable: true });
  });
  await Promise.race([sandbox.check(), late]).finally(() => over.abort());
}
