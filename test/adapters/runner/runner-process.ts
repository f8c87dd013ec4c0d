// A runner as an operator starts it: `greenlight runner`, a process of its own that a test can kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const MAIN = new URL('../../../src/main.ts', import.meta.url).pathname;

export type RunnerProcess = {
  /** Resolves when it takes requests. */
  start(): Promise<void>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  output(): string;
};

export function runnerProcess(env: Readonly<Record<string, string>>): RunnerProcess {
  let child: ChildProcess | undefined;
  let printed = '';
  return {
    output: () => printed,
    async start() {
      const started = spawn(process.execPath, [MAIN, 'runner'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
      const from = printed.length;
      for (const stream of [started.stdout, started.stderr])
        stream.on('data', (chunk: Buffer) => {
          printed += chunk.toString('utf8');
          if (printed.slice(from).includes('greenlight runner is ready')) resolve();
        });
      started.once('exit', (code) =>
        reject(new Error(`the runner ended with ${code}: ${printed.slice(from)}`)),
      );
      await ready;
    },
    async kill(signal) {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}
