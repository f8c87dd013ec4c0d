// Lets go of what has ended long ago: at the start and once a day, a few tasks at a time, in steps that a crash may cut anywhere.

import { isTaskId, type TaskId } from '#core/ids.ts';
import {
  auditedUntilMs,
  ENDED,
  hasNoFiles,
  type Removal,
  type Retention,
  removalsAt,
  unusedUntilMs,
} from '#core/retention.ts';
import { attemptKey } from '#core/task/names.ts';
import type { Task } from '#core/task/task.ts';
import { waitedUntil } from '#ports/clock.ts';
import type { Deps } from './deps.ts';
import { forgetOldSessions } from './effects/forget-sessions.ts';
import { baselineFolder } from './effects/prove.ts';
import { GREEN_FOLDERS } from './green-logs.ts';
import { forgetThread } from './threads.ts';

const DAY_MS = 24 * 3_600_000;
/** Of one run; what is left is taken up again soon, so that a first run over years holds nobody up. */
const MAX_TASKS = 100;
const SOON_MS = 60_000;

type Needs = Pick<Deps, 'engine' | 'artifacts' | 'settings' | 'audit' | 'sandbox' | 'clock' | 'log'>;

/** Runs until `signal` ends it. Trouble is logged and tried again with the next run. */
export async function keepTidy(deps: Needs, retention: Retention, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isDone = await tidyUp(deps, retention, signal).catch((error: unknown) => {
      deps.log.error({ err: error }, 'what has ended long ago could not be removed, will be tried again');
      return true;
    });
    const nextMs = deps.clock.nowMs() + (isDone ? DAY_MS : SOON_MS);
    await waitedUntil(deps.clock, nextMs, signal);
  }
}

/** One run. False where there is more to remove. */
export async function tidyUp(deps: Needs, retention: Retention, signal: AbortSignal): Promise<boolean> {
  const nowMs = deps.clock.nowMs();
  let left = MAX_TASKS;
  const removed = { task: 0, artifacts: 0 };
  for (const removal of removalsAt(nowMs, retention)) {
    for await (const task of deps.engine.list(filterOf(removal, left))) {
      if (signal.aborted) return true;
      left -= 1;
      if (await removeFrom(deps, task, removal)) removed[removal.what] += 1;
    }
  }
  await forgetOldSessions(deps);
  const unused = await deps.artifacts.removeOlder(GREEN_FOLDERS, unusedUntilMs(nowMs, retention));
  const audited = await deps.audit.removeOlder(auditedUntilMs(nowMs, retention));
  if (removed.task + removed.artifacts + unused + audited > 0)
    deps.log.info({ ...removed, unused, audited }, 'removed what has ended long ago');
  return left > 0;
}

const filterOf = ({ what, endedUntilMs }: Removal, limit: number) => ({
  states: ENDED,
  restedUntilMs: endedUntilMs,
  limit,
  ...(what === 'artifacts' ? { hasFiles: true as const } : {}),
});

async function removeFrom(deps: Needs, task: Task, { what, afterDays }: Removal): Promise<boolean> {
  const bare = hasNoFiles(task) ? task : await removeFiles(deps, task, afterDays);
  if (what === 'artifacts') return true;
  const isGone = await deps.engine.forget(bare, { removedAtMs: deps.clock.nowMs(), afterDays });
  if (isGone) await forgetThread(deps.settings, task);
  return isGone;
}

/** Files first: where the process dies in between, the next run finds none and says so all the same. */
async function removeFiles(
  { engine, artifacts, clock }: Needs,
  task: Task,
  afterDays: number,
): Promise<Task> {
  const { id } = task;
  for (const folder of foldersOf(task)) await artifacts.remove(folder);
  const attempts = task.attempts.length;
  const event = { id: `retention:${attempts}`, atMs: clock.nowMs() };
  const told = await engine.deliver(id, { ...event, type: 'artifacts_removed', attempts, afterDays });
  return told.task ?? task;
}

const foldersOf = ({ id, attempts }: Task): readonly string[] => [
  baselineFolder(id),
  ...attempts.map(({ no }) => attemptKey(id, no)),
];

/** Why a file of this folder is not there any more; undefined where that is no doing of retention. */
export async function whyGone(
  { engine }: Pick<Deps, 'engine'>,
  folder: string,
): Promise<{ readonly taskId: TaskId; readonly atMs: number; readonly afterDays: number } | undefined> {
  const taskId = taskOfFolder(folder);
  if (taskId === undefined) return undefined;
  const removed = (await engine.get(taskId))?.artifactsRemoved;
  if (removed !== undefined) return { taskId, ...removed };
  const gone = await engine.forgotten(taskId);
  return gone && { taskId, atMs: gone.removedAtMs, afterDays: gone.afterDays };
}

function taskOfFolder(folder: string): TaskId | undefined {
  const [, id = ''] = /^(t-[^-]+)-(?:a\d+|base)$/.exec(folder) ?? [];
  return isTaskId(id) ? id : undefined;
}
