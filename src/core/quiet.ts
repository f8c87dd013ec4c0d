// When a task keeps quiet: somebody muted it, its requester muted themselves, or its channel has quiet hours. The card goes on, and so does the end.
import { endOfHours, type Hours, type Offset } from './calendar.ts';
import type { Reply } from './effects.ts';
import type { Person } from './people.ts';
import type { Task, UntoldReply } from './task/task.ts';

/** `untilMs` is null where it lasts until the task rests. */
export type Mute = { readonly by: Person; readonly atMs: number; readonly untilMs: number | null };

/** Whose wish it is; a task's own is on the task, the others are settings. */
export type QuietBecause = 'task' | 'person' | 'channel';
export type Quiet = { readonly untilMs: number | null; readonly because: QuietBecause };

/** What a channel has in its settings. `zone` is the one that it was said in. */
export type QuietHours = { readonly hours: Hours; readonly zone: string; readonly by: string };

export type QuietWishes = {
  readonly task: Pick<Task, 'mute'>;
  readonly personUntilMs: number | undefined;
  readonly channel: { readonly hours: Hours; readonly offset: Offset } | undefined;
};

/** The wish that lasts longest; null where nobody has one now. */
export function quietAt({ task, personUntilMs, channel }: QuietWishes, atMs: number): Quiet | null {
  const { mute } = task;
  if (mute && mute.untilMs === null) return { untilMs: null, because: 'task' };
  const channelUntilMs = channel && endOfHours(channel.hours, atMs, channel.offset);
  const wishes = [
    { untilMs: mute?.untilMs ?? 0, because: 'task' as const },
    { untilMs: personUntilMs ?? 0, because: 'person' as const },
    { untilMs: channelUntilMs ?? 0, because: 'channel' as const },
  ].filter(({ untilMs }) => untilMs > atMs);
  return wishes.reduce<Quiet | null>(
    (longest, each) => (each.untilMs > (longest?.untilMs ?? 0) ? each : longest),
    null,
  );
}

/** States of rest are told at once, though without a ping, and calls of an escalation have rules of their own. */
export const canWait = ({ kind }: Reply): boolean =>
  kind === 'attempt_finished' || kind === 'retried' || kind === 'digest' || kind === 'approval_expired';

export const MAX_HELD = 20;

/** Grown by one; a digest that could not be told either is taken apart again. */
export function withHeld(held: readonly UntoldReply[], one: UntoldReply): readonly UntoldReply[] {
  const more = one.reply.kind === 'digest' ? one.reply.held : [one];
  const others = held.filter(({ key }) => !more.some((each) => each.key === key));
  const isOlder = one.reply.kind === 'digest';
  return (isOlder ? [...more, ...others] : [...others, ...more]).slice(-MAX_HELD);
}
