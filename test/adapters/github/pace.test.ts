// How fast Greenlight asks: writes in turns, reads within bounds.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, expect, test, vi } from 'vitest';
import { manualClock } from '#test/fakes/manual-clock.ts';
import { describeWith } from '#test/support/parts.ts';
import { githubWorld, REPO } from './stand-in.ts';
import { recordWire } from './wire.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(options: Parameters<typeof githubWorld>[0] = {}) {
  const world = await githubWorld(options);
  cleanUps.push(() => world.close());
  return world;
}

function wire() {
  const recording = recordWire();
  cleanUps.push(() => recording.stop());
  return recording.sent;
}

describeWith('git', 'pace', () => {
  test('leaves a second between two writes, and none between reads', async () => {
    const clock = manualClock(Date.now());
    const world = await start({ forgeOptions: { clock, writeGapMs: 1_000 } });
    for (const branch of ['one', 'two']) await world.push(branch, { a: branch });
    const open = async (head: string) =>
      await world.forge.ensurePullRequest({ repo: REPO, head, base: 'main', title: 'Fix', body: '' });
    const sent = wire();
    const posted = () =>
      sent.filter(({ method, path }) => method === 'POST' && path.endsWith('/pulls')).length;
    await open('one');
    const second = open('two');
    await vi.waitUntil(() => clock.nextWakeAtMs() !== undefined);
    expect(await world.forge.branchHead(REPO, 'two')).toMatch(/^[0-9a-f]{40}$/);
    expect(posted()).toBe(1);
    clock.advance(1_000);
    // People are told of a new pull request: for that there is a longer pause of its own.
    await vi.waitUntil(() => clock.nextWakeAtMs() !== undefined);
    expect(posted()).toBe(1);
    clock.advance(2_000);
    expect(await second).toMatchObject({ number: 2 });
  });

  test('has at most ten requests under way at once', async () => {
    const world = await start();
    let [now, most] = [0, 0];
    const began = () => {
      now += 1;
      most = Math.max(most, now);
    };
    const ended = () => {
      now -= 1;
    };
    await world.forge.branchHead(REPO, 'main');
    subscribe('undici:request:create', began);
    subscribe('undici:request:trailers', ended);
    cleanUps.push(() => [
      unsubscribe('undici:request:create', began),
      unsubscribe('undici:request:trailers', ended),
    ]);
    await Promise.all(Array.from({ length: 40 }, async () => await world.forge.branchHead(REPO, 'main')));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(10);
  });
});
