// (f) What an agent's way out costs: bytes and connections through sidecar, tunnel and proxy, beside a direct connection.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { egress } from '#adapters/egress/egress.ts';
import type { EgressRule } from '#core/egress/rule.ts';
import { engineHere } from '#playground/engine-here.ts';
import { silentLog } from '#ports/log.ts';
import { engineFor } from '#test/adapters/docker/engine-for.ts';
import { sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { inTurns, median } from '../measure.ts';
import type { Options, Result, Row } from '../result.ts';
import { type Internet, internetOf } from './internet.ts';

const run = promisify(execFile);
const NAME = '(f) Bytes and connections out of a container';
const FLOOR = 'the same client in a container with the host’s network, straight to the same server';
const CLIENT = readFileSync(new URL('./client.mjs', import.meta.url), 'utf8');
const MB = 1_000_000;
const ROUNDS = 5;
const rule = (host: string, methods: EgressRule['methods']): EgressRule => ({
  host,
  port: 443,
  methods,
  purpose: '',
});
const NETWORK = [rule('api.example.com', 'any'), rule('files.example.com', ['GET'])];

type Way = 'direct' | 'tunnel' | 'forward';
type Load = {
  readonly what: string;
  readonly bytes: number;
  readonly requests: number;
  readonly unit: Row['unit'];
};
const DOWNLOAD: Load = { what: 'one large download', bytes: 200 * MB, requests: 1, unit: 'MB per second' };
const CONNECTIONS: Load = {
  what: 'new connections, one after the other',
  bytes: 1,
  requests: 200,
  unit: 'per second',
};
const WORDS: Readonly<Record<Exclude<Way, 'direct'>, string>> = {
  tunnel: 'through a tunnel (any method)',
  forward: 'asked for by the proxy (GET only)',
};

export async function proxy(options: Options): Promise<Result> {
  const here = await engineHere(options.say);
  if (here.kind !== 'docker') return { name: NAME, skipped: here.because };
  const internet = await internetOf('api.example.com', 'files.example.com');
  const inside = await insideOf(here.image, internet);
  try {
    const rows: Row[] = [];
    for (const load of options.smoke ? [{ ...CONNECTIONS, requests: 2 }] : [DOWNLOAD, CONNECTIONS])
      for (const way of ['tunnel', 'forward'] as const) {
        options.say(`${load.what} ${WORDS[way]}`);
        const taken = await inTurns(options.smoke ? 1 : ROUNDS, {
          greenlight: async () => rateOf(load, await inside.ask(way, load)),
          floor: async () => rateOf(load, await directly(here.image, internet, load)),
        });
        rows.push({
          what: `${load.what}, ${WORDS[way]}`,
          unit: load.unit,
          greenlight: median(taken.greenlight),
          floor: median(taken.floor),
        });
      }
    return { name: NAME, floorIs: FLOOR, rows };
  } finally {
    await inside.close();
    await internet.close();
  }
}

async function insideOf(image: string, { outside, ca }: Internet) {
  const bench = await sandboxBench(image);
  const engine = engineFor(image);
  const sandbox = engine.sandbox({ egress: egress({ log: silentLog, outside }) });
  return {
    async ask(way: Way, load: Load): Promise<string> {
      const spec = bench.spec('', { network: NETWORK });
      const agent = { ...spec.agent, env: { BENCH_CA: ca }, command: commandOf(way, 0, load) };
      return (await bench.run(sandbox, { ...spec, agent })).log;
    },
    async close() {
      await engine.dispose();
      await bench.remove();
    },
  };
}

async function directly(image: string, { ca, port }: Internet, load: Load): Promise<string> {
  const args = ['run', '--rm', '--network', 'host', '--env', `BENCH_CA=${ca}`, image];
  return (await run('docker', [...args, ...commandOf('direct', port, load)])).stdout;
}

const commandOf = (way: Way, port: number, { bytes, requests }: Load): string[] => [
  ...['node', '--input-type=module', '-e', CLIENT, '--'],
  ...[way, port, bytes, requests].map(String),
];

function rateOf({ bytes, requests, unit }: Load, words: string): number {
  const [, taken = '', tookMs = ''] = /took (\d+) bytes ([\d.]+) ms/.exec(words) ?? [];
  if (Number(taken) < bytes * requests) throw new Error(`the client did not get its bytes: ${words}`);
  const seconds = Number(tookMs) / 1_000;
  return unit === 'MB per second' ? Number(taken) / MB / seconds : requests / seconds;
}
