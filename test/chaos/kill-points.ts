// Where the running bot kills itself: around every call of every port that may change something, each point once over all its lives.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Deps } from '#app/deps.ts';

/** What of `Deps` is no port: values, and what only this process has. */
type NoPort = 'clock' | 'log' | 'config' | 'scratchDir' | 'parts' | 'taskPage' | 'running' | 'starts';
type PortName = Exclude<keyof Deps, NoPort>;
type Port<Name extends PortName> = NonNullable<Deps[Name]>;
type MethodOf<P> = {
  [Name in keyof P]-?: NonNullable<P[Name]> extends (...args: never[]) => unknown ? Name & string : never;
}[keyof P];

/**
 * `dies` before and after each call. What only looks does not: dying around a mere read is dying before the next call that
 * changes something; nor does what ends this process. `elsewhere`: this story does not come by, and where it is shown instead.
 */
type Fate = 'dies' | 'looks' | 'ends' | { readonly elsewhere: string };

/** Every method of every port: one that is added to a port, and every new port, is considered here or tsc fails. */
export const FATES: { readonly [P in PortName]: { readonly [M in MethodOf<Port<P>>]: Fate } } = {
  engine: {
    deliver: 'dies',
    forget: 'dies',
    start: 'dies',
    get: 'looks',
    list: 'looks',
    history: 'looks',
    forgotten: 'looks',
    stop: 'ends',
  },
  chat: {
    showCard: 'dies',
    reply: 'dies',
    retract: 'dies',
    answer: { elsewhere: 'only where a channel is closed to the bot: test/stories/things-missing.test.ts' },
    permalink: 'looks',
    timeZoneOf: 'looks',
    nameOf: 'looks',
  },
  forge: {
    ensurePullRequest: 'dies',
    comment: 'dies',
    rerunFailed: 'dies',
    rerunAll: {
      elsewhere: 'only where policy wants a proof by CI: test/stories/proof.test.ts, run twice there',
    },
    showCheck: 'dies',
    markReady: 'dies',
    merge: 'dies',
    repository: 'looks',
    branchHead: 'looks',
    readFile: 'looks',
    reviewRemarks: 'looks',
    gitRemote: 'looks',
    pullRequest: 'looks',
    readCi: 'looks',
    ciObstacles: 'looks',
    jobs: 'looks',
    jobLog: 'looks',
    reportFiles: 'looks',
    annotations: 'looks',
    baseRuns: 'looks',
    permissionOf: 'looks',
    measured: 'looks',
  },
  reader: { open: 'looks' },
  publisher: {
    mirror: 'dies',
    takeIn: 'dies',
    commit: 'dies',
    mergeIn: {
      elsewhere:
        'only where a base was mended: the same merge twice is one commit, test/contracts/publisher.ts',
    },
    push: 'dies',
    changeText: 'looks',
    filesAt: 'looks',
  },
  sandbox: {
    run: 'dies',
    runCommand: 'dies',
    stop: 'dies',
    reap: 'dies',
    forgetSessions: 'dies',
    warmth: 'looks',
    controls: 'looks',
    check: 'looks',
    close: 'ends',
  },
  artifacts: { put: 'dies', remove: 'dies', removeOlder: 'dies', read: 'looks', pathOf: 'looks' },
  settings: { set: 'dies', delete: 'dies', get: 'looks' },
  flakes: { update: 'dies', all: 'looks' },
  apiBook: { add: 'dies', of: 'looks' },
  audit: {
    removeOlder: 'dies',
    record: {
      elsewhere: 'told before what it tells of, so that nothing is lost with it: test/stories/link.test.ts',
    },
  },
  pager: { trigger: 'dies', resolve: 'dies' },
};

/** `port.method` of all that die. */
export const DEADLY: readonly string[] = Object.entries(FATES).flatMap(([port, methods]) =>
  Object.entries<Fate>(methods).flatMap(([method, fate]) => (fate === 'dies' ? [`${port}.${method}`] : [])),
);

/** `port.method` of a line of the file of points. */
export const methodAt = (point: string): string => point.split(' ')[1] ?? '';

/** `file` has the points that have killed already, one a line, and survives the lives. */
export function withKillPoints(deps: Deps, file: string): Deps {
  const spent = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  const dieOnceAt = (point: string): void => {
    if (spent.has(point)) return;
    spent.add(point);
    appendFileSync(file, `${point}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  const wrapped = Object.entries(FATES).map(([port, methods]) => {
    const target = deps[port as PortName];
    return [port, target === null ? null : wrap(port, target, methods, dieOnceAt)];
  });
  return { ...deps, ...(Object.fromEntries(wrapped) as Pick<Deps, PortName>) };
}

type DieOnceAt = (point: string) => void;

function wrap(
  port: string,
  target: object,
  fates: Readonly<Record<string, Fate>>,
  dieOnceAt: DieOnceAt,
): object {
  return new Proxy(target, {
    get(object, name, receiver) {
      const method = Reflect.get(object, name, receiver);
      if (typeof method !== 'function' || typeof name !== 'string') return method;
      if (fates[name] !== 'dies') return method.bind(object);
      return async (...args: unknown[]) => {
        const point = `${port}.${name} ${about(name, args)}`.trimEnd();
        dieOnceAt(`before ${point}`);
        const isRun = name === 'run' || name === 'runCommand';
        const result = await method.apply(object, isRun ? dyingWhileItRuns(point, args, dieOnceAt) : args);
        dieOnceAt(`after ${point}`);
        return result;
      };
    },
  });
}

/** A run also dies in its middle: at the first thing that it prints. */
function dyingWhileItRuns(point: string, [spec, hooks]: unknown[], dieOnceAt: DieOnceAt): unknown[] {
  const { onLog, ...rest } = hooks as Parameters<Deps['sandbox']['run']>[1];
  const printed = (chunk: Uint8Array) => {
    dieOnceAt(`during ${point}`);
    onLog(chunk);
  };
  return [spec, { ...rest, onLog: printed }];
}

/** Calls of one method are alike, but for the events that are delivered and for what is run. */
function about(method: string, [spec, event]: readonly unknown[]): string {
  if (method === 'deliver' && isRecord(event)) {
    const { report } = event;
    return [event.type, event.phase, event.name, isRecord(report) ? report.verdict : undefined]
      .filter((word) => typeof word === 'string')
      .join(' ');
  }
  const kind =
    isRecord(spec) && typeof spec.key === 'string' ? /-(base|a|probe)/.exec(spec.key)?.[1] : undefined;
  return method === 'runCommand' ? (kind ?? '') : '';
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
