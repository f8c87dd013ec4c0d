// The real bot with kill points: it ends itself by SIGKILL before and after every call through a port, each point once over all its lives.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { systemClock } from '#adapters/clock/system-clock.ts';
import type { Deps } from '#app/deps.ts';
import { runCli } from '#src/cli.ts';
import { runBot } from '#src/main.ts';

/** Points that have killed already, one a line: survives the lives. */
const file = process.env.KILL_POINTS_FILE ?? '';
const spent = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
const PORTS = ['chat', 'forge', 'publisher', 'sandbox', 'artifacts', 'engine'] as const;
/** Calls that change something somewhere; dying around a mere read is dying before the next of these. */
const CHANGING: Readonly<Record<(typeof PORTS)[number], readonly string[]>> = {
  chat: ['showCard', 'reply', 'answer'],
  forge: ['ensurePullRequest', 'comment', 'rerunFailed', 'markReady', 'merge'],
  publisher: ['mirror', 'commit', 'mergeIn', 'push'],
  sandbox: ['run', 'runCommand', 'stop'],
  artifacts: ['put'],
  engine: ['deliver'],
};

function withKillPoints(deps: Deps): Deps {
  const wrapped = Object.fromEntries(PORTS.map((port) => [port, wrap(port, deps[port])]));
  return { ...deps, ...wrapped } as Deps;
}

function wrap(port: (typeof PORTS)[number], target: object): object {
  return new Proxy(target, {
    get(object, name, receiver) {
      const method = Reflect.get(object, name, receiver);
      if (typeof method !== 'function' || typeof name !== 'string') return method;
      if (!CHANGING[port].includes(name)) return method.bind(object);
      return async (...args: unknown[]) => {
        // The runs of a proof are alike: one of them dies at each point.
        const point = `${port}.${name} ${about(name, args)}`
          .replace(/-run\d+/, '')
          .replace(/-r(un-)?\d+/, '');
        dieOnceAt(`before ${point}`);
        const isRun = name === 'run' || name === 'runCommand';
        const result = await method.apply(object, isRun ? dyingWhileItRuns(point, args) : args);
        dieOnceAt(`after ${point}`);
        return result;
      };
    },
  });
}

/** An attempt also dies in its middle: at the first thing the agent prints. */
function dyingWhileItRuns(point: string, [spec, hooks]: unknown[]): unknown[] {
  const { onLog, ...rest } = hooks as Parameters<Deps['sandbox']['run']>[1];
  const printed = (chunk: Uint8Array) => {
    dieOnceAt(`during ${point}`);
    onLog(chunk);
  };
  return [spec, { ...rest, onLog: printed }];
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
    return [second.type, second.attempt, second.phase, second.name, verdictOf(second)]
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

/** The engine is the same in each life: trying its controls again, in four containers, would be most of what a life takes. */
function checkedOnce(sandbox: Deps['sandbox']): Deps['sandbox'] {
  const sound = `${file}.sound`;
  return Object.assign(Object.create(sandbox) as Deps['sandbox'], {
    async check() {
      if (existsSync(sound)) return;
      await sandbox.check();
      appendFileSync(sound, 'the sandbox is sound\n');
    },
  });
}

const onlyTheBot = (): never => {
  throw new Error('only the bot is run here');
};

process.exitCode = await runCli([], process.env, {
  runBot: (config) =>
    runBot(config, { around: (deps) => withKillPoints({ ...deps, sandbox: checkedOnce(deps.sandbox) }) }),
  sandboxOf: onlyTheBot,
  lookInto: onlyTheBot,
  clock: systemClock(),
});
