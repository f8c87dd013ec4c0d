// The real bot, as a process of its own: started, waited for, killed and started again, as an operator would.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type BotProcess = {
  readonly url: string;
  /** Resolves once /healthz answers 200. Throws with what the bot printed when it ends before. */
  start(): Promise<void>;
  /** SIGTERM, drain, end. Throws with what it printed when it does not end. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would. Resolves when the process is gone. */
  kill(): Promise<void>;
  readonly pid: number | undefined;
  /** How the newest process ended: undefined while it runs. */
  readonly exitCode: number | undefined;
  /** Resolves when the process that runs now has gone, however. */
  exited(): Promise<void>;
  /** Sets its clock ahead of the machine's, now and from the next start on. */
  setAhead(aheadMs: number): void;
  /** More of its environment, from the next start on. */
  setEnv(env: Readonly<Record<string, string>>): void;
  /** The newest lines it printed, for when something goes wrong. */
  output(): string;
};

/** How far ahead of the machine's clock a bot begins, in milliseconds. */
export const AHEAD_VARIABLE = 'GREENLIGHT_PLAYGROUND_AHEAD_MS';

const END_WITH_PARENT = new URL('end-with-parent.ts', import.meta.url).href;
const READY_MS = 60_000;
/** Longer than its own drain. */
const END_MS = 45_000;
const KEPT_CHARS = 200_000;

export async function botProcess(options: {
  env: Readonly<Record<string, string>>;
  port: number;
  /** Another way into the same bot, for tests. */
  entry?: string;
  onLine?(line: string): void;
}): Promise<BotProcess> {
  const main = options.entry ?? new URL('bot.ts', import.meta.url).pathname;
  const env: Record<string, string> = { ...options.env };
  const url = `http://127.0.0.1:${options.port}`;
  let child: ChildProcess | undefined;
  let printed = '';

  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-KEPT_CHARS);
    options.onLine?.(chunk.toString('utf8'));
  };

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ['--import', END_WITH_PARENT, main], {
      env: { ...env, PORT: String(options.port), HOST: '127.0.0.1' },
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    started.stdout?.on('data', keep);
    started.stderr?.on('data', keep);
    await ready(started, url, () => printed);
  }

  /** One that does not end would hold up whoever waits, for ever and without a word. */
  async function stop(): Promise<void> {
    const running = child;
    let isCutOff = false;
    const late = setTimeout(() => {
      isCutOff = true;
      running?.kill('SIGKILL');
    }, END_MS);
    await end('SIGTERM').finally(() => clearTimeout(late));
    if (isCutOff) throw new Error(`the bot did not end within ${END_MS / 1000} s of SIGTERM:\n${printed}`);
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  }

  return {
    url,
    start,
    async exited() {
      const running = child;
      if (running !== undefined && running.exitCode === null && running.signalCode === null)
        await once(running, 'exit');
    },
    setAhead(aheadMs) {
      env[AHEAD_VARIABLE] = String(aheadMs);
      // One that dies just now begins there when it is started again.
      if (child?.connected) child.send({ aheadMs }, () => undefined);
    },
    setEnv: (more) => void Object.assign(env, more),
    stop,
    kill: () => end('SIGKILL'),
    get pid() {
      return child?.pid;
    },
    get exitCode() {
      return child?.exitCode ?? undefined;
    },
    output: () => printed,
  };
}

async function ready(child: ChildProcess, url: string, printed: () => string): Promise<void> {
  const deadlineMs = Date.now() + READY_MS;
  while (Date.now() < deadlineMs) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the bot ended with ${child.exitCode ?? child.signalCode}:\n${printed()}`);
    if (await answers(`${url}/healthz`)) return;
    await pause(50);
  }
  throw new Error(`the bot was not ready within ${READY_MS / 1000} s:\n${printed()}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch (error) {
    if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) return false;
    throw error;
  }
}

/** A port that was free a moment ago, so that the bot keeps its address over restarts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
