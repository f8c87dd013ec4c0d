// The running bot, stopped as an operator stops it: it drains and ends by itself, and a task it left goes on after the next start.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openStore } from '#adapters/store/store.ts';
import { type Playground, startPlayground } from '#playground/playground.ts';
import { describeWith } from '#test/support/parts.ts';

let playground: Playground | undefined;
afterEach(async () => {
  await playground?.close();
});

const start = async (script?: string): Promise<Playground> => {
  const options = {
    port: 0,
    sandbox: 'worktree' as const,
    say: () => undefined,
    ...(script === undefined ? {} : { script }),
  };
  playground = await startPlayground(options);
  await playground.bot.start();
  return playground;
};

/** Asking is what makes an idle bot look whether its database is still its own. */
const healthOf = async (url: string): Promise<number | 'gone'> => {
  const answer = await fetch(`${url}/healthz`).catch(() => undefined);
  return answer?.status ?? 'gone';
};

describeWith(['git'], 'the running bot, stopped by SIGTERM', () => {
  it('drains and ends with 0', { timeout: 60_000 }, async () => {
    const { bot } = await start();
    await bot.stop();
    expect(bot.output()).toContain('greenlight has ended');
    expect(bot.output()).not.toContain('"level":"error"');
    expect(bot.exitCode).toBe(0);
  });

  it('in mid-attempt ends too, and runs the attempt again after the start, unspent', {
    timeout: 90_000,
  }, async () => {
    const { bot, slack } = await start('hang');
    await slack.as('ana').slash('payments', '/agent tidy up payments');
    const card = () =>
      slack
        .messages('payments')
        .find((message) => message.botId !== undefined && message.ephemeralTo === undefined);
    const shows = (words: RegExp) =>
      expect
        .poll(() => slack.read(card() ?? (slack.messages('payments')[0] as never)), { timeout: 30_000 })
        .toMatch(words);
    await shows(/1 {2}● running/);
    await bot.stop();
    expect(bot.exitCode).toBe(0);
    await bot.start();
    await shows(/running \(restarted 1 time, not counted\)/);
  });

  it('ends when another process has taken its database over, though nothing is asked of it', {
    timeout: 60_000,
  }, async () => {
    const { bot, places } = await start();
    const path = join(places.dataDir, 'greenlight.db');
    // As after somebody removed the lock file of a process that still runs.
    rmSync(`${path}.lock`);
    const other = openStore({ path });
    await Promise.all([bot.exited(), expect.poll(() => healthOf(bot.url), { timeout: 20_000 }).toBe('gone')]);
    await other.close();
    expect(bot.exitCode).toBe(1);
    expect(bot.output()).toMatch(/Greenlight stopped: another Greenlight process took over/);
  });

  it('ends with an error and not in silence when its port is taken', { timeout: 60_000 }, async () => {
    const { bot } = await start();
    const second = await startPlayground({
      port: 0,
      sandbox: 'worktree',
      say: () => undefined,
      botPort: Number(new URL(bot.url).port),
    });
    // The first bot answers for the health of that port; the second one's own end is what counts.
    await second.bot.start();
    await second.bot.exited();
    expect(second.bot.exitCode).toBe(1);
    expect(second.bot.output()).toMatch(/Greenlight stopped: .*could not listen/);
    await second.close();
  });
});
