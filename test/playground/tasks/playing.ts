// A playground for one story: the bot in worktrees, what a person reads in the thread, and the task's own record.
import { join } from 'node:path';
import { openStoreReadOnly } from '#adapters/store/store.ts';
import { taskRecords } from '#adapters/store/task-records.ts';
import type { TaskId } from '#core/ids.ts';
import type { Task } from '#core/task/task.ts';
import type { Health } from '#playground/mirror/mirror.ts';
import { type Result, runOnce } from '#playground/once.ts';
import { CHANNEL, type Playground, startPlayground } from '#playground/playground.ts';
import type { StoredMessage } from '#playground/slack/visible.ts';

const PATIENCE_MS = 120_000;

export type Playing = {
  readonly playground: Playground;
  /** As `--once` with `--approve`. */
  once(request: string): Promise<Result>;
  /** Ana, in the task's thread. */
  say(task: string | null, text: string): Promise<unknown>;
  /** Resolves when the card of a task says so. */
  shows(task: string | null, words: string): Promise<void>;
  /** What everybody reads in the thread of a task, without what differs from run to run. */
  thread(task: string | null): readonly string[];
  card(task: string | null): string;
  /** The bot's record, read from its database. */
  record(task: string | null): Promise<Task>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function play(mirror: Health = 'well'): Promise<Playing> {
  const playground = await startPlayground({
    port: 0,
    sandbox: 'worktree',
    mirror,
    say: () => undefined,
    env: { LOG_LEVEL: 'warn' },
  });
  await playground.bot.start();
  const { slack } = playground;
  const isAll = (message: StoredMessage) => message.ephemeralTo === undefined;
  const card = (task: string | null): StoredMessage => {
    const cards = slack.messages(CHANNEL).filter((each) => isAll(each) && each.threadTs === undefined);
    const found = cards.find(({ text }) => task !== null && text.startsWith(task));
    if (found === undefined) throw new Error(`there is no card of ${task}`);
    return found;
  };
  return {
    playground,
    once: (request) =>
      runOnce(playground, { request, approve: true, timeoutMs: PATIENCE_MS, print: () => undefined }),
    say: (task, text) => slack.as('ana').say(CHANNEL, text, card(task).ts),
    async shows(task, words) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => slack.read(card(task)).includes(words) && resolve();
      const end = slack.onVisible(look);
      const timer = setTimeout(
        () =>
          reject(new Error(`no “${words}” within ${PATIENCE_MS} ms; the card:\n${slack.read(card(task))}`)),
        PATIENCE_MS,
      );
      look();
      await promise.finally(() => {
        end();
        clearTimeout(timer);
      });
    },
    thread: (task) =>
      slack
        .thread(CHANNEL, card(task).ts)
        .filter((message) => isAll(message) && message.botId !== undefined)
        .map((message) => masked(slack.read(message))),
    card: (task) => masked(slack.read(card(task))),
    async record(task) {
      const store = openStoreReadOnly({ path: join(playground.places.dataDir, 'greenlight.db') });
      const found = taskRecords().get(store.read, task as TaskId);
      await store.close();
      if (found === undefined) throw new Error(`there is no record of ${task}`);
      return found;
    },
    [Symbol.asyncDispose]: () => playground.close(),
  };
}

const masked = (text: string): string =>
  text
    .replaceAll(/t-[0-9a-z]{8}/g, 't-1')
    .replaceAll(/\b[0-9a-f]{7}\b/g, 'abc1234')
    .replaceAll(/\/runs\/\d+\/job\/\d+/g, '/a-run')
    .replaceAll(/^So far: .*$/gm, 'So far: …')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://here');
