// Who wants it quiet: mutes of people and quiet hours of channels are settings, a mute of a task is on the task.

import type { Person } from '#core/people.ts';
import { type Quiet, type QuietHours, quietAt } from '#core/quiet.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from './deps.ts';
import { offsetIn } from './time-zones.ts';

type Needs = Pick<Deps, 'settings' | 'clock'>;
type Whose = Pick<Person, 'teamId' | 'userId'>;

const personKey = ({ teamId, userId }: Whose): string => `mute:${teamId}:${userId}`;
const channelKey = (channelId: string): string => `quiet:${channelId}`;

/** Null where a reply about the task may be posted as it is. */
export async function quietNow({ settings, clock }: Needs, task: Task): Promise<Quiet | null> {
  const { requester, channelId } = task.request;
  const personUntilMs = await settings.get<number>(personKey(requester));
  const quiet = await settings.get<QuietHours>(channelKey(channelId));
  const channel = quiet && { hours: quiet.hours, offset: offsetIn(quiet.zone) };
  return quietAt({ task, personUntilMs, channel }, clock.nowMs());
}

export const mutePerson = ({ settings, clock }: Needs, person: Whose, untilMs: number): Promise<void> =>
  settings.set(personKey(person), untilMs, { ttlMs: untilMs - clock.nowMs() });

/** Null where they are not muted. */
export async function personMutedUntil({ settings, clock }: Needs, person: Whose): Promise<number | null> {
  const untilMs = (await settings.get<number>(personKey(person))) ?? 0;
  return untilMs > clock.nowMs() ? untilMs : null;
}

export const unmutePerson = ({ settings }: Needs, person: Whose): Promise<void> =>
  settings.delete(personKey(person));

export const quietHoursOf = ({ settings }: Needs, channelId: string): Promise<QuietHours | undefined> =>
  settings.get<QuietHours>(channelKey(channelId));

export const setQuietHours = (
  { settings }: Needs,
  channelId: string,
  quiet: QuietHours | null,
): Promise<void> =>
  quiet === null ? settings.delete(channelKey(channelId)) : settings.set(channelKey(channelId), quiet);

/** Tasks that hold something for these reasons tell it, as far as nobody else wants it quiet. */
export async function quietIsOver(
  { engine, clock }: Pick<Deps, 'engine' | 'clock'>,
  requestKey: string,
  isConcerned: (task: Task) => boolean,
): Promise<void> {
  for await (const task of engine.list({ timer: 'quiet_end' })) {
    if (!isConcerned(task)) continue;
    const id = `${requestKey}:quiet_over`;
    await engine.deliver(task.id, { id, atMs: clock.nowMs(), type: 'quiet_over' });
  }
}
