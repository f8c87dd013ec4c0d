// Home tabs that somebody may have before them: published again when a card changes, since what a task does shows there too. A help
// for who looks: it waits a little for more to change, and nothing waits for it.
import type { Message } from '#core/messages/message.ts';
import type { Person } from '#core/people.ts';
import { type Clock, waitedUntil } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** Slack tells when a home tab is opened, never when it is left. */
const OPEN_MS = 3_600_000;
/** The newest: Slack takes about a hundred of these a minute, and people who use the bot need some of them. */
const MAX_HOMES = 20;
const GATHER_MS = 5_000;

export type OpenHomes = {
  /** Publishes it for the person who opened it, or did something on it. */
  show(person: Person): Promise<void>;
  /** Something that they show may have changed. */
  stale(): void;
};

type Deps = {
  readonly publish: (userId: string, message: Message) => Promise<void>;
  readonly homeOf: (intent: { person: Person }) => Promise<Message>;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
};

export function openHomes({ publish, homeOf, clock, log, signal }: Deps): OpenHomes {
  const open = new Map<string, { readonly person: Person; readonly untilMs: number }>();
  let isGathering = false;

  const publishFor = async (person: Person): Promise<void> =>
    publish(person.userId, await homeOf({ person }));

  const refresh = async (): Promise<void> => {
    if (!(await waitedUntil(clock, clock.nowMs() + GATHER_MS, signal))) return;
    // What changes from here on wants another round.
    isGathering = false;
    for (const [userId, { person, untilMs }] of [...open]) {
      if (untilMs <= clock.nowMs()) open.delete(userId);
      else
        await publishFor(person).catch((error: unknown) =>
          log.info({ err: error, userId }, 'a home tab was not brought up to date'),
        );
    }
  };

  return {
    async show(person) {
      open.delete(person.userId);
      open.set(person.userId, { person, untilMs: clock.nowMs() + OPEN_MS });
      if (open.size > MAX_HOMES) open.delete(open.keys().next().value ?? '');
      await publishFor(person);
    },
    stale() {
      if (open.size === 0 || isGathering) return;
      isGathering = true;
      void refresh();
    },
  };
}
