// Words people type, from a slash command or in a thread, to the use case they mean.
import { type Misunderstood, type Parsed, parseCommand } from '#core/command.ts';
import type { Message } from '#core/messages/message.ts';
import { help, misunderstood } from '#core/messages/not-understood.ts';
import { configure } from './commands/configure.ts';
import type { Context } from './commands/context.ts';
import { decideByCommand } from './commands/decide.ts';
import { escalateByCommand } from './commands/escalate.ts';
import { extend, show, take } from './commands/extend.ts';
import { link, unlink } from './commands/link.ts';
import { logs } from './commands/logs.ts';
import { list, status } from './commands/look.ts';
import { muteByCommand, unmuteByCommand } from './commands/mute.ts';
import { say } from './commands/say.ts';
import { start } from './commands/start.ts';
import type { Deps } from './deps.ts';
import { taskOfThread } from './threads.ts';

const MAX_INPUT_CHARS = 4_500;

export async function handleWords(deps: Deps, context: Context, text: string): Promise<Message | null> {
  const taskId =
    context.threadTs === null
      ? undefined
      : await taskOfThread(deps, { channelId: context.channelId, ts: context.threadTs });
  const parsed = parseCommand(text.slice(0, MAX_INPUT_CHARS), taskId !== undefined);
  if (taskId !== undefined && isNoCommand(parsed))
    return say(deps, context, taskId, text.slice(0, MAX_INPUT_CHARS));
  if (!parsed.ok) return misunderstood(parsed.misunderstood);
  const { command } = parsed;
  switch (command.name) {
    case 'start':
      return start(deps, context, command);
    case 'status':
      return status(deps, context, command);
    case 'list':
      return list(deps, context, command);
    case 'approve':
    case 'retry':
    case 'abort':
      return decideByCommand(deps, context, command);
    case 'mute':
      return muteByCommand(deps, context, command);
    case 'unmute':
      return unmuteByCommand(deps, context, command);
    case 'show':
      return show(deps, context, command);
    case 'logs':
      return logs(deps, context, command);
    case 'extend':
      return extend(deps, context, command);
    case 'take':
      return take(deps, context, command);
    case 'escalate':
    case 'ack':
      return escalateByCommand(deps, context, command);
    case 'config':
      return configure(deps, context, command);
    case 'link':
      return link(deps, context, command);
    case 'unlink':
      return unlink(deps, context, command);
    case 'help':
      return help(command.topic);
  }
}

/** A slip in a command is told as one; whatever else people write there is meant for the task. */
const SLIPS: ReadonlySet<Misunderstood['cause']> = new Set([
  'empty',
  'which_task',
  'too_many_words',
  'perhaps_a_verb',
  'bad_words',
]);
const isNoCommand = (parsed: Parsed): boolean =>
  parsed.ok ? parsed.command.name === 'start' : !SLIPS.has(parsed.misunderstood.cause);
