// The running program is killed by SIGKILL before and after every call through a port, each point once, and started again each time.
// At the end the task is where it would be without any of that: merged, with one card, one pull request, no reply twice, no attempt spent.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import { afterEach, expect, it } from 'vitest';
import { runOnce } from '#playground/once.ts';
import { type Playground, startPlayground } from '#playground/playground.ts';
import { describeWith } from '#test/support/parts.ts';

/** Shorter than any container lives. */
const LOOK_EVERY_MS = 50;
const LIFE_MS = 600_000;
const BOT = new URL('./bot.ts', import.meta.url).pathname;

let playground: Playground | undefined;
afterEach(async () => {
  await playground?.close();
});

/** Starts the bot again each time it has killed itself, until `ended`. Gives how often that was. */
async function keepAlive({ bot }: Playground, ended: Promise<unknown>): Promise<number> {
  const stop = ended.then(
    () => 'ended' as const,
    () => 'ended' as const,
  );
  for (let deaths = 0; ; deaths += 1) {
    await startedSomehow(bot);
    const why = await Promise.race([bot.exited().then(() => 'died' as const), stop]);
    if (why === 'ended') return deaths;
  }
}

/** A life may end before it was ready: that is a point like any other. */
async function startedSomehow(bot: Playground['bot']): Promise<void> {
  try {
    await bot.start();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('SIGKILL')) throw error;
  }
}

/** Containers of an attempt that live at one moment, looked at over and over: never two. */
async function watchContainers(instance: string, ended: Promise<unknown>): Promise<number> {
  const docker = new Docker();
  let most = 0;
  let isOver = false;
  ended
    .finally(() => {
      isOver = true;
    })
    .catch(() => undefined);
  while (!isOver) {
    const live = await docker.listContainers({
      filters: { status: ['running'], label: [`dev.greenlight.instance=${instance}`] },
    });
    const byAttempt = Map.groupBy(
      live,
      (each) =>
        `${each.Labels['dev.greenlight.key'] ?? each.Names[0]} ${each.Labels['dev.greenlight.role'] ?? ''}`,
    );
    for (const same of byAttempt.values()) most = Math.max(most, same.length);
    await pause(LOOK_EVERY_MS);
  }
  return most;
}

describeWith(['docker', 'git'], 'the running bot, killed at every point once', () => {
  it('ends merged, as if nothing had happened', { timeout: LIFE_MS + 60_000 }, async () => {
    playground = await startPlayground({
      port: 0,
      sandbox: 'auto',
      say: () => undefined,
      botEntry: BOT,
      env: { LOG_LEVEL: 'warn' },
    });
    const points = join(playground.places.dir, 'kill-points');
    writeFileSync(points, '');
    playground.bot.setEnv({ KILL_POINTS_FILE: points });
    const seen: { kind: string; text: string }[] = [];
    const story = runOnce(playground, {
      // Each point of a run is killed once, whichever run comes by. On a busy machine four of five fail, and what fails every time is
      // broken rather than flaky: ten failures in a row would come by luck, twenty do not.
      request: 'fix flaky tests in payments prove=20',
      approve: true,
      timeoutMs: LIFE_MS,
      isPatient: true,
      print: (line) => seen.push({ kind: line.kind, text: 'text' in line ? line.text : '' }),
    });
    const [deaths, most] = await Promise.all([
      keepAlive(playground, story),
      watchContainers(playground.instance, story),
    ]);
    const result = await story;

    const lastWords = seen.slice(-4).map(({ kind, text }) => `${kind}: ${text}`);
    expect([result.state, ...(result.state === 'merged' ? [] : lastWords)]).toEqual(['merged']);
    expect(deaths).toBeGreaterThan(40);
    // The last of them may fall after the merge was seen.
    const killed = readFileSync(points, 'utf8').trim().split('\n').length;
    expect(killed - deaths).toBeOneOf([0, 1]);
    expect(most).toBeLessThanOrEqual(1);

    const cards = playground.slack
      .messages('payments')
      .filter(
        (message) =>
          /^t-[0-9a-z]{8} /.test(message.text) &&
          message.threadTs === undefined &&
          message.ephemeralTo === undefined,
      );
    expect(cards).toHaveLength(1);
    const replies = playground.slack
      .thread('payments', cards[0]?.ts ?? '')
      .filter((message) => message.botId !== undefined && message.ephemeralTo === undefined);
    const texts = replies.map((message) => message.text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(cards[0]?.text).toContain('merged');
    expect(seen.filter((line) => line.kind === 'pull_opened')).toHaveLength(1);
    // Three attempts, as without a crash: two red ones and the green one.
    expect(texts.filter((text) => /^Attempt \d is red/.test(text))).toHaveLength(2);
  });
});
