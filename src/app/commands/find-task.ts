// The task that a person means: by the beginning of its id, or by the thread they are in.
import type { TaskRef } from '#core/command.ts';
import { isTaskId } from '#core/ids.ts';
import type { Message } from '#core/messages/message.ts';
import { ambiguousTask, noLongerKept, noSuchTask, noTaskHere } from '#core/messages/not-understood.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import { knownAt, type StandingNeeds } from '../standing.ts';
import { taskOfThread } from '../threads.ts';
import type { Context } from './context.ts';

/** The same for who acts on it: with what they may do there. */
export async function findTaskToActOn(
  deps: Pick<Deps, 'engine'> & StandingNeeds,
  context: Context,
  ref: TaskRef,
): Promise<(Found & { readonly ok: false }) | (Found & { readonly ok: true; readonly context: Context })> {
  const found = await findTask(deps, context, ref);
  return found.ok ? { ...found, context: await knownAt(deps, context, found.task) } : found;
}

export type Found =
  | { readonly ok: true; readonly task: Task }
  | { readonly ok: false; readonly message: Message };

export async function findTask(
  deps: Pick<Deps, 'engine' | 'settings'>,
  context: Context,
  ref: TaskRef,
): Promise<Found> {
  return ref.by === 'id' ? byPrefix(deps, ref.prefix) : byThread(deps, context);
}

async function byPrefix({ engine }: Pick<Deps, 'engine'>, prefix: string): Promise<Found> {
  if (isTaskId(prefix)) {
    const task = await engine.get(prefix);
    if (task) return { ok: true, task };
    const forgotten = await engine.forgotten(prefix);
    return { ok: false, message: forgotten ? noLongerKept(prefix, forgotten) : noSuchTask(prefix) };
  }
  const found: Task[] = [];
  for await (const task of engine.list()) {
    if (task.id.startsWith(prefix)) found.push(task);
    if (found.length > 5) break;
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return { ok: true, task: only };
  return {
    ok: false,
    message: only
      ? ambiguousTask(
          prefix,
          found.map((task) => task.id),
        )
      : noSuchTask(prefix),
  };
}

async function byThread(
  deps: Pick<Deps, 'engine' | 'settings'>,
  { channelId, threadTs }: Context,
): Promise<Found> {
  const id = threadTs === null ? undefined : await taskOfThread(deps, { channelId, ts: threadTs });
  const task = id === undefined ? undefined : await deps.engine.get(id);
  return task ? { ok: true, task } : { ok: false, message: noTaskHere() };
}
