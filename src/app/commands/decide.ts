// Approve, retry, abort: the same event from a command, a click or a form. The answer says what it did, or who was first.
import type { Command } from '#core/command.ts';
import type { TaskEvent } from '#core/events.ts';
import type { Sha } from '#core/ids.ts';
import { decided, refused } from '#core/messages/decision-answers.ts';
import type { Message } from '#core/messages/message.ts';
import { shorten } from '#core/messages/words.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import type { StandingNeeds } from '../standing.ts';
import type { Context } from './context.ts';
import { findTaskToActOn } from './find-task.ts';

const MAX_HINT_CHARS = 2_000;

type Needs = Pick<Deps, 'engine' | 'clock'>;
export type Decision = {
  readonly action: 'approve' | 'retry' | 'request_changes' | 'abort';
  readonly hint: string | null;
  /** What reviewers said is to be taken up as well. */
  readonly review?: boolean;
  readonly revision: number | null;
  readonly headSha: Sha | null;
};

export async function decideByCommand(
  deps: Needs & StandingNeeds,
  context: Context,
  command: Extract<Command, { name: 'approve' | 'retry' | 'abort' }>,
): Promise<Message> {
  const found = await findTaskToActOn(deps, context, command.task);
  if (!found.ok) return found.message;
  const hint = command.name === 'retry' ? command.hint : null;
  // A typed command means the task as its writer knows it now: bound to the commit it has at this moment, not to a card.
  return decide(deps, found.context, found.task, {
    action: command.name,
    hint,
    ...(command.name === 'retry' && command.review ? { review: true } : {}),
    revision: null,
    headSha: found.task.headSha,
  });
}

export async function decide(
  deps: Needs,
  context: Context,
  task: Task,
  decision: Decision,
): Promise<Message> {
  const base = {
    id: `${context.requestKey}:${decision.action}`,
    atMs: deps.clock.nowMs(),
    actor: context.actor,
    revision: decision.revision,
  };
  const delivery = await deps.engine.deliver(task.id, eventOf(base, decision));
  const now = delivery.task ?? task;
  const { code, detail, ignored } = delivery.because;
  if (code === 'refused_stale') await refreshCard(deps, context, now);
  return ignored ? refused(code, detail, now) : decided(decision.action, now, code);
}

/** Whoever clicked a card that stayed behind sees the current one. */
export async function refreshCard(
  { engine, clock }: Pick<Deps, 'engine' | 'clock'>,
  { requestKey }: Context,
  task: Task,
): Promise<void> {
  const id = `${requestKey}:outdated`;
  await engine.deliver(task.id, { id, atMs: clock.nowMs(), type: 'card_outdated' });
}

function eventOf(
  base: Pick<Extract<TaskEvent, { type: 'abort' }>, 'id' | 'atMs' | 'actor' | 'revision'>,
  { action, hint, headSha, review }: Decision,
): TaskEvent {
  switch (action) {
    case 'approve':
      return { ...base, type: 'approve', headSha };
    case 'retry':
      return { ...base, type: 'retry', hint: hintOf(hint), ...(review ? { review } : {}) };
    case 'request_changes':
      return { ...base, type: 'retry', hint: hintOf(hint), review: true, changes: true };
    case 'abort':
      return { ...base, type: 'abort' };
  }
}

const hintOf = (hint: string | null): string | null =>
  hint === null || hint.trim() === '' ? null : shorten(hint.trim(), MAX_HINT_CHARS);
