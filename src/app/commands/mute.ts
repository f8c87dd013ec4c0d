// Mute and unmute: one task, or everything that the person asked for. The same from a command and from the card.
import { nextWorkingDay, UTC } from '#core/calendar.ts';
import type { Command } from '#core/command.ts';
import { refused } from '#core/messages/decision-answers.ts';
import type { Message } from '#core/messages/message.ts';
import {
  inUtc,
  nothingToMute,
  personMuted,
  personNotMuted,
  personUnmuted,
  taskMuted,
  taskNotMuted,
  taskUnmuted,
} from '#core/messages/mute-words.ts';
import type { MuteUntil } from '#core/mute-words.ts';
import { samePerson } from '#core/people.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import { mutePerson, personMutedUntil, quietIsOver, unmutePerson } from '../quiet.ts';
import type { StandingNeeds } from '../standing.ts';
import { offsetIn } from '../time-zones.ts';
import type { Context } from './context.ts';
import { findTaskToActOn } from './find-task.ts';

type Needs = Pick<Deps, 'engine' | 'settings' | 'clock' | 'chat'>;
type Finds = Needs & StandingNeeds;

export async function muteByCommand(
  deps: Finds,
  context: Context,
  { whom, until }: Extract<Command, { name: 'mute' }>,
): Promise<Message> {
  if (whom === 'me') return muteMe(deps, context, until);
  const found = await findTaskToActOn(deps, context, whom);
  return found.ok ? muteTask(deps, found.context, found.task, until) : found.message;
}

export async function unmuteByCommand(
  deps: Finds,
  context: Context,
  { whom }: Extract<Command, { name: 'unmute' }>,
): Promise<Message> {
  if (whom === 'me') return unmuteMe(deps, context);
  const found = await findTaskToActOn(deps, context, whom);
  return found.ok ? unmuteTask(deps, found.context, found.task) : found.message;
}

export async function muteTask(
  deps: Needs,
  { requestKey, actor }: Context,
  task: Task,
  until: MuteUntil,
): Promise<Message> {
  const { untilMs, isGuessed } = await momentOfEnd(deps, actor.userId, until);
  const event = { id: `${requestKey}:mute`, atMs: deps.clock.nowMs(), type: 'mute' as const };
  const { task: now = task, because } = await deps.engine.deliver(task.id, { ...event, actor, untilMs });
  if (because.code === 'refused_closed') return nothingToMute(now);
  if (because.ignored) return refused(because.code, because.detail, now);
  return isGuessed ? inUtc(taskMuted(now)) : taskMuted(now);
}

export async function unmuteTask(
  { engine, clock }: Needs,
  { requestKey, actor }: Context,
  task: Task,
): Promise<Message> {
  const event = { id: `${requestKey}:unmute`, atMs: clock.nowMs(), type: 'unmute' as const };
  const { task: now = task, because } = await engine.deliver(task.id, { ...event, actor });
  if (because.code === 'refused_not_muted') return taskNotMuted(now);
  return because.ignored
    ? refused(because.code, because.detail, now)
    : taskUnmuted(now, (task.held ?? []).length > 0);
}

async function muteMe(deps: Needs, { actor }: Context, until: MuteUntil): Promise<Message> {
  const { untilMs, isGuessed } = await momentOfEnd(deps, actor.userId, until);
  const atMs = deps.clock.nowMs();
  const endMs = untilMs ?? atMs;
  await mutePerson(deps, actor, endMs);
  const message = personMuted(endMs, atMs);
  return isGuessed ? inUtc(message) : message;
}

async function unmuteMe(deps: Needs, { actor, requestKey }: Context): Promise<Message> {
  if ((await personMutedUntil(deps, actor)) === null) return personNotMuted();
  await unmutePerson(deps, actor);
  await quietIsOver(deps, requestKey, ({ request }) => samePerson(request.requester, actor));
  return personUnmuted();
}

/** `isGuessed`: where the person is was not to be learned. */
async function momentOfEnd(
  { clock, chat }: Pick<Deps, 'clock' | 'chat'>,
  userId: string,
  until: MuteUntil,
): Promise<{ untilMs: number | null; isGuessed: boolean }> {
  const atMs = clock.nowMs();
  if (until.kind === 'end') return { untilMs: null, isGuessed: false };
  if (until.kind === 'for') return { untilMs: atMs + until.ms, isGuessed: false };
  const zone = await chat.timeZoneOf(userId);
  const offset = zone === null ? UTC : offsetIn(zone);
  return { untilMs: nextWorkingDay(atMs, offset), isGuessed: zone === null };
}
