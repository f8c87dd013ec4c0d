// Runs the real git on the stand-in's bare repositories: no shell, no configuration of the host, output bounded.
import { spawn } from 'node:child_process';

const maxOutputBytes = 64 * 1024 * 1024;

export class GitError extends Error {
  override readonly name = 'GitError';
  readonly exitCode: number | null;
  readonly stderr: string;
  constructor(args: readonly string[], exitCode: number | null, stderr: string) {
    super(`git ${args[0]} ended with ${exitCode}: ${stderr.trim().slice(0, 500)}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Environment of every git the stand-in starts: PATH and nothing else of the host. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  };
}

export async function gitBytes(
  gitDir: string | null,
  args: readonly string[],
  options: GitOptions = {},
): Promise<{ stdout: Buffer; exitCode: number | null; stderr: string }> {
  const where = gitDir === null ? [] : [`--git-dir=${gitDir}`];
  const child = spawn('git', [...where, ...args], {
    env: gitEnvironment(options.env),
    cwd: options.cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > maxOutputBytes) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < 10_000) stderr += chunk.toString('utf8');
  });
  child.stdin.on('error', () => {
    // git may end before it has read everything; its exit code tells the story.
  });
  child.stdin.end(options.input ?? '');
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { stdout: Buffer.concat(chunks), exitCode, stderr };
}

/** Output without the last newline. Throws {@link GitError} on any exit code but zero. */
export async function git(
  gitDir: string | null,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const { stdout, exitCode, stderr } = await gitBytes(gitDir, args, options);
  if (exitCode !== 0) throw new GitError(args, exitCode, stderr);
  return stdout.toString('utf8').replace(/\n$/, '');
}

/** Like {@link git}, but a refusal (exit code 1 or 128) is `null`: for questions such as "does this ref exist". */
export async function gitOrNull(
  gitDir: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string | null> {
  const { stdout, exitCode, stderr } = await gitBytes(gitDir, args, options);
  if (exitCode === 0) return stdout.toString('utf8').replace(/\n$/, '');
  if (exitCode === 1 || exitCode === 128) return null;
  throw new GitError(args, exitCode, stderr);
}
