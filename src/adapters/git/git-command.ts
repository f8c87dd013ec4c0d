// Runs the real git on the trusted side: no shell words, no configuration of the host, and limits on time, output and
// memory. Nothing here looks at what git says in English: failures carry the exit code and stderr for the caller to judge.
import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { cleanTerminal } from '#core/redact.ts';

/** Variables of the bot's own environment that git may see: where programs are, and how to get out of this network. */
const PASSED_ON = ['PATH', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];
const PASSED_ON_CA = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO'];
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/** No file of the machine's or of a user's decides how git behaves; nothing asks, nothing is translated. */
const CLEAN_ENV = {
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
};

/** Contents above this are never diffed nor inflated whole. */
export const BIG_FILE_BYTES = 5 * 1024 * 1024;

/** Hooks, filters, monitors, transports, automatic upkeep: off for every command. Packs are mapped in small windows to fit the memory limit. */
const SAFE_CONFIG = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.askPass=',
  'credential.helper=',
  'protocol.allow=never',
  'gc.auto=0',
  'maintenance.auto=false',
  'pack.threads=1',
  'index.threads=1',
  'core.packedGitWindowSize=32m',
  'core.packedGitLimit=512m',
  `core.bigFileThreshold=${BIG_FILE_BYTES}`,
  'safe.directory=*',
].flatMap((setting) => ['-c', setting]);

/** git's own trace, on file descriptor 3: status lines are codes, while its messages are English. Nothing else of it is kept. */
const HTTP_TRACE = { GIT_TRACE_CURL: '3', GIT_TRACE_CURL_NO_DATA: '1', GIT_TRACE_REDACT: '1' };
const STATUS_LINE = /Recv header: HTTP\/[\d.]+ (\d{3})/;

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const MAX_STDERR_CHARS = 8_000;
const MEMORY_KIB = 2_000_000;

/** Which environment variables of the bot's git gets to see. */
export const pickGitEnv = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    [...PASSED_ON, ...PASSED_ON_CA].flatMap((name) => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );

export type GitOptions = {
  readonly stdin?: string | Uint8Array | { readonly file: string; readonly start: number };
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: readonly string[];
  readonly timeoutMs?: number;
  readonly cwd?: string;
  readonly maxOutputBytes?: number;
  /** Address space; on Linux only. */
  readonly memoryKib?: number;
  /** Has git trace its HTTP exchanges, of which only the last status is kept. */
  readonly watchHttp?: boolean;
  readonly signal?: AbortSignal;
};

export type GitResult = {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  /** At most MAX_STDERR_CHARS, untrusted: it quotes what the other side says. */
  readonly stderr: string;
  /** Status of the last HTTP answer that git got; null where there was none or nobody watched. */
  readonly httpStatus: number | null;
  /** Why we ended it, where we did. */
  readonly cut: 'time' | 'output' | 'aborted' | null;
};

/** git said no. `stderr` is for people; decide on `exitCode`, `cut` and `httpStatus`. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  readonly #result: GitResult;
  constructor(subject: string, result: GitResult) {
    const words = cleanTerminal(result.stderr).trim();
    super(`git ${subject} ended with ${result.cut ?? result.exitCode}: ${words.slice(0, 400)}`);
    this.#result = result;
  }

  /** Not a property, so that no logger prints all that git said. */
  get result(): GitResult {
    return this.#result;
  }
}

export type Git = {
  /** Any exit code is a result; rejects only when git cannot be started. */
  attempt(gitDir: string, args: readonly string[], options?: GitOptions): Promise<GitResult>;
  /** stdout of a git that succeeded. Throws GitFailure. */
  bytes(gitDir: string, args: readonly string[], options?: GitOptions): Promise<Buffer>;
  /** The same as text, without the last newline. */
  text(gitDir: string, args: readonly string[], options?: GitOptions): Promise<string>;
};

/** `env` is the bot's environment or a part of it; only what pickGitEnv names is handed on. */
export function gitCommand(env: Readonly<Record<string, string | undefined>>): Git {
  const base = { PATH: DEFAULT_PATH, ...pickGitEnv(env), ...CLEAN_ENV };
  const attempt: Git['attempt'] = (gitDir, args, options = {}) => runGit(base, gitDir, args, options);
  const bytes: Git['bytes'] = async (gitDir, args, options) => {
    const result = await attempt(gitDir, args, options);
    if (result.exitCode !== 0 || result.cut !== null) throw new GitFailure(args[0] ?? '', result);
    return result.stdout;
  };
  return {
    attempt,
    bytes,
    text: async (gitDir, args, options) =>
      (await bytes(gitDir, args, options)).toString('utf8').replace(/\n$/, ''),
  };
}

async function runGit(
  base: Record<string, string>,
  gitDir: string,
  args: readonly string[],
  options: GitOptions,
): Promise<GitResult> {
  const config = (options.config ?? []).flatMap((setting) => ['-c', setting]);
  const words = [...SAFE_CONFIG, ...config, '--git-dir', gitDir, ...args];
  const child = spawn(
    '/bin/sh',
    ['-c', `${memoryLimit(options.memoryKib ?? MEMORY_KIB)}exec git "$@"`, 'git', ...words],
    {
      env: { ...base, ...(options.watchHttp ? HTTP_TRACE : {}), ...options.env },
      cwd: options.cwd,
      // A group of its own, so that a transport that git started dies with it.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', options.watchHttp ? 'pipe' : 'ignore'],
    },
  );
  return await collect(child, options);
}

// The limit is the kernel's; macOS knows none for address space.
const memoryLimit = (kib: number): string => (process.platform === 'linux' ? `ulimit -v ${kib}; ` : '');

async function collect(child: ChildProcess, options: GitOptions): Promise<GitResult> {
  const maxOutputBytes = options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  let stderr = '';
  let httpStatus: number | null = null;
  let cut: GitResult['cut'] = null;
  const end = (why: NonNullable<GitResult['cut']>) => {
    cut ??= why;
    killGroup(child);
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > maxOutputBytes) end('output');
    else chunks.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (stderr.length < MAX_STDERR_CHARS)
      stderr = (stderr + chunk.toString('utf8')).slice(0, MAX_STDERR_CHARS);
  });
  const trace = child.stdio[3];
  if (trace instanceof Readable) {
    createInterface({ input: trace }).on('line', (line) => {
      const status = STATUS_LINE.exec(line)?.[1];
      if (status !== undefined) httpStatus = Number(status);
    });
  }
  const timer = setTimeout(() => end('time'), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const onAbort = () => end('aborted');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const closed = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [exitCode] = await Promise.all([closed, feed(child, options.stdin)]);
    return { exitCode, stdout: Buffer.concat(chunks), stderr, httpStatus, cut };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself between the two lines above.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Writes git's input. git may end before it has read everything: then its exit code tells the story, not the pipe. */
async function feed(child: ChildProcess, stdin: GitOptions['stdin']): Promise<void> {
  const pipe = child.stdin;
  if (!pipe) return;
  pipe.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
  });
  if (typeof stdin !== 'object' || stdin instanceof Uint8Array) {
    pipe.end(stdin ?? '');
    return;
  }
  const source = createReadStream(stdin.file, { start: stdin.start });
  pipe.once('close', () => source.destroy());
  source.pipe(pipe);
  await finished(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
