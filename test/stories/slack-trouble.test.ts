// Slack away: the work goes on, and card and replies come later, once each.
import { expect, it } from 'vitest';
import { aGreenTask, anEmptyWorld, aTaskInCi } from './beginnings.ts';

it('begins once Slack takes the card', async () => {
  const world = await anEmptyWorld();
  world.chat.fail('showCard', 'unavailable', 4);
  await world.types('ana', 'fix flaky tests in payments');
  await world.settled();
  expect(world.chat.messages()).toEqual([]);
  await world.passes(20_000, 1_000);
  await world.agent();
  await world.settled();
  expect(world.cards()).toHaveLength(1);
});

it('posts one card when Slack took it and the answer was lost', async () => {
  const world = await anEmptyWorld();
  world.chat.fail('showCard', 'answer_lost', 2);
  await world.types('ana', 'fix flaky tests in payments');
  await world.passes(10_000, 1_000);
  await world.agent();
  await world.settled();
  expect(world.cards()).toHaveLength(1);
});

it('catches up with card and replies after an outage, in order and once each', async () => {
  const world = await aTaskInCi();
  world.chat.fail('showCard', 'unavailable', 5);
  world.chat.fail('reply', 'unavailable', 3);
  world.chat.fail('reply', 'answer_lost', 1);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  await world.passes(120_000);
  expect(world.says()).toContain('Green');
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Green at 9348df3: 1 of 1 check passed.
    Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.",
    ]
  `);
});

it('still tells of the decision after Slack was away for an hour', async () => {
  const world = await aTaskInCi();
  world.chat.fail('showCard', 'unavailable', 30);
  world.chat.fail('reply', 'unavailable', 30);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  await world.passes(120 * 60_000, 60_000);
  expect(world.says()).toContain('Green');
  expect(world.replies()).toHaveLength(1);
});

it('posts a card again that somebody deleted', async () => {
  const world = await aGreenTask();
  const id = world.taskId();
  world.chat.delete(world.card().ref);
  await world.types('ben', `approve ${id}`);
  await world.until(() => world.cards()[0], 'a card');
  await world.settled();
  expect(world.cards()).toHaveLength(1);
  expect(world.says()).toMatchInlineSnapshot(`"✔ Merged · the merge commit is 0000000"`);
});
