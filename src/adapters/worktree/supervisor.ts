// A process of its own between the bot and an agent: a dead man's switch. Its stdin is a pipe that only the bot holds; when that
// closes, however the bot died, it kills the agent with all that the agent started, and goes.
// stdin: one line with the Order, then nothing. fd 3: one JSON Report a line. stdout and stderr are the agent's.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { killRun } from './processes.ts';

export type Order = {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};
export type Report =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'exited'; readonly exitCode: number };

const mark = process.argv[2] ?? '';
let agentPid: number | undefined;
let ending = false;

const report = (message: Report): void => {
  try {
    writeSync(3, `${JSON.stringify(message)}\n`);
  } catch (error) {
    // Nobody is there to hear it: the bot died.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
};

async function end(last?: Report): Promise<void> {
  if (ending) return;
  ending = true;
  await killRun(agentPid, mark);
  if (last) report(last);
  process.exit(0);
}

function begin(order: Order): void {
  const [program = '', ...args] = order.command;
  const agent = spawn(program, args, {
    cwd: order.cwd,
    env: order.env,
    // A session of its own: its group's number is its pid.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  agentPid = agent.pid;
  agent.once('spawn', () => report({ kind: 'started', pid: agent.pid ?? 0 }));
  agent.once(
    'error',
    (error: NodeJS.ErrnoException) => void end({ kind: 'failed', reason: error.code ?? error.message }),
  );
  agent.once('exit', (code, signalName) => {
    // As a shell counts it.
    const exitCode = code ?? 128 + (signalName ? constants.signals[signalName] : 0);
    void end({ kind: 'exited', exitCode });
  });
}

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => void end());
const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  if (!ending) begin(JSON.parse(line) as Order);
});
lines.once('close', () => void end());
