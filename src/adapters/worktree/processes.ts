// Processes of this machine: whether one is still the one we meant, and ending all that an agent started.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const hasProc = process.platform === 'linux';

/** Every process of a run carries it in its environment, so that one which left the group is found again. */
export const RUN_MARK = 'GREENLIGHT_RUN';

/** A process by number and start: numbers are given out again. */
export type ProcessId = { readonly pid: number; readonly startedAt: string };

/** When a process started, in the system's own words; undefined when there is none (or it is a zombie). */
export async function startOf(pid: number): Promise<string | undefined> {
  if (!hasProc) return await startFromPs(pid);
  const fields = await statFields(pid);
  // Field 22 of the whole line is the start time.
  return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
}

async function startFromPs(pid: number): Promise<string | undefined> {
  try {
    return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim() || undefined;
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if ((error as { code?: unknown }).code === 1) return undefined;
    throw error;
  }
}

export const isAlive = async (id: ProcessId): Promise<boolean> => (await startOf(id.pid)) === id.startedAt;

/** `to`: a process, or a whole group as a negative number. False when there is none. */
export function signal(to: number, name: 'SIGTERM' | 'SIGKILL'): boolean {
  try {
    process.kill(to, name);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EPERM: macOS says so of a group that holds only zombies.
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}

/** Scans that find nothing, one after the other, before nothing is believed to be left. */
const QUIET_ROUNDS = 3;
const MAX_ROUNDS = 50;
const ROUND_MS = 15;

/**
 * Kills the agent's group and, where /proc tells, all that descends from it or bears the run's mark. In the middle of an
 * exec a process has no readable environment: hence the look at descendants before, and several rounds after.
 */
export async function killRun(groupPid: number | undefined, mark: string): Promise<void> {
  const family = groupPid === undefined ? [] : await descendantsOf(groupPid);
  if (groupPid !== undefined) signal(-groupPid, 'SIGKILL');
  for (const pid of family) signal(pid, 'SIGKILL');
  if (!hasProc) return;
  for (let round = 0, quiet = 0; round < MAX_ROUNDS && quiet < QUIET_ROUNDS; round++) {
    if (round > 0) await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    const pids = await markedProcesses(mark);
    for (const pid of pids) signal(pid, 'SIGKILL');
    quiet = pids.length === 0 ? quiet + 1 : 0;
  }
}

const allPids = async (): Promise<number[]> =>
  (await readdir('/proc')).map(Number).filter((pid) => pid > 1 && pid !== process.pid);

async function descendantsOf(ancestor: number): Promise<number[]> {
  if (!hasProc) return [];
  const parents = await Promise.all(
    (await allPids()).map(async (pid) => {
      const fields = await statFields(pid);
      return { pid, parent: Number(fields?.[1]), group: Number(fields?.[2]), session: Number(fields?.[3]) };
    }),
  );
  const family = new Set([ancestor]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent, group, session } of parents) {
      if (family.has(parent) || group === ancestor || session === ancestor) family.add(pid);
    }
  }
  family.delete(ancestor);
  return [...family];
}

/** Fields of /proc/<pid>/stat from the third ("state") on; undefined when there is no such process. */
async function statFields(pid: number): Promise<string[] | undefined> {
  const text = await orUndefined(readFile(`/proc/${pid}/stat`, 'utf8'));
  // "pid (name) state …": the name may hold anything, so count from its last bracket.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

async function markedProcesses(mark: string): Promise<number[]> {
  const wanted = Buffer.from(`${RUN_MARK}=${mark}`);
  const pids = await allPids();
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await orUndefined(readFile(`/proc/${pid}/environ`));
      return environment?.includes(wanted) ? pid : undefined;
    }),
  );
  return found.filter((pid) => pid !== undefined);
}

const GONE = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);
/** Processes come and go while one looks, and others' are closed to us. */
async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
