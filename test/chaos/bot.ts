// The real bot with kill points: it ends itself by SIGKILL before and after every call through a port, each point once over all its lives.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Deps } from '#app/deps.ts';
import { runCli } from '#src/cli.ts';
import { runBot } from '#src/main.ts';

/** Points that have killed already, one a line: survives the lives. */
const file = process.env.KILL_POINTS_FILE ?? '';
const spent = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
const PORTS = ['chat', 'forge', 'publisher', 'sandbox', 'artifacts', 'engine'] as const;
/** Reading changes nothing on either side: dying around it is dying at the next call. */
const READ_ONLY = new Set([
  'get',
  'list',
  'history',
  'start',
  'stop',
  'close',
  'reap',
  'check',
  'read',
  'pathOf',
]);

function withKillPoints(deps: Deps): Deps {
  const wrapped = Object.fromEntries(PORTS.map((port) => [port, wrap(port, deps[port])]));
  return { ...deps, ...wrapped } as Deps;
}

function wrap(port: string, target: object): object {
  return new Proxy(target, {
    get(object, name, receiver) {
      const method = Reflect.get(object, name, receiver);
      if (typeof method !== 'function' || typeof name !== 'string' || READ_ONLY.has(name)) return method;
      return async (...args: unknown[]) => {
        const point = `${port}.${name} ${about(name, args)}`;
        dieOnceAt(`before ${point}`);
        const result = await method.apply(object, args);
        dieOnceAt(`after ${point}`);
        return result;
      };
    },
  });
}

function dieOnceAt(point: string): void {
  if (spent.has(point)) return;
  spent.add(point);
  appendFileSync(file, `${point}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** What tells calls of one method apart over several lives: event type, key, attempt. Never an id that changes with each life. */
function about(method: string, args: readonly unknown[]): string {
  const [first, second] = args as [
    Record<string, unknown> | string | undefined,
    Record<string, unknown> | string | undefined,
  ];
  if (method === 'deliver' && typeof second === 'object')
    return [second.type, second.attempt, second.name, verdictOf(second)]
      .filter((part) => part !== undefined)
      .join(' ');
  if (typeof first === 'object' && typeof first.key === 'string') return first.key;
  if (typeof first === 'string') return [first, typeof second === 'string' ? second : ''].join(' ').trim();
  return '';
}

const verdictOf = (event: Record<string, unknown>): unknown =>
  typeof event.report === 'object' && event.report !== null && 'verdict' in event.report
    ? event.report.verdict
    : undefined;

process.exitCode = await runCli([], process.env, (config) => runBot(config, withKillPoints));
