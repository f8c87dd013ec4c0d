// Runs one step's script in a process group of its own, with a clean environment, and reads its output line by line.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

export interface ScriptRun {
  readonly script: string;
  /** As in the workflow file: `bash`, `sh`, or undefined for GitHub's default. */
  readonly shell: string | undefined;
  readonly cwd: string;
  readonly tempDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

const maxLineChars = 64 * 1024;

/** How GitHub writes the shell into the log. */
export function shellLabel(shell: string | undefined): string {
  if (shell === 'bash') return '/usr/bin/bash --noprofile --norc -e -o pipefail {0}';
  return shell === 'sh' ? '/usr/bin/sh -e {0}' : '/usr/bin/bash -e {0}';
}

/** Exit code; 143 or 137 when the signal ended it. */
export async function runScript(run: ScriptRun): Promise<number> {
  const file = join(run.tempDir, `${randomUUID()}.sh`);
  await writeFile(file, run.script);
  const args = run.shell === 'bash' ? ['--noprofile', '--norc', '-e', '-o', 'pipefail', file] : ['-e', file];
  const child = spawn(run.shell === 'sh' ? 'sh' : 'bash', args, {
    cwd: run.cwd,
    env: { ...run.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => killGroup(child.pid);
  run.signal.addEventListener('abort', stop, { once: true });
  if (run.signal.aborted) stop();
  readLines(child.stdout, run.onLine);
  readLines(child.stderr, run.onLine);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      // A grandchild may hold the pipes open: when the step itself is gone, so is everything it left behind.
      child.once('exit', stop);
      child.once('close', (code) => resolve(code ?? 143));
    });
  } finally {
    run.signal.removeEventListener('abort', stop);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    rest += text;
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (rest.length > maxLineChars) {
      onLine(rest);
      rest = '';
    }
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on('end', () => {
    take(decoder.end());
    if (rest !== '') onLine(rest);
  });
}
