// The running program is killed by SIGKILL before and after every call through a port that may change something, each kind of
// call once, and started again each time. At the end all is where it would be without any of that: one card, one pull request,
// no reply twice, no attempt spent.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import { afterEach, expect, it } from 'vitest';
import { lookInto } from '#adapters/engine/look-into.ts';
import { runOnce } from '#playground/once.ts';
import { CHANNEL, type Playground, startPlayground } from '#playground/playground.ts';
import { SUGGESTIONS } from '#playground/samples.ts';
import { describeWith } from '#test/support/parts.ts';
import { DEADLY, methodAt } from './kill-points.ts';
import { type PagerHere, pagerHere } from './pager-here.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PATIENCE_MS = 5_000;
const TASK = /^t-[0-9a-z]{8}/;
const NOTHING = async (): Promise<void> => undefined;
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

/** What a person does until they see that it was taken: the bot may be too dead to hear it, and the click may have been kept. */
async function insist(act: () => Promise<unknown>, isTaken: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTaken())) {
    await act();
    const lookUntilMs = performance.now() + PATIENCE_MS;
    while (!(await isTaken()) && performance.now() < lookUntilMs) await pause(LOOK_EVERY_MS);
  }
}

/** The cards of all tasks, by what they are about. */
function cardsOf({ slack }: Playground) {
  const all = () =>
    slack
      .messages(CHANNEL)
      .filter(
        ({ text, threadTs, ephemeralTo }) =>
          TASK.test(text) && threadTs === undefined && ephemeralTo === undefined,
      );
  const about = (request: string) => all().filter(({ text }) => text.includes(request));
  return {
    all,
    about,
    reads: (request: string, words: string) =>
      about(request).some((card) => slack.read(card).includes(words)),
    idOf: (request: string) => TASK.exec(about(request)[0]?.text ?? '')?.[0] ?? '',
    replies: (request: string) =>
      slack
        .thread(CHANNEL, about(request)[0]?.ts ?? '')
        .filter(({ botId, ephemeralTo }) => botId !== undefined && ephemeralTo === undefined)
        .map(({ text }) => text),
  };
}

