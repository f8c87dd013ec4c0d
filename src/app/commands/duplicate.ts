// Asked for once more: an offer to join the task that does it already, kept for an hour so that a click can start another all the same.
import type { Command } from '#core/command.ts';
import { type Asked, doesTheSame } from '#core/duplicate.ts';
import type { TaskId } from '#core/ids.ts';
import { refused } from '#core/messages/decision-answers.ts';
import { alreadyAsked, calledForIt, notJoined, nowJoined, offerGone } from '#core/messages/join-words.ts';
import type { Message } from '#core/messages/message.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import type { Context } from './context.ts';

const OFFER_TTL_MS = 3_600_000;
const SEARCHED_TASKS = 1_000;

type Start = Extract<Command, { name: 'start' }>;
/** All that its start needs but for who clicks, which is looked at anew. */
export type KeptStart = {
  readonly command: Start;
  readonly userId: string;
  readonly teamId: string;
  readonly context: Pick<Context, 'requestKey' | 'channelId' | 'threadTs' | 'named'>;
  readonly originUrl?: string;
};

const offerKey = (id: TaskId): string => `duplicate:${id}`;

/** The newest that does it already; `id` is the asker's own, delivered once more. */
export async function sameTask(
  { engine, config }: Pick<Deps, 'engine' | 'config'>,
  id: TaskId,
  asked: Asked,
): Promise<Task | undefined> {
  const windowMs = config.duplicateWindowMs ?? 0;
  if (windowMs === 0 || (await engine.get(id)) !== undefined) return undefined;
  for await (const task of engine.list({ limit: SEARCHED_TASKS }))
    if (doesTheSame(task, asked, windowMs)) return task;
  return undefined;
}

export async function offerToJoin(
  { settings, taskPage }: Pick<Deps, 'settings' | 'taskPage'>,
  task: Task,
  offer: { readonly id: TaskId; readonly atMs: number; readonly start: KeptStart },
): Promise<Message> {
  await settings.set(offerKey(offer.id), offer.start, { ttlMs: OFFER_TTL_MS });
  return alreadyAsked(task, {
    value: offer.id,
    taskPage: taskPage(task.id),
    atMs: offer.atMs,
    isTheirs: calledForIt(task).includes(offer.start.userId),
  });
}

/** The request behind the button, of whoever it was offered to. */
export async function keptStart(
  { settings }: Pick<Deps, 'settings'>,
  { actor }: Context,
  id: TaskId,
): Promise<KeptStart | Message> {
  const kept = await settings.get<KeptStart>(offerKey(id));
  const isTheirs = kept?.userId === actor.userId && kept.teamId === actor.teamId;
  return kept !== undefined && isTheirs ? kept : offerGone();
}

export async function joinTask(
  { engine, clock }: Pick<Deps, 'engine' | 'clock'>,
  { requestKey, actor }: Context,
  task: Task,
): Promise<Message> {
  const event = { id: `${requestKey}:join`, atMs: clock.nowMs(), type: 'join' as const };
  const { task: now = task, because } = await engine.deliver(task.id, { ...event, actor });
  if (!because.ignored) return nowJoined(now);
  return notJoined(because.code, now) ?? refused(because.code, because.detail, now);
}
