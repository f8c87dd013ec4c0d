// What the agent made, taken out of its workspace after its death: the result file and a git bundle, both untrusted.
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { putTree, readScript } from './files.ts';
import { AGENT_UID, MIB, volumeMount } from './hardening.ts';
import { runHelper } from './helper.ts';
import type { Names } from './names.ts';
import type { Workspace } from './workspace.ts';

export const MAX_RESULT_FILE_BYTES = 64 * 1024;
const COLLECT_TIMEOUT_MS = 180_000;
const MIN_SCRATCH_BYTES = 256 * MIB;
const GIT_MEMORY_BYTES = 512 * MIB;
const MAX_HEADER_CHARS = 64;
/** Far more than conversations of hours take; what is larger begins anew. */
const MAX_SESSION_KIB = 64 * 1024;
const MAX_SESSION_FILES = 5_000;

export type Collected = {
  readonly bundlePath: string | null;
  readonly resultFile: string | null;
  /** What the agent wants to find again is in the volume for it. */
  readonly isSessionKept?: boolean;
};

/** 'gone' when the engine or the sidecar went away meanwhile. Throws PortError bundle_invalid when the tree cannot be taken. */
export async function collect(
  input: {
    docker: Docker;
    names: Names;
    helperImage: string;
    spec: AttemptSpec;
    workspace: Workspace;
    sidecar: string;
    /** An empty volume, where the agent may want to find something again. */
    session: string | undefined;
  },
  to: { outDir: string; signal: AbortSignal },
): Promise<Collected | 'gone'> {
  const { spec, workspace, session } = input;
  const bundlePath = join(to.outDir, 'result.bundle');
  const reader = new CollectReader(bundlePath, spec.limits.maxBundleBytes);
  // Room for the objects, which lie in memory: compressed, they are about as large as the bundle made of them.
  const scratchBytes = Math.max(MIN_SCRATCH_BYTES, 3 * spec.limits.maxBundleBytes);
  const end = await runHelper(input.docker, {
    name: input.names.once('collect'),
    image: input.helperImage,
    labels: input.names.ofAttempt('helper', spec),
    script: readScript('collect.sh'),
    uid: AGENT_UID,
    env: {
      FROM_SHA: spec.fromSha,
      RESULT_MAX_BYTES: String(MAX_RESULT_FILE_BYTES),
      SESSION_MAX_KIB: String(MAX_SESSION_KIB),
      SESSION_MAX_FILES: String(MAX_SESSION_FILES),
    },
    mounts:
      session === undefined
        ? workspace.mounts
        : [...workspace.mounts, volumeMount(session, '/keep', 'write', input.names.own('session'))],
    ...(session === undefined
      ? {}
      : { beforeStart: (container) => putTree(container, '/keep', [{ path: 'session', uid: AGENT_UID }]) }),
    memoryBytes: scratchBytes + GIT_MEMORY_BYTES,
    tmpfsBytes: scratchBytes,
    sidecar: input.sidecar,
    timeoutMs: COLLECT_TIMEOUT_MS,
    signal: to.signal,
    onStdout: (chunk) => reader.take(chunk),
  }).finally(() => reader.close());
  if (end.exit === 'gone' || end.exit === 'aborted') return 'gone';
  if (typeof end.exit === 'object' && end.exit.code === 0 && reader.complete) return await reader.result();
  await rm(bundlePath, { force: true });
  const why = end.exit === 'timed_out' ? 'it took too long' : end.stderr || `exit code ${end.exit.code}`;
  throw unusable(`The agent's work tree could not be taken: ${why}`);
}

const unusable = (detail: string) => new PortError(problem('bundle_invalid', detail), { retryable: false });

type Part = 'header' | 'result' | 'bundle' | 'end';

/** Reads what collect.sh says. Everything in it may be forged: sizes are bounds here, not promises. */
export class CollectReader {
  readonly #bundlePath: string;
  readonly #maxBundleBytes: number;
  #part: Part = 'header';
  #header = '';
  #left = 0;
  #result: Buffer[] | undefined;
  #file: WriteStream | undefined;
  #isSessionKept = false;

  constructor(bundlePath: string, maxBundleBytes: number) {
    this.#bundlePath = bundlePath;
    this.#maxBundleBytes = maxBundleBytes;
  }

  get complete(): boolean {
    return this.#part === 'end' && this.#left === 0;
  }

  take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && !this.complete) {
      rest = this.#left > 0 ? this.#takeBody(rest) : this.#takeHeader(rest);
    }
  }

  async result(): Promise<Collected> {
    const resultFile = this.#result === undefined ? null : Buffer.concat(this.#result).toString('utf8');
    const bundlePath = this.#file === undefined ? null : this.#bundlePath;
    return { bundlePath, resultFile, isSessionKept: this.#isSessionKept };
  }

  async close(): Promise<void> {
    if (this.#file === undefined) return;
    this.#file.end();
    await finished(this.#file);
  }

  #takeBody(chunk: Buffer): Buffer {
    const piece = chunk.subarray(0, this.#left);
    this.#left -= piece.length;
    // Never waits: at most maxBundleBytes can pile up, and a reader that stops makes the engine hang.
    if (this.#part === 'result') this.#result?.push(piece);
    else this.#file?.write(piece);
    if (this.#left === 0) this.#part = this.#part === 'result' ? 'header' : 'end';
    return chunk.subarray(piece.length);
  }

  #takeHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf('\n');
    const line = end === -1 ? chunk : chunk.subarray(0, end);
    this.#header += line.toString('latin1');
    if (this.#header.length > MAX_HEADER_CHARS) throw unusable('The collector said something unexpected.');
    if (end !== -1) {
      this.#begin(this.#header);
      this.#header = '';
    }
    return chunk.subarray(line.length + 1);
  }

  #begin(header: string): void {
    // Said before anything of the agent's is: nothing of its own reads as this.
    if (header === 'session kept') this.#isSessionKept = true;
    if (header === 'session kept' || header === 'session none') return;
    const match = /^(result|bundle) (none|\d{1,15})$/.exec(header);
    if (match === null) throw unusable('The collector said something unexpected.');
    const bytes = match[2] === 'none' ? undefined : Number(match[2]);
    if (match[1] === 'result') this.#beginResult(bytes);
    else this.#beginBundle(bytes);
  }

  #beginResult(bytes: number | undefined): void {
    if (bytes === undefined) return;
    if (bytes > MAX_RESULT_FILE_BYTES) throw unusable('The result file is longer than it may be.');
    this.#result = [];
    this.#part = bytes > 0 ? 'result' : 'header';
    this.#left = bytes;
  }

  #beginBundle(bytes: number | undefined): void {
    this.#part = 'end';
    if (bytes === undefined) return;
    if (bytes > this.#maxBundleBytes) {
      throw unusable(
        `The change is too large: a bundle of ${bytes} bytes, where ${this.#maxBundleBytes} are allowed.`,
      );
    }
    this.#part = 'bundle';
    this.#left = bytes;
    this.#file = createWriteStream(this.#bundlePath, { mode: 0o600 });
  }
}
