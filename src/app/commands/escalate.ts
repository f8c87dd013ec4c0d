// Escalate and acknowledge: the same event from a command, a click or a form.
import type { Command } from '#core/command.ts';
import { MAX_REASON_CHARS } from '#core/escalation.ts';
import { refused } from '#core/messages/decision-answers.ts';
import { acknowledgedBy, escalated, notEscalated } from '#core/messages/escalation-words.ts';
import type { Message } from '#core/messages/message.ts';
import { shorten } from '#core/messages/words.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import type { StandingNeeds } from '../standing.ts';
import type { Context } from './context.ts';
import { findTaskToActOn } from './find-task.ts';

type Needs = Pick<Deps, 'engine' | 'clock'>;

export async function escalateByCommand(
  deps: Needs & StandingNeeds,
  context: Context,
  command: Extract<Command, { name: 'escalate' | 'ack' }>,
): Promise<Message> {
  const found = await findTaskToActOn(deps, context, command.task);
  if (!found.ok) return found.message;
  return command.name === 'ack'
    ? acknowledgeTask(deps, found.context, found.task)
    : escalateTask(deps, found.context, found.task, command.reason);
}

export async function escalateTask(
  { engine, clock }: Needs,
  { requestKey, actor }: Context,
  task: Task,
  reason: string,
): Promise<Message> {
  const event = { id: `${requestKey}:escalate`, atMs: clock.nowMs(), type: 'escalate' as const };
  const words = shorten(reason.trim(), MAX_REASON_CHARS);
  const { task: now = task, because } = await engine.deliver(task.id, { ...event, actor, reason: words });
  return because.ignored ? notDone(because, now) : escalated(now);
}

export async function acknowledgeTask(
  { engine, clock }: Needs,
  { requestKey, actor }: Context,
  task: Task,
): Promise<Message> {
  const event = { id: `${requestKey}:ack`, atMs: clock.nowMs(), type: 'acknowledge' as const };
  const { task: now = task, because } = await engine.deliver(task.id, { ...event, actor });
  return because.ignored ? notDone(because, now) : acknowledgedBy(now);
}

const notDone = ({ code, detail }: { code: string; detail?: string }, task: Task): Message =>
  notEscalated(code, task) ?? refused(code, detail, task);
