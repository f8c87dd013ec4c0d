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
  const text = await orUndefined(readFile(`/proc/${pid}/stat`, 'utf8'));
  // "pid (name) state …": the name may hold anything, so count from its last bracket. Field 22 is the start time.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
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

/** Kills the agent's group, and, where /proc tells, every process that bears the run's mark. */
export async function killRun(groupPid: number | undefined, mark: string): Promise<void> {
  if (groupPid !== undefined) signal(-groupPid, 'SIGKILL');
  // A process may start another while the list is read: until nothing new is found.
  for (let round = 0; round < 10; round++) {
    const pids = await markedProcesses(mark);
    if (pids.length === 0) return;
    for (const pid of pids) signal(pid, 'SIGKILL');
  }
}

async function markedProcesses(mark: string): Promise<number[]> {
  if (!hasProc) return [];
  const wanted = Buffer.from(`${RUN_MARK}=${mark}`);
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1 && pid !== process.pid);
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
