// What the agent of a task prints, or printed last: to read, for whoever asks.
import type { Command } from '#core/command.ts';
import { attemptToShow, lastLines } from '#core/messages/log-words.ts';
import type { Message } from '#core/messages/message.ts';
import type { Deps } from '../deps.ts';
import { newestLog } from '../read-live-log.ts';
import type { Context } from './context.ts';
import { findTask } from './find-task.ts';

export async function logs(
  deps: Pick<Deps, 'engine' | 'settings' | 'taskPage' | 'artifacts'>,
  context: Context,
  { task: ref }: Extract<Command, { name: 'logs' }>,
): Promise<Message> {
  const found = await findTask(deps, context, ref);
  if (!found.ok) return found.message;
  const { task } = found;
  const attempt = attemptToShow(task);
  const log = attempt && (await newestLog(deps.artifacts, task, attempt));
  return lastLines(task, log?.text, deps.taskPage(task.id));
}
