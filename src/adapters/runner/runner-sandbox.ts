// The Sandbox port on a runner: a process of its own, beside the engine, whose runs outlive the bot.
import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { packFrom } from '#adapters/sandbox/pack.ts';
import { commandResult, endOf, notRun } from '#adapters/sandbox/work.ts';
import { problem } from '#core/problem.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptResult, AttemptSpec, CommandSpec, Sandbox } from '#ports/sandbox.ts';
import type { RunnerAddress } from './address.ts';
import { type FollowDeps, type FollowHooks, followRun } from './follow-run.ts';
import {
  type Begin,
  checkedSchema,
  controlsSchema,
  foundSchema,
  keysSchema,
  offerSchema,
  warmthSchema,
} from './protocol.ts';
import { doneSchema, RunnerAway, type RunnerClient, runnerClient } from './runner-client.ts';

const PATIENCE_MS = 60_000;
const STOP_MS = 5_000;
const CHECK_MS = 120_000;

export type RunnerSandboxOptions = {
  /** What the runner is expected to be. */
  readonly kind: Sandbox['kind'];
  readonly address: RunnerAddress;
  readonly token: string | null;
  readonly clock: Clock;
  readonly log: Log;
  /** @default a minute: a runner that is started anew is back long before */
  readonly patienceMs?: number;
};

export function runnerSandbox(options: RunnerSandboxOptions): Sandbox {
  const { clock, log } = options;
  const client = runnerClient(options.address, options.token);
  const closing = new AbortController();
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  const deps: FollowDeps = { client, clock, patienceMs, closing: closing.signal };
  const following = new Set<Promise<unknown>>();

  const { ask, find } = client;
  const findRun = (key: string, number: number) =>
    find(`/runs?${new URLSearchParams({ key, run: String(number) })}`, foundSchema);
  const forget = (id: string) => ask(`/runs/${id}`, doneSchema, { method: 'DELETE' });
  /** What stays until the next sweep costs disk and nothing else. */
  const forgetSoon = (id: string) =>
    forget(id).catch((error: unknown) => log.debug({ error, id }, 'a runner keeps what nobody wants'));

  const follow = (id: string, hooks: FollowHooks): Promise<AttemptResult> => {
    const result = followRun(deps, id, hooks);
    const over = result.then(
      () => undefined,
      () => undefined,
    );
    following.add(over);
    void over.then(() => following.delete(over));
    return result;
  };

  const begin = async (wanted: Begin, mirrorDir: string, id: string, signal: AbortSignal): Promise<void> => {
    await sendCommit({ ask, mirrorDir, spec: wanted.spec, signal });
    await ask(`/runs/${id}`, doneSchema, { method: 'PUT', json: wanted, signal });
  };

  const followed = async (id: string, hooks: FollowHooks): Promise<AttemptResult> => {
    try {
      const result = await follow(id, hooks);
      if (result.ended === 'lost') await forgetSoon(id);
      return result;
    } catch (error) {
      // Gone on with later, where the bot only goes down; else it was told, and once is enough.
      if (hooks.leave?.aborted !== true) await forgetSoon(id);
      throw error;
    }
  };

  /** Whatever it was doing when the signal came: nothing of it lives, and nothing of it is wanted. */
  const run = async (
    wanted: Begin,
    mirrorDir: string,
    hooks: FollowHooks,
    id: string,
  ): Promise<AttemptResult> => {
    const ended = AbortSignal.any([endOf(hooks), closing.signal]);
    try {
      ended.throwIfAborted();
      await begin(wanted, mirrorDir, id, ended);
    } catch (error) {
      if (!ended.aborted) throw error;
      await ask(`/runs/${id}/abort`, doneSchema, { method: 'POST', timeoutMs: STOP_MS }).catch(ignoreAway);
      hooks.leave?.throwIfAborted();
      return notRun(clock.nowMs());
    }
    return await followed(id, hooks);
  };

  return {
    kind: options.kind,
    controls: () => ask('/controls', controlsSchema),
    async check() {
      const { kind } = await ask('/check', checkedSchema, { timeoutMs: CHECK_MS });
      if (kind !== options.kind) throw otherKind(client.place, kind, options.kind);
    },
    warmth: (json) => ask('/warmth', warmthSchema, { method: 'POST', json, timeoutMs: STOP_MS }),
    run: ({ mirrorDir, ...spec }: AttemptSpec, hooks) =>
      run({ kind: 'attempt', spec: plain(spec) }, mirrorDir, hooks, randomUUID()),
    async runCommand({ mirrorDir, ...spec }: CommandSpec, hooks) {
      const id = randomUUID();
      const wanted: Begin = { kind: 'command', spec: plain(spec) };
      const result = await run(wanted, mirrorDir, { ...hooks, outDir: '' }, id).finally(() =>
        // Nobody goes on with a command after a restart.
        forgetSoon(id),
      );
      return commandResult(result);
    },
    kept: {
      async resume(key, number, hooks) {
        const found = await findRun(key, number);
        return found === undefined ? undefined : await followed(found.id, hooks);
      },
      async release(key, number) {
        const found = await findRun(key, number);
        if (found !== undefined) await forget(found.id);
      },
    },
    async stop(key, { collect }) {
      await ask('/stop', doneSchema, { method: 'POST', json: { key, collect }, timeoutMs: STOP_MS });
    },
    reap: (live) => ask('/reap', keysSchema, { method: 'POST', json: { live: [...live] } }),
    async forgetSessions(which) {
      const json = 'of' in which ? which : { allBut: [...which.allBut] };
      await ask('/forget', doneSchema, { method: 'POST', json });
    },
    async close() {
      closing.abort();
      await Promise.all(following);
      await client.close();
    },
  };
}

type Sending = {
  readonly ask: RunnerClient['ask'];
  readonly mirrorDir: string;
  readonly spec: Begin['spec'];
  readonly signal: AbortSignal;
};

/** The runner keeps a mirror of its own, and is sent what it lacks: it knows no forge, and holds no credential of one. */
async function sendCommit({ ask, mirrorDir, spec, signal }: Sending): Promise<void> {
  const path = `/objects?${new URLSearchParams({ ...spec.repo, sha: spec.fromSha })}`;
  const offer = await ask(path, offerSchema, { signal });
  if (offer === 'here') return;
  const pack = packFrom(mirrorDir, spec.fromSha);
  const body = new PassThrough();
  // The call's own failure says more than a pipe that it broke.
  body.on('error', () => undefined);
  pack.hear(Buffer.from([...offer, '.', ''].join('\n')), body);
  const sent = ask(path, doneSchema, { method: 'POST', body, signal });
  sent.catch(() => body.destroy());
  await pack.done();
  await sent;
}

/** Without properties that are there and undefined: JSON has none. */
function plain<T>(spec: object): T {
  return JSON.parse(JSON.stringify(spec)) as T;
}

function otherKind(place: string, is: string, wanted: string): PortError {
  const detail = `The runner at ${place} has sandbox.kind ${is}, and the bot expects ${wanted}: give both the same greenlight.yml.`;
  return new PortError(problem('sandbox_unavailable', detail), { retryable: false });
}

function ignoreAway(error: unknown): void {
  if (!(error instanceof RunnerAway)) throw error;
}
