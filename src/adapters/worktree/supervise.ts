// The bot's side of a supervisor: starts it, gives the order, hears what becomes of the agent.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { killRun, type ProcessId, signal, startOf } from './processes.ts';
import type { Order, Report } from './supervisor.ts';

const PROGRAM = new URL('./supervisor.ts', import.meta.url).pathname;
/** A supervisor that was told to end and does not is killed after this, and its agent by us. */
const END_TIMEOUT_MS = 1_000;
/** How long output may still come after everything is dead: a process that got away may hold the pipe for ever. */
const DRAIN_TIMEOUT_MS = 500;

/** `none`: no agent ran, or nobody knows how it ended. */
export type AgentEnd = { readonly kind: 'exited'; readonly exitCode: number } | { readonly kind: 'none' };

export type Supervised = {
  readonly id: ProcessId | undefined;
  /** Starts the agent; resolves with its process once it runs, with the system's error code when it cannot, `ended` when it was ended before. */
  start(order: Order): Promise<{ readonly agent: ProcessId } | { readonly failed: string } | 'ended'>;
  /** Kills agent and supervisor; `ended` settles soon after. Safe to call twice. */
  kill(): void;
  /** Everything is dead and all output was handed over. */
  readonly ended: Promise<AgentEnd>;
};

export async function supervise(options: {
  mark: string;
  env: Readonly<Record<string, string>>;
  onOutput(chunk: Buffer): void;
}): Promise<Supervised> {
  const child = spawn(process.execPath, [PROGRAM, options.mark], {
    env: options.env,
    // Outside of the bot's group: Ctrl-C must leave it time to kill the agent.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const { stdin, stdout, stderr } = child;
  const reports = child.stdio[3] as Readable;
  // It may die at any time; the end of the process tells, not the pipe.
  stdin.on('error', () => undefined);
  for (const stream of [stdout, stderr]) stream.on('data', options.onOutput);

  let agentPid: number | undefined;
  let last: AgentEnd = { kind: 'none' };
  const begun = Promise.withResolvers<{ pid: number } | { failed: string } | 'ended'>();
  createInterface({ input: reports }).on('line', (line) => {
    const message = JSON.parse(line) as Report;
    if (message.kind === 'started') {
      agentPid = message.pid;
      begun.resolve({ pid: message.pid });
    } else if (message.kind === 'failed') begun.resolve({ failed: message.reason });
    else last = { kind: 'exited', exitCode: message.exitCode };
  });

  const gone = Promise.withResolvers<void>();
  child.once('exit', () => gone.resolve());
  child.once('error', (error) => begun.reject(error));
  let dying: NodeJS.Timeout | undefined;
  const finish = async (): Promise<AgentEnd> => {
    await gone.promise;
    clearTimeout(dying);
    // It ends with 0 when it has killed everything; where it was killed itself, its agent is still there.
    if (child.exitCode !== 0) await killRun(agentPid, options.mark);
    await drained(child);
    begun.resolve('ended');
    return last;
  };
  return {
    id: await identify(child.pid),
    async start(order) {
      stdin.write(`${JSON.stringify(order)}\n`);
      const beginning = await begun.promise;
      if (beginning === 'ended' || 'failed' in beginning) return beginning;
      const agent = await identify(beginning.pid);
      // Gone already: then its end is all there is to hear.
      return { agent: agent ?? { pid: beginning.pid, startedAt: 'gone' } };
    },
    kill() {
      stdin.end();
      dying ??= setTimeout(() => {
        if (child.pid !== undefined && child.exitCode === null) signal(child.pid, 'SIGKILL');
      }, END_TIMEOUT_MS);
    },
    ended: finish(),
  };
}

async function identify(pid: number | undefined): Promise<ProcessId | undefined> {
  const startedAt = pid === undefined ? undefined : await startOf(pid);
  return pid === undefined || startedAt === undefined ? undefined : { pid, startedAt };
}

async function drained(child: ChildProcess): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    const streams = child.stdio.filter((stream) => stream !== null && stream !== undefined);
    const open = new Set(streams.filter((stream) => !stream.closed));
    const look = () => {
      if (open.size === 0) resolve();
    };
    for (const stream of open) {
      stream.once('close', () => {
        open.delete(stream);
        look();
      });
    }
    look();
  });
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DRAIN_TIMEOUT_MS);
  });
  await Promise.race([closed, enough]);
  clearTimeout(timer);
  for (const stream of child.stdio) stream?.destroy();
}
