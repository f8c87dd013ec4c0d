// What the chat would not take is kept on the task and told again, ever more rarely, until it is told: nobody waits for a call that never comes.
import type { EffectWish } from '../effects.ts';
import { unheard } from '../escalation.ts';
import type { EventOf } from '../events.ts';
import { isResting } from '../task/state.ts';
import { MAX_UNTOLD_REPLIES, type Task, type Untold, type UntoldReply } from '../task/task.ts';
import { changed, ignored, type Outcome, withoutTimer, withTimer } from './outcome.ts';

const MINUTE_MS = 60_000;
const FIRST_PAUSE_MS = 5 * MINUTE_MS;
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;
/** A channel that is closed for so long stays closed. */
const GIVE_UP_AFTER_MS = 30 * 24 * 60 * MINUTE_MS;

type What = { readonly card: true } | { readonly reply: UntoldReply };

/** A card or a reply was given up. */
export function notTold(task: Task, what: What, atMs: number, why: string): Outcome {
  if ('reply' in what && !isWorthTelling(task, what.reply)) return ignored('no_longer_worth_telling');
  const before = task.untold ?? { card: false, replies: [], sinceMs: atMs, tries: 0 };
  // Card and reply that fail together are one try.
  const isWaiting = task.timers.tell_again !== undefined;
  const tries = isWaiting ? before.tries : before.tries + 1;
  const untold = { ...before, ...grown(before, what), tries };
  const timers =
    isWaiting || isGivenUp(untold, atMs)
      ? task.timers
      : withTimer(task.timers, 'tell_again', atMs + pauseMs(tries));
  return changed('not_told', { untold, timers }, [], { quiet: true, detail: why });
}

function grown(before: Untold, what: What): Pick<Untold, 'card'> | Pick<Untold, 'replies'> {
  if ('card' in what) return { card: true };
  const others = before.replies.filter(({ key }) => key !== what.reply.key);
  return { replies: [...others, what.reply].slice(-MAX_UNTOLD_REPLIES) };
}

const pauseMs = (tries: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 10));

const isGivenUp = ({ sinceMs }: Untold, atMs: number): boolean => atMs - sinceMs > GIVE_UP_AFTER_MS;

/** Nobody is called back for what was decided meanwhile: the newest state of rest has a call of its own. */
export const isWorthTelling = (task: Task, { key, reply }: UntoldReply): boolean =>
  reply.kind === 'escalated'
    ? isNewestCall(task, reply)
    : !isCall(reply) || task.restReply === undefined || (isResting(task) && task.restReply === key);

const isNewestCall = (task: Task, { no, call }: { no: number; call: number }): boolean => {
  const calling = unheard(task);
  return calling?.no === no && calling.calls.length === call;
};

const isCall = ({ kind }: UntoldReply['reply']): boolean => kind === 'called_back' || kind === 'ended';

/** The timer is due, or the chat may be back. What is being told already needs no second try beside it. */
export function tellAgain(task: Task, code: string, atMs: number): Outcome {
  const { untold, timers } = task;
  if (!untold || timers.tell_again === undefined) return ignored('nothing_to_tell_again');
  if (isGivenUp(untold, atMs)) return ignored('given_up_long_ago');
  return changed(code, { timers: withoutTimer(timers, 'tell_again') }, wishesFor(untold), { quiet: true });
}

/** The card goes first: replies need it to stand, and show the same state. */
const wishesFor = ({ replies }: Untold): readonly EffectWish[] => [
  { type: 'show_card' },
  ...replies.map((untold) => ({ type: 'post_reply' as const, ...untold })),
];

/** Something untold was told: the chat works, so whatever still waits for its time is told at once. */
export function told(task: Task, event: EventOf<'told'>): Outcome {
  const { untold } = task;
  if (!untold) return ignored('nothing_untold');
  const left =
    event.what === 'card'
      ? { ...untold, card: false }
      : { ...untold, replies: untold.replies.filter(({ key }) => key !== event.key) };
  const timers = withoutTimer(task.timers, 'tell_again');
  if (!left.card && left.replies.length === 0)
    return changed('all_is_told', { untold: null, timers }, [], { quiet: true });
  const isWaiting = task.timers.tell_again !== undefined;
  return changed('told', { untold: left, timers }, isWaiting ? wishesFor(left) : [], { quiet: true });
}

/** After each step: calls of a state that was left are dropped, and the timer with the last of them. */
export function stillUntold(task: Task): Pick<Task, 'untold' | 'timers'> {
  const { untold, timers } = task;
  if (!untold) return { timers };
  const replies = untold.replies.filter((reply) => isWorthTelling(task, reply));
  if (replies.length === untold.replies.length) return { untold, timers };
  if (!untold.card && replies.length === 0)
    return { untold: null, timers: withoutTimer(timers, 'tell_again') };
  return { untold: { ...untold, replies }, timers };
}
