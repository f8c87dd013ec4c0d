// Who runs where, and who waits for a slot: no more on an engine than its slots, and never one attempt on two.
import { placeAttempt, type Warmth } from '#core/placement.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec, CheckoutOf, CommandSpec } from '#ports/sandbox.ts';
import type { Host } from './host.ts';

type Spec = AttemptSpec | CommandSpec;

export class Places {
  readonly #hosts: readonly Host[];
  readonly #byKey = new Map<string, Host>();
  /** Runs that may be on an engine which has not answered yet. */
  readonly #wanted = new Set<string>();
  #change = Promise.withResolvers<void>();

  constructor(hosts: readonly Host[]) {
    this.#hosts = hosts;
  }

  /** Wakes those who wait: a slot is free, or an engine came or went. */
  changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  of(key: string): Host | undefined {
    return this.#byKey.get(key);
  }

  want(live: ReadonlySet<string>): void {
    for (const key of live) this.#wanted.add(key);
  }

  /** What must not be cleared away there. */
  liveOn(host: Host): ReadonlySet<string> {
    const live = [...this.#wanted, ...this.#byKey.keys()];
    return new Set(live.filter((key) => (this.#byKey.get(key) ?? host) === host));
  }

  /** Waits for a free slot. Rejects with the signal's reason, or with `none` when no engine answers any more. */
  async take(spec: Spec, signal: AbortSignal, none: () => PortError): Promise<Host> {
    for (;;) {
      signal.throwIfAborted();
      if (!this.#hosts.some(({ isUp }) => isUp)) throw none();
      const change = this.#change.promise;
      const warmths = await this.#warmths(spec);
      const name = placeAttempt(
        this.#hosts.map((host) => ({ ...host, warmth: warmths.get(host) ?? 'cold' })),
      );
      const host = this.#hosts.find((each) => each.name === name);
      if (host !== undefined) {
        await this.#enterAlone(spec.key, host);
        return host;
      }
      await wokenBy(change, signal);
    }
  }

  enter(key: string, host: Host): void {
    host.busy += 1;
    this.#byKey.set(key, host);
  }

  leave(key: string, host: Host): void {
    host.busy -= 1;
    this.#wanted.delete(key);
    if (this.#byKey.get(key) === host) this.#byKey.delete(key);
    this.changed();
  }

  /** Asked only where there is a choice; an engine that does not say is cold. */
  async #warmths(spec: Spec): Promise<ReadonlyMap<Host, Warmth>> {
    const free = this.#hosts.filter(({ isUp, busy, slots }) => isUp && busy < slots);
    if (free.length < 2) return new Map();
    const asked = free.map(async (host) => [host, await warmthOf(host, spec)] as const);
    return new Map(await Promise.all(asked));
  }

  /** The slot is taken before anything is waited for, or two that come at once would both have it. */
  async #enterAlone(key: string, host: Host): Promise<void> {
    const earlier = this.#byKey.get(key);
    this.enter(key, host);
    if (earlier === undefined || earlier === host || !earlier.isUp) return;
    try {
      await earlier.sandbox.stop(key, { collect: false });
    } catch (error) {
      this.leave(key, host);
      throw error;
    }
  }
}

function sessionOf(spec: Spec): Pick<CheckoutOf, 'session'> {
  if (!('agent' in spec) || spec.resume === undefined) return {};
  const { attempt, run } = spec.resume;
  return { session: { attempt, run, taskId: spec.taskId, agent: spec.agent.name } };
}

async function warmthOf({ sandbox }: Host, spec: Spec): Promise<Warmth> {
  const image = 'agent' in spec ? spec.agent.image : spec.image;
  const asked = sandbox.warmth?.({ repo: spec.repo, fromSha: spec.fromSha, image, ...sessionOf(spec) });
  try {
    return (await asked) ?? 'cold';
  } catch (error) {
    if (error instanceof PortError) return 'cold';
    throw error;
  }
}

function wokenBy(change: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  signal.addEventListener('abort', wake, { once: true });
  return Promise.race([change, promise]).finally(() => signal.removeEventListener('abort', wake));
}
