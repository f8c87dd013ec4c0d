// Looking without changing anything: one task, or a list.
import type { Command } from '#core/command.ts';
import { statusOf, taskList } from '#core/messages/answers.ts';
import type { Message } from '#core/messages/message.ts';
import { isResting } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import type { Context } from './context.ts';
import { findTask } from './find-task.ts';

const SHOWN = 15;

export async function status(
  deps: Pick<Deps, 'engine' | 'settings' | 'taskPage'>,
  context: Context,
  command: Extract<Command, { name: 'status' }>,
): Promise<Message> {
  if (command.task === null) return mine(deps, context);
  const found = await findTask(deps, context, command.task);
  return found.ok ? statusOf(found.task, deps.taskPage(found.task.id)) : found.message;
}

/** Without a task: those the person asked for that are still open. */
function mine(deps: Pick<Deps, 'engine'>, { actor }: Context): Promise<Message> {
  return listed(deps, (task) => task.request.requester.userId === actor.userId && isOpen(task));
}

const isOpen = (task: Task): boolean =>
  !isResting(task) ||
  task.state.name === 'green' ||
  task.state.name === 'blocked' ||
  task.state.name === 'needs_human';

export const list = (
  deps: Pick<Deps, 'engine'>,
  _context: Context,
  command: Extract<Command, { name: 'list' }>,
): Promise<Message> =>
  listed(deps, (task) => command.states === null || command.states.includes(task.state.name));

async function listed({ engine }: Pick<Deps, 'engine'>, isWanted: (task: Task) => boolean): Promise<Message> {
  const tasks: Task[] = [];
  for await (const task of engine.list()) {
    if (!isWanted(task)) continue;
    if (tasks.length === SHOWN) return taskList(tasks, true);
    tasks.push(task);
  }
  return taskList(tasks, false);
}
