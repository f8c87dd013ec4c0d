// The home tab: what waits for a person, what is theirs, what runs for others, and how things are set.
import { expect, it } from 'vitest';
import { aGreenTask, aTaskAtWork } from './beginnings.ts';
import { buttonsOf, shown } from './reading.ts';

it('shows each person what is theirs, and those with a role what waits for somebody', async () => {
  const world = await aGreenTask();
  await world.types('ben', 'add PayPal to payments');
  await world.agent();
  await world.settled();
  expect(shown(await world.home('ana'))).toMatchInlineSnapshot(`
    "[New task] [Mute me for 4 hours]
    Waiting for you
    ✔ Green · t-myj4ympt · acme/payments · fix flaky tests in payments
    Yours at work
    None of yours is at work.
    At work for others
    ● Working · t-sjj8gm2z · acme/payments · add PayPal to payments · ben
    ---
    You are not muted.
    In a channel, /agent config shows and sets its repository and quiet hours.
    GitHub: well · Where agents run: not well (disk_full) · Queue: 0 attempts waiting, 1 on their way"
  `);
  expect(shown(await world.home('ben'))).toMatchInlineSnapshot(`
    "[New task] [Mute me for 4 hours]
    Waiting for you
    ✔ Green · t-myj4ympt · acme/payments · fix flaky tests in payments · ana
    Yours at work
    ● Working · t-sjj8gm2z · acme/payments · add PayPal to payments
    ---
    You are not muted.
    In a channel, /agent config shows and sets its repository and quiet hours.
    GitHub: well · Where agents run: not well (disk_full) · Queue: 0 attempts waiting, 1 on their way"
  `);
  expect(shown(await world.home('gia'))).toMatchInlineSnapshot(`
    "[New task] [Mute me for 4 hours]
    Waiting for you
    Nothing waits for you.
    Yours at work
    None of yours is at work.
    At work for others
    ● Working · t-sjj8gm2z · acme/payments · add PayPal to payments · ben
    ---
    You are not muted.
    In a channel, /agent config shows and sets its repository and quiet hours.
    GitHub: well · Where agents run: not well (disk_full) · Queue: 0 attempts waiting, 1 on their way"
  `);
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  expect(shown(await world.home('ana'))).toContain('Yours, recently');
});

it('mutes and unmutes, and opens the form', async () => {
  const { world } = await aTaskAtWork();
  const home = await world.home('ana');
  expect(await world.clicks('ana', 'New task', home)).toMatchObject({ form: { title: 'New task' } });
  expect(await world.clicks('ana', 'Mute me for 4 hours', home)).toMatchObject({
    answer: expect.stringContaining('You are muted until 18:03 UTC'),
  });
  const after = await world.home('ana');
  expect(buttonsOf(after).map(({ label }) => label)).toEqual(['New task', 'Unmute me']);
  expect(shown(after)).toContain('muted until 18:03 UTC');
  await world.clicks('ana', 'Unmute me', after);
  expect(shown(await world.home('ana'))).toContain('not muted');
});
