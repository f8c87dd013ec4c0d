// The same playground without a page: one request, seen through to its end, one line per thing a person would see.
import { setTimeout as pause } from 'node:timers/promises';
import type { Visible } from './github/options.ts';
import { CHANNEL, type Playground } from './playground.ts';
import type { StoredMessage, VisibleEvent } from './slack/visible.ts';

export type Seen = {
  readonly kind: string;
  readonly from: 'slack' | 'github';
  readonly text: string;
  readonly [more: string]: unknown;
};
export type Result = {
  readonly kind: 'result';
  readonly state: string;
  readonly task: string | null;
  readonly pullRequest: string | null;
  readonly seconds: number;
};

export type OnceOptions = {
  readonly request: string;
  readonly approve: boolean;
  readonly timeoutMs: number;
  /** Repeats what the bot was too dead to take, as a person would. */
  readonly isPatient?: boolean;
  print(line: Seen | Result): void;
};

/** Long enough for a bot that was started again to work what it had stored. */
const LOOK_AGAIN_MS = 5_000;
const LAST_WORD_MS = 10_000;
const TASK_ID = /t-[0-9a-z]{8}/;
/** Where it ends without a decision: in time nothing was decided, or no task came of the request. */
const TIMED_OUT = 'timed_out';
const NOT_STARTED = 'not_started';

/** States in which nothing more happens without a person: the card's words for them, and their names. */
const REST: Readonly<Record<string, string>> = {
  merged: 'merged',
  'ready for review': 'ready_for_review',
  green: 'green',
  blocked: 'blocked',
  'needs a human': 'needs_human',
  aborted: 'aborted',
};

export async function runOnce(playground: Playground, options: OnceOptions): Promise<Result> {
  const { slack, github } = playground;
  const startedMs = performance.now();
  const watch = watchCard(slack, options.timeoutMs);
  let pullRequest: string | null = null;
  const ends = [
    slack.onVisible((event) => options.print(seenInSlack(event))),
    github.onVisible((event) => {
      if (event.kind === 'pull_opened') pullRequest = event.url;
      options.print(seenInGitHub(event));
    }),
  ];
  try {
    const ask = () => slack.as('ana').slash(CHANNEL, `/agent ${options.request}`);
    await insisting(options, ask, () => watch.seen());
    let rest = await watch.rest(new Set());
    if (rest.state === 'green' && rest.card !== undefined && options.approve) {
      const { card } = rest;
      const approve = () => slack.as('ben').click(CHANNEL, card.ts, 'greenlight:approve');
      await insisting(options, approve, () => watch.seen() !== 'green');
      rest = await watch.rest(new Set(['green']));
    }
    if (Object.hasOwn(REST, rest.state) && rest.state !== 'green') await watch.lastWord();
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    return {
      kind: 'result',
      state: REST[rest.state] ?? rest.state,
      task: TASK_ID.exec(rest.card?.text ?? '')?.[0] ?? null,
      pullRequest,
      seconds,
    };
  } finally {
    for (const end of ends) end();
    watch.end();
  }
}

/** Slack tells a person when the bot did not answer; a patient one looks whether it was taken all the same, and tries again. */
async function insisting(
  options: OnceOptions,
  act: () => Promise<{ ok: boolean }>,
  isTaken: () => unknown,
): Promise<void> {
  const deadlineMs = performance.now() + options.timeoutMs;
  while (!(await act()).ok && options.isPatient && performance.now() < deadlineMs) {
    await pause(LOOK_AGAIN_MS);
    if (isTaken()) return;
  }
}

type Rest = { readonly state: string; readonly card: StoredMessage | undefined };

/** Follows the card's own words, as a person would. */
function watchCard(slack: Playground['slack'], timeoutMs: number) {
  let latest: Rest | undefined;
  let isRefused = false;
  let check = () => {};
  const end = slack.onVisible((event) => {
    // Only the person who asked sees why; a task that was made is named in the answer.
    if (event.kind === 'ephemeral' && latest === undefined) {
      isRefused = event.message.isSlackbot !== true && !TASK_ID.test(event.text);
      check();
    }
    if ((event.kind !== 'message' && event.kind !== 'edit') || event.message.threadTs !== undefined) return;
    const state = /^\S+ ([A-Z][A-Za-z ]+?) · /m.exec(slack.read(event.message))?.[1]?.toLowerCase();
    if (state !== undefined) latest = { state, card: event.message };
    check();
  });
  const rest = (left: ReadonlySet<string>) =>
    new Promise<Rest>((resolve) => {
      const timer = setTimeout(() => resolve({ state: TIMED_OUT, card: latest?.card }), timeoutMs);
      check = () => {
        if (isRefused && latest === undefined) {
          clearTimeout(timer);
          resolve({ state: NOT_STARTED, card: undefined });
        }
        if (latest === undefined || !Object.hasOwn(REST, latest.state) || left.has(latest.state)) return;
        clearTimeout(timer);
        resolve(latest);
      };
      check();
    });
  /** The reply in the thread that goes with a state of rest may come a moment after the card. */
  const lastWord = async () => {
    const deadlineMs = performance.now() + LAST_WORD_MS;
    const isSaid = () => {
      const { state, card } = latest ?? {};
      const replies = card === undefined ? [] : slack.thread(CHANNEL, card.ts);
      return replies.some(
        (reply) =>
          reply.ephemeralTo === undefined &&
          slack
            .read(reply)
            .toLowerCase()
            .includes(state ?? ''),
      );
    };
    while (!isSaid() && performance.now() < deadlineMs) await pause(50);
  };
  return { rest, end, lastWord, seen: () => latest?.state };
}

function seenInSlack(event: VisibleEvent): Seen {
  const who =
    event.kind === 'press'
      ? event.press.user
      : 'message' in event
        ? event.message.user
        : 'user' in event
          ? event.user
          : undefined;
  const thread =
    'message' in event && event.message.threadTs !== undefined ? { thread: event.message.threadTs } : {};
  return {
    kind: event.kind,
    from: 'slack',
    at: new Date(event.atMs).toISOString(),
    ...(who === undefined ? {} : { who }),
    ...thread,
    text: event.text,
  };
}

const seenInGitHub = (event: Visible): Seen => ({
  kind: event.kind,
  from: 'github',
  at: new Date(event.atMs).toISOString(),
  who: event.by,
  url: event.url,
  text: event.text,
});
