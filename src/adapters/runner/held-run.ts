// One run that the runner holds: what it has said so far, in memory and on the disk, for whoever follows it, now or after a restart of the bot.
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, open, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import type { AttemptResult, CommandResult } from '#ports/sandbox.ts';
import { failureOf } from './failures.ts';
import { ALIVE_EVERY_MS, type LastEvent, type RunEvent } from './protocol.ts';

const LOG_CHUNK_BYTES = 64 * 1024;
export const LOG_FILE = 'log';
export const OUT_DIR = 'out';
export const END_FILE = 'ended.json';

export type RunName = { readonly id: string; readonly key: string; readonly run: number };

export type HeldRun = {
  readonly name: RunName;
  readonly folder: string;
  /** Null where there is nothing left to abort. */
  readonly abort: AbortController | null;
  readonly followers: number;
  readonly hasEnded: boolean;
  /** All that it says to its end: its log from that byte on, and what else runs from that piece on. */
  follow(from: From, gone: AbortSignal): AsyncGenerator<RunEvent>;
};

export type From = { readonly logBytes: number; readonly others: number };

type Hooks = {
  readonly outDir: string;
  readonly signal: AbortSignal;
  onLog(chunk: Uint8Array): void;
  started(): void;
  onOther(source: string, chunk: Uint8Array): void;
  onUsage(usage: ModelUsage): void;
};

type Said = {
  hasStarted: boolean;
  logBytes: number;
  /** Bounded by whoever says it. */
  readonly others: { readonly source: string; readonly chunk: Buffer }[];
  usage: ModelUsage | undefined;
  last: LastEvent | undefined;
};

/** Begins at once; never rejects: whatever comes of it is its last event. */
export async function holdRun(
  name: RunName,
  folder: string,
  go: (hooks: Hooks) => Promise<AttemptResult | CommandResult>,
): Promise<HeldRun> {
  const outDir = join(folder, OUT_DIR);
  await mkdir(outDir, { recursive: true, mode: 0o700 });
  const abort = new AbortController();
  const said: Said = { hasStarted: false, logBytes: 0, others: [], usage: undefined, last: undefined };
  const followed = followable(name, folder, abort, said);
  const log = openSync(join(folder, LOG_FILE), 'w', 0o600);
  const hooks: Hooks = {
    outDir,
    signal: abort.signal,
    // At once and in order: what was said before the end is on the disk before the end is.
    onLog(chunk) {
      said.logBytes += writeSync(log, chunk);
      followed.changed();
    },
    started() {
      said.hasStarted = true;
      followed.changed();
    },
    onOther(source, chunk) {
      said.others.push({ source, chunk: Buffer.from(chunk) });
      followed.changed();
    },
    onUsage(usage) {
      said.usage = usage;
      followed.changed();
    },
  };
  void lastEventOf(go(hooks))
    .then((last) => keepEnd(folder, name, last))
    .then((last) => {
      closeSync(log);
      said.last = last;
      followed.changed();
    });
  return followed.held;
}

/** What an earlier life of the runner kept of a run that had ended. */
export async function keptRun(folder: string, name: RunName, last: LastEvent): Promise<HeldRun> {
  const { size } = await stat(join(folder, LOG_FILE));
  const hasStarted = last.type === 'ended';
  return followable(name, folder, null, { hasStarted, logBytes: size, others: [], usage: undefined, last })
    .held;
}

function followable(name: RunName, folder: string, abort: AbortController | null, said: Said) {
  let change = Promise.withResolvers<void>();
  let followers = 0;
  async function* follow(from: From, gone: AbortSignal): AsyncGenerator<RunEvent> {
    followers += 1;
    try {
      yield* tell(said, folder, { from, gone, next: () => change.promise });
    } finally {
      followers -= 1;
    }
  }
  const held: HeldRun = {
    name,
    folder,
    abort,
    follow,
    get followers() {
      return followers;
    },
    get hasEnded() {
      return said.last !== undefined;
    },
  };
  return {
    held,
    changed() {
      change.resolve();
      change = Promise.withResolvers();
    },
  };
}

async function* tell(
  said: Said,
  folder: string,
  { from, gone, next }: { from: From; gone: AbortSignal; next: () => Promise<void> },
): AsyncGenerator<RunEvent> {
  let at = from.logBytes;
  let othersAt = from.others;
  let toldStart = false;
  let toldUsage: ModelUsage | undefined;
  while (!gone.aborted) {
    // Before the looks, so that what happens during one is seen by the next.
    const change = next();
    const { last } = said;
    if (said.hasStarted && !toldStart) {
      toldStart = true;
      yield { type: 'started' };
    }
    for (; othersAt < said.others.length; othersAt += 1) {
      const { source = '', chunk = Buffer.alloc(0) } = said.others[othersAt] ?? {};
      yield { type: 'other', at: othersAt, source, base64: chunk.toString('base64') };
    }
    for (; at < said.logBytes; ) {
      const chunk = await readLog(folder, at, Math.min(LOG_CHUNK_BYTES, said.logBytes - at));
      yield { type: 'log', at, base64: chunk.toString('base64') };
      at += chunk.length;
    }
    if (said.usage !== undefined && said.usage !== toldUsage) {
      toldUsage = said.usage;
      yield { type: 'usage', usage: said.usage };
    }
    if (last !== undefined) {
      yield last;
      return;
    }
    if (!(await within(change, gone))) yield { type: 'alive' };
  }
}

/** False where nothing happened in that time. */
async function within(change: Promise<void>, gone: AbortSignal): Promise<boolean> {
  const { promise: quiet, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ALIVE_EVERY_MS);
  const leave = () => resolve(true);
  gone.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([change.then(() => true), quiet]);
  } finally {
    clearTimeout(timer);
    gone.removeEventListener('abort', leave);
  }
}

async function readLog(folder: string, at: number, bytes: number): Promise<Buffer> {
  await using file = await open(join(folder, LOG_FILE), 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  if (bytesRead === 0) throw new Error(`the log in ${folder} is shorter than it was`);
  return buffer.subarray(0, bytesRead);
}

async function lastEventOf(running: Promise<AttemptResult | CommandResult>): Promise<LastEvent> {
  try {
    const result = await running;
    if (!('bundlePath' in result)) return ended(result);
    const { bundlePath, ...rest } = result;
    return {
      type: 'ended',
      result: rest,
      bundleBytes: bundlePath === null ? null : (await stat(bundlePath)).size,
    };
  } catch (error) {
    return { type: 'failed', failure: failureOf(error) };
  }
}

const ended = (result: CommandResult): LastEvent => ({
  type: 'ended',
  result: { ...result, resultFile: null },
  bundleBytes: null,
});

/** Kept over a restart of the runner too. What cannot be kept on a full disk is still told from memory. */
async function keepEnd(folder: string, name: RunName, last: LastEvent): Promise<LastEvent> {
  try {
    await writeFile(join(folder, `${END_FILE}.new`), JSON.stringify({ name, last }), { mode: 0o600 });
    await rename(join(folder, `${END_FILE}.new`), join(folder, END_FILE));
    return last;
  } catch (error) {
    return last.type === 'ended' ? last : { type: 'failed', failure: failureOf(error) };
  }
}
