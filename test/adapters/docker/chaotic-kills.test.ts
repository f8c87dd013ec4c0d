// A process that holds attempts is killed at any moment whatever, again and again: after the next start's sweep nothing is left of it.
// Eight times in CI; GREENLIGHT_CHAOS_RUNS=100 tries as often by hand, GREENLIGHT_CHAOS_SEED other moments.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { labels } from '#adapters/docker/names.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { onEngine } from './on-engine.ts';

const HOLDER = new URL('./holder.ts', import.meta.url).pathname;
const RUNS = Number(process.env.GREENLIGHT_CHAOS_RUNS ?? 8);
const SEED = Number(process.env.GREENLIGHT_CHAOS_SEED ?? 20_261_201);
/** Long enough for all that is laid out to stand, on a quiet machine. */
const LATEST_KILL_MS = 2_500;
/** What is kept for the next attempt, on purpose: the mirror, finished checkouts and set-ups. */
const CACHES = ['mirror', 'prepared', 'ready', 'setup'];

describeWith('docker', 'a process that holds attempts', () => {
  const on = onEngine();

  test(
    `leaves nothing where kill -9 takes it at any moment, ${RUNS} times`,
    async () => {
      const random = randomFrom(SEED);
      const caught: Record<string, number> = {};
      for (let run = 0; run < RUNS; run += 1) {
        // Now and then a commit that no checkout was prepared of: preparing dies too.
        const isFresh = run % 3 === 0;
        const fromSha = isFresh ? await on.bench.commit({ 'fresh.txt': `${run}\n` }) : on.bench.baseSha;
        const holder = hold(threeAttempts(fromSha, run));
        await says(holder, 'holding');
        // How far it comes in a time is the machine's; every other one dies with its agents, however long they take to begin.
        if (run % 2 === 1) await agentsBegin();
        await sleep(Math.floor(random() * LATEST_KILL_MS));
        count(caught, await rolesOf(await on.engine.containers()));
        holder.kill('SIGKILL');
        await once(holder, 'close');
        await expectNothingAfterTheSweep();
      }
      console.log(`${RUNS} kills (seed ${SEED}) caught containers: ${JSON.stringify(caught)}`);
      // The moments are worth something: all of what an attempt has was caught alive, and more than once.
      expect(Object.keys(caught)).toEqual(expect.arrayContaining(['agent', 'sidecar', 'helper', 'space']));
    },
    RUNS * 30_000,
  );

  /** One with all that an attempt may have, one that would outlive anything, and one that writes. */
  function threeAttempts(fromSha: AttemptSpec['fromSha'], run: number): readonly AttemptSpec[] {
    const mark = `: ${on.engine.instance}`;
    const commands = [`echo ${run} > made.txt; sleep 0.2`];
    // Every other time, so that the moments after it are tried as often.
    const setup = run % 2 === 0 ? { setup: { commands, timeoutMs: 20_000, baseSha: fromSha } } : {};
    const service = {
      ...{ name: 'cache', image: agentImage, command: ['sh', '-c', `${mark}; sleep 60`] },
      ...{ env: {}, health: ['true'], readyWithinMs: 15_000, writable: [] },
    };
    return [
      on.bench.spec(`${mark}; sleep 60`, { fromSha, ...setup, services: [service] }),
      on.bench.spec(
        `${mark}; trap '' TERM HUP; (setsid sh -c "${mark}; sleep 60" &); while :; do sleep 0.1; done`,
        { fromSha },
      ),
      on.bench.spec(`${mark}; while :; do echo x >> grows.txt; sleep 0.01; done`, { fromSha }),
    ];
  }

  function hold(specs: readonly AttemptSpec[]): ChildProcess {
    const { instance } = on.engine;
    const input = JSON.stringify({ instance, image: agentImage, specs, outDir: on.bench.folder });
    const env = { ...process.env, GREENLIGHT_CHAOS: instance };
    return spawn(process.execPath, [HOLDER, input], { stdio: ['ignore', 'pipe', 'inherit'], env });
  }

  const agentsBegin = () =>
    vi.waitFor(async () => expect(await rolesOf(await on.engine.containers())).toContain('agent'), {
      timeout: 20_000,
    });

  async function expectNothingAfterTheSweep(): Promise<void> {
    const next = on.engine.sandbox();
    await next.reap(new Set());
    await next.close();
    // A container that ends by itself just then is removed by the engine.
    await vi.waitFor(async () => expect(await on.engine.containers()).toEqual([]), { timeout: 10_000 });
    const volumes = await on.engine.volumes();
    expect(volumes.filter(({ Labels }) => labels.key in (Labels ?? {}))).toEqual([]);
    expect(CACHES).toEqual(expect.arrayContaining(await rolesOf(volumes)));
    const meant = volumes.flatMap(({ Labels }) => [Labels?.[labels.prepared], Labels?.[labels.setup]]);
    const unfinished = volumes.filter(
      ({ Name, Labels }) => /prepared|setup/.test(Labels?.[labels.role] ?? '') && !meant.includes(Name),
    );
    expect(unfinished).toEqual([]);
    const filters = { label: [`${labels.instance}=${on.engine.instance}`] };
    expect(await on.engine.docker.listNetworks({ filters })).toEqual([]);
    await vi.waitFor(() => expect(processesOf(on.engine.instance)).toEqual([]), { timeout: 5_000 });
  }
});

type Labelled = { readonly Labels?: Record<string, string> | null };

const rolesOf = async (made: readonly Labelled[]): Promise<string[]> =>
  made.map(({ Labels }) => Labels?.[labels.role] ?? 'none');

function count(counts: Record<string, number>, roles: readonly string[]): void {
  for (const role of roles) counts[role] = (counts[role] ?? 0) + 1;
}

/** On this machine: what a holder started, and what runs in its containers. On a remote engine the latter are not seen. */
function processesOf(instance: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter(
      (pid) =>
        fileOf(pid, 'environ').includes(`GREENLIGHT_CHAOS=${instance}`) ||
        fileOf(pid, 'cmdline').includes(`: ${instance}`),
    )
    .map((pid) => fileOf(pid, 'cmdline').replaceAll('\0', ' '));
}

function fileOf(pid: string, name: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return ''; // It has ended, or is somebody else's.
  }
}

async function says(child: ChildProcess, text: string): Promise<void> {
  if (child.stdout === null) throw new Error('the holder has no output');
  for await (const line of createInterface({ input: child.stdout })) if (line.includes(text)) return;
  throw new Error(`the holder ended without saying "${text}"`);
}

/** mulberry32: the same moments for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
