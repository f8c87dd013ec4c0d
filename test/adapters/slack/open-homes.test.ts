// Home tabs that are open follow what changes: soon, together, and only where somebody looks.
import { setImmediate as settle } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openHomes } from '#adapters/slack/open-homes.ts';
import type { Person } from '#core/people.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';
import { recordingLog } from './support/recording-log.ts';

const MINUTE_MS = 60_000;
const person = (name: string): Person => ({ teamId: 'T1', userId: `U${name}`, name });

function world() {
  const clock = manualClock();
  const published: string[] = [];
  const { log, lines } = recordingLog();
  const ending = new AbortController();
  let trouble: Error | undefined;
  let version = 0;
  const homes = openHomes({
    clock,
    log,
    signal: ending.signal,
    homeOf: async () => ({ text: `version ${version}`, blocks: [] }),
    publish: async (userId, { text }) => {
      if (trouble !== undefined) throw trouble;
      published.push(`${userId} ${text}`);
    },
  });
  const passes = async (durationMs: number) => {
    clock.advance(durationMs);
    await settle();
  };
  const changes = () => {
    version += 1;
    homes.stale();
  };
  const taken = () => published.splice(0);
  const fails = (error: Error | undefined) => {
    trouble = error;
  };
  return { homes, changes, passes, taken, fails, lines, ending };
}

test('what changes within seconds is shown once, to all who look', async () => {
  const { homes, changes, passes, taken } = world();
  await homes.show(person('ana'));
  await homes.show(person('ben'));
  expect(taken()).toEqual(['Uana version 0', 'Uben version 0']);
  for (let times = 0; times < 3; times += 1) changes();
  expect(taken()).toEqual([]);
  await passes(5_000);
  expect(taken()).toEqual(['Uana version 3', 'Uben version 3']);
  await passes(MINUTE_MS);
  expect(taken()).toEqual([]);
  changes();
  await passes(5_000);
  expect(taken()).toEqual(['Uana version 4', 'Uben version 4']);
});

test('nobody looks any more an hour later, and nothing is published for nobody', async () => {
  const { homes, changes, passes, taken } = world();
  changes();
  await passes(5_000);
  await homes.show(person('ana'));
  taken();
  await passes(60 * MINUTE_MS);
  changes();
  await passes(5_000);
  expect(taken()).toEqual([]);
});

test('of more people than Slack has calls for, the newest are kept up to date', async () => {
  const { homes, changes, passes, taken } = world();
  for (let no = 1; no <= 21; no += 1) await homes.show(person(`${no}`));
  taken();
  changes();
  await passes(5_000);
  const shown = taken();
  expect(shown).toHaveLength(20);
  expect(shown[0]).toBe('U2 version 1');
});

test('what Slack refuses is a line in the log, and the next change is shown again', async () => {
  const { homes, changes, passes, taken, fails, lines } = world();
  await homes.show(person('ana'));
  taken();
  fails(new Error('ratelimited'));
  changes();
  await passes(5_000);
  expect(lines).toMatchObject([{ level: 'info' }]);
  fails(undefined);
  changes();
  await passes(5_000);
  expect(taken()).toEqual(['Uana version 2']);
});

test('a bot that ends waits for none of it', async () => {
  const { homes, changes, passes, taken, ending } = world();
  await homes.show(person('ana'));
  taken();
  changes();
  ending.abort(new Error('the bot is stopping'));
  await passes(MINUTE_MS);
  expect(taken()).toEqual([]);
});
