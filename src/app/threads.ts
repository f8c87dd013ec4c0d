// Which task a thread belongs to, and how to answer its requester before there is a thread.
import { isTaskId, type TaskId } from '#core/ids.ts';
import type { MessageRef, Task } from '#core/task/task.ts';
import type { AnswerTo } from '#ports/chat.ts';
import type { Engine } from '#ports/engine.ts';
import type { Settings } from '#ports/settings.ts';

/** Where replies about a task go; null without a card, for then there is no thread yet. */
export const threadOf = ({ card, request }: Pick<Task, 'card' | 'request'>): MessageRef | null =>
  card && { channelId: card.channelId, ts: request.threadTs ?? card.ts };

const threadKey = (thread: MessageRef): string => `thread:${thread.channelId}:${thread.ts}`;
export const respondKey = (taskId: TaskId): string => `respond:${taskId}`;
/** A response URL lives for thirty minutes (Slack). */
const RESPOND_TTL_MS = 30 * 60_000;

export const rememberThread = async (settings: Settings, task: Task): Promise<void> => {
  const thread = threadOf(task);
  if (thread !== null) await settings.set(threadKey(thread), task.id);
};

export const forgetThread = async (settings: Settings, task: Task): Promise<void> => {
  const thread = threadOf(task);
  if (thread === null) return;
  const key = threadKey(thread);
  // Another task may have been asked for in the same thread since.
  if ((await settings.get<string>(key)) === task.id) await settings.delete(key);
};

export const rememberRespond = (settings: Settings, taskId: TaskId, to: AnswerTo): Promise<void> =>
  settings.set(respondKey(taskId), to, { ttlMs: RESPOND_TTL_MS });

/** By the link that was kept, else by the newest task's own record: the link may be lost, the task is not. */
export async function taskOfThread(
  deps: { settings: Settings; engine: Engine },
  thread: MessageRef,
): Promise<TaskId | undefined> {
  const kept = await deps.settings.get<string>(threadKey(thread));
  if (kept !== undefined && isTaskId(kept)) return kept;
  for await (const { id } of deps.engine.list({ thread, limit: 1 })) return id;
  return undefined;
}
