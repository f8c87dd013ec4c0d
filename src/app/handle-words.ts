// Words people type, from a slash command or in a thread, to the use case they mean.
import { parseCommand } from '#core/command.ts';
import type { Message } from '#core/messages/message.ts';
import { help, inTaskThread, misunderstood } from '#core/messages/not-understood.ts';
import type { Context } from './commands/context.ts';
import { decideByCommand } from './commands/decide.ts';
import { list, status } from './commands/look.ts';
import { start } from './commands/start.ts';
import type { Deps } from './deps.ts';
import { taskOfThread } from './threads.ts';

const MAX_INPUT_CHARS = 4_500;

export async function handleWords(deps: Deps, context: Context, text: string): Promise<Message> {
  const taskId =
    context.threadTs === null
      ? undefined
      : await taskOfThread(deps, { channelId: context.channelId, ts: context.threadTs });
  const parsed = parseCommand(text.slice(0, MAX_INPUT_CHARS), taskId !== undefined);
  if (!parsed.ok) return misunderstood(parsed.misunderstood);
  const { command } = parsed;
  switch (command.name) {
    case 'start':
      return taskId === undefined ? start(deps, context, command) : inTaskThread(taskId);
    case 'status':
      return status(deps, context, command);
    case 'list':
      return list(deps, context, command);
    case 'approve':
    case 'retry':
    case 'abort':
      return decideByCommand(deps, context, command);
    case 'help':
      return help(command.topic);
  }
}
