// Two hundred tasks at work for an hour, in a time that costs nothing: the real outbox against the stand-in's own limits.
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { blockStyles } from '#adapters/slack/outbox/block-styles.ts';
import { touchedMessages } from '#adapters/slack/outbox/touched.ts';
import { slackChat } from '#adapters/slack/slack-chat.ts';
import type { Message } from '#core/messages/message.ts';
import type { MessageRef } from '#core/task/task.ts';
import { createRateLimits } from '#playground/slack/api/rate-limits.ts';
import { silentLog } from '#ports/log.ts';
import { type ManualClock, manualClock } from '#test/fakes/manual-clock.ts';
import { memorySettings } from './support/memory.ts';

const TASKS = 200;
const CHANNELS = 20;
const HOUR_S = 3_600;
/** How long a task is in one state: two to ten minutes, as agents and CI are. */
const STATE_S = { least: 120, most: 600 };
const STATES = ['Working', 'Waiting for CI', 'Working', 'Waiting for CI', 'Green'] as const;
const PROGRESS_EVERY_S = 10;

const message = (text: string, detail: string): Message => ({
  text,
  blocks: [{ kind: 'lines', lines: [[text], [detail]] }],
});

/** What Slack has been told, when; it refuses as Slack does. */
function workspace(clock: ManualClock) {
  const limits = createRateLimits('slack', clock);
  const cards = new Map<string, string>();
  const repliedAtMs = new Map<string, number>();
  const counts = { edits: 0, refused: 0 };
  const take = (method: string, channel: string) => {
    const waitS = limits.take(method, channel);
    if (waitS === 0) return;
    counts.refused += 1;
    throw new WebAPIRateLimitedError(waitS);
  };
  const chat = {
    async postMessage({ channel, text, thread_ts }: { channel: string; text: string; thread_ts?: string }) {
      take('chat.postMessage', channel);
      const ts = `${repliedAtMs.size + cards.size + 1}.0`;
      if (thread_ts === undefined) cards.set(ts, text);
      else repliedAtMs.set(text, clock.nowMs());
      return { ok: true, ts, channel };
    },
    async update({ channel, ts, text }: { channel: string; ts: string; text: string }) {
      take('chat.update', channel);
      counts.edits += 1;
      cards.set(ts, text);
      return { ok: true };
    },
  };
  return { client: { chat } as unknown as WebClient, cards, repliedAtMs, counts };
}

/** The same numbers in every run. */
function numbers(seed: number): (least: number, most: number) => number {
  let state = seed;
  return (least, most) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return least + Math.floor((state / 2 ** 31) * (most - least + 1));
  };
}

type Task = {
  no: number;
  round: number;
  at: number;
  untilS: number;
  ref: MessageRef | null;
  sinceMs: number;
};

test('two hundred tasks in an hour: nobody waits for a result, no card stays old, and Slack never refuses', async () => {
  const clock = manualClock();
  const slack = workspace(clock);
  const between = numbers(7);
  const chat = slackChat({
    clients: { outbox: slack.client, interactive: slack.client },
    identity: {
      ...{ teamId: 'T1', enterpriseId: undefined, botUserId: 'UBOT', botId: 'B1', botName: 'greenlight' },
      ...{ canReadPeople: true, canReadHistory: true },
    },
    settings: memorySettings(),
    clock,
    log: silentLog,
    touched: touchedMessages(clock),
    styles: blockStyles('classic', silentLog),
    timeZoneOf: async () => null,
    nameOf: async (userId) => userId,
    signal: new AbortController().signal,
  });
  const asked = new Map<string, number>();
  const failures: unknown[] = [];
  const show = (task: Task, detail: string) => {
    const text = `t-${task.no}-${task.round}: ${STATES[task.at]}`;
    const channelId = `C${task.no % CHANNELS}`;
    chat
      .showCard({
        key: `t-${task.no}-${task.round}`,
        channelId,
        known: task.ref,
        message: message(text, detail),
      })
      .then(
        (ref) => {
          task.ref = ref;
        },
        (error: unknown) => failures.push(error),
      );
  };
  const enter = (task: Task, nowS: number) => {
    task.sinceMs = clock.nowMs();
    task.untilS = nowS + between(STATE_S.least, STATE_S.most);
    show(task, 'begun');
    if (STATES[task.at] !== 'Green' || task.ref === null) return;
    const words = `result of t-${task.no}-${task.round}`;
    asked.set(words, clock.nowMs());
    chat
      .reply({ key: words, thread: task.ref, message: message(words, '') })
      .catch((error: unknown) => failures.push(error));
  };
  const tasks: Task[] = Array.from({ length: TASKS }, (_, no) => ({
    ...{ no, round: 0, at: -1, ref: null, sinceMs: clock.nowMs() },
    untilS: between(0, STATE_S.most),
  }));
  let oldestMs = 0;

  for (let nowS = 0; nowS < HOUR_S; nowS += 1) {
    for (const task of tasks) {
      if (nowS >= task.untilS) {
        const isOver = task.at === STATES.length - 1;
        Object.assign(task, isOver ? { at: 0, round: task.round + 1, ref: null } : { at: task.at + 1 });
        enter(task, nowS);
      } else if (STATES[task.at] === 'Working' && nowS % PROGRESS_EVERY_S === task.no % PROGRESS_EVERY_S)
        show(task, `turn ${nowS}`);
    }
    for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    for (const { ref, no, round, at, sinceMs } of tasks) {
      const isOld = at >= 0 && slack.cards.get(ref?.ts ?? '') !== `t-${no}-${round}: ${STATES[at]}`;
      if (isOld) oldestMs = Math.max(oldestMs, clock.nowMs() - sinceMs);
    }
    clock.advance(1_000);
  }

  const waits = [...asked].map(([words, atMs]) => (slack.repliedAtMs.get(words) ?? Infinity) - atMs);
  expect(failures).toEqual([]);
  expect(slack.counts.refused).toBe(0);
  expect(waits.length).toBeGreaterThan(TASKS);
  expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
  expect(oldestMs).toBeLessThanOrEqual(60_000);
  // What is left of the limit is spent on progress.
  expect(slack.counts.edits).toBeGreaterThan(2_000);
});
