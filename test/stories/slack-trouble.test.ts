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

it('tells of the decision, and once, after Slack refused everything until the operator mended it', async () => {
  const world = await aTaskInCi();
  world.chat.revokeToken(true);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  await world.passes(5 * 3_600_000, 60_000);
  expect(world.replies()).toEqual([]);
  expect(world.says()).toContain('Waiting for CI');
  world.chat.revokeToken(false);
  await world.passes(3_600_000, 60_000);
  expect(world.says()).toContain('Green');
  expect(world.replies()).toHaveLength(1);
  expect(world.lastReply()).toContain('Green at');
  expect((await world.task()).untold).toBeNull();
  await world.passes(24 * 3_600_000, 600_000);
  expect(world.replies()).toHaveLength(1);
});

it('tells at the start what was untold, without waiting', async () => {
  const world = await aTaskInCi();
  world.chat.revokeToken(true);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  world.chat.revokeToken(false);
  await world.restart();
  expect(world.says()).toContain('Green');
  expect(world.replies()).toHaveLength(1);
});

it('makes up for a card that stayed behind, and for nothing else', async () => {
  const world = await aTaskInCi();
  world.chat.fail('showCard', 'refused', 2);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  expect(world.says()).toContain('Waiting for CI');
  await world.passes(10 * 60_000, 60_000);
  expect(world.says()).toContain('Green');
  expect(world.replies()).toHaveLength(1);
});

it('lets all tasks speak as soon as one of them can again', async () => {
  const world = await anEmptyWorld();
  await world.types('ana', 'fix one thing in payments');
  await world.types('ana', 'fix another in payments');
  const agents = [await world.agent(), await world.agent()];
  world.chat.revokeToken(true);
  for (const agent of agents) {
    agent.end(null);
    await world.passes(4 * 60_000, 60_000);
  }
  expect(world.replies()).toEqual([]);
  world.chat.revokeToken(false);
  // The first task's time has come; the second's would be minutes later.
  await world.passes(2 * 60_000, 10_000);
  expect(world.replies()).toHaveLength(2);
});

it('calls nobody back for what was decided while nobody could be told', async () => {
  const world = await aTaskInCi();
  world.chat.revokeToken(true);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  await world.hint({ type: 'pull_request_closed', by: 'gia', mergeSha: world.headSha() });
  await world.reaches('merged');
  world.chat.revokeToken(false);
  await world.passes(3_600_000, 60_000);
  expect(world.replies()).toEqual(['Merged as 9348df3, decided by gia.']);
});

it('posts card and call once it is invited, without anybody asking again', async () => {
  const channels: string[] = [];
  const world = await anEmptyWorld({ channels });
  await world.types('ana', 'fix flaky tests in payments');
  await world.passes(10_000);
  expect(world.chat.messages()).toEqual([]);
  channels.push('CPAY');
  await world.passes(3_600_000, 60_000);
  expect(world.says()).toContain('Needs a human');
  expect(world.replies()).toHaveLength(1);
  await world.retries('ana');
  await world.agent();
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
