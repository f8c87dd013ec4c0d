// Where a run lives on disk, `<root>/<key>/<run>/`: its checkout, what it is given, and what other processes of the same
// Greenlight must know to end it. A run touches its own folder only, so that a later run of the same key is never in its way.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, killRun, type ProcessId, signal } from './processes.ts';

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
/** The supervisor gets this long to end the agent before we do it. */
const PATIENCE_MS = 1_000;
const LOOK_EVERY_MS = 20;

export type Wish = 'collect' | 'discard';
/** What is known of a run's processes; the agent is missing until it has started. */
export type RunRecord = { readonly supervisor: ProcessId; readonly agent?: ProcessId };

export type RunFolder = {
  readonly mark: string;
  readonly dir: string;
  readonly repoDir: string;
  readonly inputDir: string;
  readonly homeDir: string;
  readonly tmpDir: string;
  readonly resultFile: string;
  readonly collectDir: string;
  readonly setupDir: string;
};

const folderOf = (root: string, key: string, mark: string): RunFolder => {
  const dir = join(root, key, mark);
  return {
    mark,
    dir,
    repoDir: join(dir, 'repo'),
    inputDir: join(dir, 'input'),
    homeDir: join(dir, 'home'),
    tmpDir: join(dir, 'tmp'),
    resultFile: join(dir, 'out/result.json'),
    collectDir: join(dir, 'collect.git'),
    setupDir: join(dir, 'setup'),
  };
};

export async function makeRunFolder(root: string, key: string): Promise<RunFolder> {
  if (!KEY.test(key)) throw new Error(`not an attempt's key: ${JSON.stringify(key).slice(0, 200)}`);
  const folder = folderOf(root, key, randomUUID());
  for (const dir of [
    folder.repoDir,
    folder.inputDir,
    folder.homeDir,
    folder.tmpDir,
    join(folder.dir, 'out'),
  ]) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  }
  return folder;
}

/** Keys that have any folder, in no order. */
export const keysOf = async (root: string): Promise<string[]> =>
  ((await orUndefined(readdir(root))) ?? []).filter((key) => KEY.test(key));

export async function runsOf(root: string, key: string): Promise<RunFolder[]> {
  if (!KEY.test(key)) return [];
  const marks = (await orUndefined(readdir(join(root, key)))) ?? [];
  return marks.map((mark) => folderOf(root, key, mark));
}

/** Seen by other processes whole or not at all. */
export async function writeRecord(folder: RunFolder, record: RunRecord): Promise<void> {
  const temporary = join(folder.dir, `run.${randomUUID()}.tmp`);
  await writeFile(temporary, JSON.stringify(record));
  await rename(temporary, join(folder.dir, 'run.json'));
}

/** What somebody who ended the run wished; discarding wins over collecting. */
export async function wishOf(folder: RunFolder): Promise<Wish | undefined> {
  const names = await orUndefined(readdir(folder.dir));
  // The folder is gone: reaped.
  if (names === undefined || names.includes('discard')) return 'discard';
  return names.includes('collect') ? 'collect' : undefined;
}

/** Ends a run, whoever holds it. The wish stands before the kill, so that the holder finds it. */
export async function endRun(folder: RunFolder, wish: Wish): Promise<void> {
  const written = await orUndefined(writeFile(join(folder.dir, wish), '').then(() => true));
  if (!written) return;
  const record = await readRecord(folder);
  if (record === undefined) return;
  if (await isAlive(record.supervisor)) {
    signal(record.supervisor.pid, 'SIGTERM');
    if (await isGone(record.supervisor)) return;
    signal(record.supervisor.pid, 'SIGKILL');
  }
  const { agent } = (await readRecord(folder)) ?? record;
  // Where the agent itself is gone, its group's number may be somebody else's by now: only what bears the mark.
  const groupPid = agent !== undefined && (await isAlive(agent)) ? agent.pid : undefined;
  await killRun(groupPid, folder.mark);
}

async function isGone(id: ProcessId): Promise<boolean> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (performance.now() < untilMs) {
    if (!(await isAlive(id))) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

async function readRecord(folder: RunFolder): Promise<RunRecord | undefined> {
  const text = await orUndefined(readFile(join(folder.dir, 'run.json'), 'utf8'));
  return text === undefined ? undefined : (JSON.parse(text) as RunRecord);
}

/** Removes the folder, and the key's when it was the last. What a dying process still writes is removed as well. */
export async function removeRun(folder: RunFolder): Promise<void> {
  await rm(folder.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  try {
    await rmdir(join(folder.dir, '..'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

/** Ends and removes whatever runs or lies under the key. */
export async function clearKey(root: string, key: string): Promise<void> {
  for (const folder of await runsOf(root, key)) {
    await endRun(folder, 'discard');
    await removeRun(folder);
  }
}

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
