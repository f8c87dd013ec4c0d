// The same playground without a page: one request, seen through to its end, one line per thing a person would see.
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
  print(line: Seen | Result): void;
};

/** States in which nothing more happens without a person. */
const REST = ['merged', 'ready for review', 'green', 'blocked', 'needs a human', 'aborted'];

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
    await slack.as('ana').slash(CHANNEL, `/agent ${options.request}`);
    let rest = await watch.rest(new Set());
    if (rest.state === 'green' && options.approve) {
      await slack.as('ben').click(CHANNEL, rest.card.ts, 'greenlight:approve');
      rest = await watch.rest(new Set(['green']));
    }
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    return {
      kind: 'result',
      state: rest.state.replaceAll(' ', '_'),
      task: /t-[0-9a-z]{8}/.exec(rest.card.text)?.[0] ?? null,
      pullRequest,
      seconds,
    };
  } finally {
    for (const end of ends) end();
    watch.end();
  }
}

type Rest = { readonly state: string; readonly card: StoredMessage };

/** Follows the card's own words, as a person would. */
function watchCard(slack: Playground['slack'], timeoutMs: number) {
  let latest: Rest | undefined;
  let check = () => {};
  const end = slack.onVisible((event) => {
    if ((event.kind !== 'message' && event.kind !== 'edit') || event.message.threadTs !== undefined) return;
    const state = /^t-[0-9a-z]{8} is ([a-z ]+):/.exec(event.message.text)?.[1];
    if (state === undefined) return;
    latest = { state, card: event.message };
    check();
  });
  const rest = (left: ReadonlySet<string>) =>
    new Promise<Rest>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(
            new Error(
              `nothing was decided within ${timeoutMs / 1000} s; the card says: ${latest?.card.text ?? 'nothing'}`,
            ),
          ),
        timeoutMs,
      );
      check = () => {
        if (latest === undefined || !REST.includes(latest.state) || left.has(latest.state)) return;
        clearTimeout(timer);
        resolve(latest);
      };
      check();
    });
  return { rest, end };
}

function seenInSlack(event: VisibleEvent): Seen {
  const who = 'message' in event ? event.message.user : 'user' in event ? event.user : undefined;
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
