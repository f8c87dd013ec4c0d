// Starts and watches the processes of the crash scenarios.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, onTestFinished } from 'vitest';
import type { ChildOrder } from './child.ts';

const CHILD = new URL('child.ts', import.meta.url).pathname;

export type Child = {
  /** Resolves when the child has said a line that begins so, this many times. */
  said(start: string, times?: number): Promise<void>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** How it ended: exit code, or the signal that killed it. */
  readonly end: Promise<number | NodeJS.Signals>;
};

/** Compiled once for all children of a test file: what a child costs is mostly its start. */
const cache = mkdtempSync(join(tmpdir(), 'greenlight-compiled-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** The child dies with the test at the latest. */
export function startChild(order: ChildOrder): Child {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface({ input: child.stdout });
  const end = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
  return {
    end,
    said: (start, times = 1) => untilSaid({ child, lines, start, times }),
    async kill() {
      child.kill('SIGKILL');
      await end;
    },
  };
}

type Waiting = {
  child: ChildProcessByStdio<null, Readable, null>;
  lines: Interface;
  start: string;
  times: number;
};

async function untilSaid({ child, lines, start, times }: Waiting): Promise<void> {
  let heard = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  lines.on('line', (line) => {
    if (!line.startsWith(start)) return;
    heard += 1;
    if (heard === times) resolve();
  });
  child.once('exit', () =>
    reject(new Error(`The child ended before it had said "${start}" ${times} times.`)),
  );
  return promise;
}