describeWith(['docker', 'git'], 'the running bot, killed at every point once', () => {
  it('ends as if nothing had happened', { timeout: LIFE_MS + 60_000 }, async () => {
    await using pager = await pagerHere();
    playground = await startPlayground({
      port: 0,
      sandbox: 'auto',
      say: () => undefined,
      botEntry: BOT,
      env: { LOG_LEVEL: 'warn' },
      config: {
        policy: { max_runtime: '30m', approval_check: true },
        escalation: {
          after: '5m',
          steps: ['requester', 'on_call', 'pager'].map((call) => ({ call, wait: '1m' })),
          pager: { kind: 'json', url: pager.url },
        },
        retention: { task_days: 1, artifact_days: 1, audit_days: 1 },
      },
    });
    const points = join(playground.places.dir, 'kill-points');
    writeFileSync(points, '');
    playground.bot.setEnv({ KILL_POINTS_FILE: points });
    const story = lives(playground, pager);
    const [deaths, most] = await Promise.all([
      keepAlive(playground, story),
      watchContainers(playground.instance, story),
    ]);
    await story;

    expect(most).toBeLessThanOrEqual(1);
    const killed = readFileSync(points, 'utf8').trim().split('\n');
    // The last of them may fall after the end was seen.
    expect(killed.length - deaths).toBeOneOf([0, 1]);
    const reached = new Set(killed.map(methodAt));
    expect(DEADLY.filter((method) => !reached.has(method))).toEqual([]);
  });

  /** Three tasks through all that can become of them, and what is left after they are forgotten. */
  async function lives(world: Playground, pager: PagerHere): Promise<void> {
    await flakyFix(world);
    await Promise.all([isCalledFor(world, pager), isRunAgain(world)]);
    expect(cardsOf(world).all()).toHaveLength(3);
    await isForgotten(world);
  }

  async function flakyFix(world: Playground): Promise<void> {
    const request = 'fix flaky tests in payments';
    const pulls: string[] = [];
    const end = world.github.onVisible((event) => event.kind === 'pull_opened' && pulls.push(event.url));
    const result = await runOnce(world, {
      // Each point of a run is killed once, whichever run comes by. On a busy machine four of five fail, and what fails every time is
      // broken rather than flaky: ten failures in a row would come by luck, twenty do not.
      request: `${request} prove=20`,
      approve: true,
      timeoutMs: LIFE_MS,
      isPatient: true,
      print: () => undefined,
    });
    end();
    const cards = cardsOf(world);
    expect([result.state, ...cards.replies(request)].slice(0, result.state === 'merged' ? 1 : 20)).toEqual([
      'merged',
    ]);
    expect(pulls).toHaveLength(1);
    expect(cards.about(request)).toHaveLength(1);
    const texts = cards.replies(request);
    expect(new Set(texts).size).toBe(texts.length);
    // Three attempts, as without a crash: two red ones and the green one.
    expect(texts.filter((text) => /^Attempt \d is red/.test(text))).toHaveLength(2);
  }

  /** Nobody answers to a task that is blocked: one after the other is called, until somebody comes. */
  async function isCalledFor(world: Playground, pager: PagerHere): Promise<void> {
    const request = 'tidy up the notes in invoices';
    const cards = cardsOf(world);
    const ana = world.slack.as('ana');
    await insist(
      () => ana.slash(CHANNEL, `/agent ${request}`),
      () => cards.about(request).length > 0,
    );
    await insist(NOTHING, () => cards.reads(request, 'Blocked'));
    for (const [byMs, words] of [
      [5 * MINUTE_MS, 'Called: the requester'],
      [MINUTE_MS, 'and on-call'],
      [MINUTE_MS, 'and the pager'],
    ] as const) {
      world.time.travel(byMs);
      await insist(NOTHING, () => cards.reads(request, words));
    }
    await insist(
      () => world.slack.as('olu').slash(CHANNEL, `/agent ack ${cards.idOf(request)}`),
      () => cards.reads(request, 'olu acknowledged'),
    );
    await insist(NOTHING, () => pager.incidents().length === 1 && pager.incidents()[0]?.is === 'over');
    await insist(
      () => ana.slash(CHANNEL, `/agent abort ${cards.idOf(request)}`),
      () => cards.reads(request, 'Aborted'),
    );
    expect(cards.about(request)).toHaveLength(1);
    const texts = cards.replies(request);
    expect(new Set(texts).size).toBe(texts.length);
  }

  /** The mirror that its CI installs from has hiccups: failed jobs run again. */
  async function isRunAgain(world: Playground): Promise<void> {
    const request = SUGGESTIONS[2]?.text ?? '';
    const cards = cardsOf(world);
    await insist(
      () => world.slack.as('ben').slash(CHANNEL, `/agent ${request}`),
      () => cards.about(request).length > 0,
    );
    await insist(NOTHING, () => cards.reads(request, 'waits for approval'));
    expect(cards.reads(request, 'failed jobs ran again')).toBe(true);
    await insist(
      () => world.slack.as('ben').slash(CHANNEL, `/agent abort ${cards.idOf(request)}`),
      () => cards.reads(request, 'Aborted'),
    );
  }

  /** What ended long ago is let go of once a day; what something else still looks after in that moment, the next day. */
  async function isForgotten(world: Playground): Promise<void> {
    const path = join(world.places.dataDir, 'greenlight.db');
    await insist(
      async () => world.time.travel(2 * DAY_MS),
      async () => {
        const left = await lookInto(path, async ({ tasks }) => {
          for await (const _ of tasks.list({ limit: 1 })) return true;
          return false;
        });
        return left.ok && !left.value;
      },
    );
  }
});
