// The bot goes down and comes up in the middle of each phase: nothing is lost, nothing is done twice, no attempt is spent.
import { expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { aGreenTask, anEmptyWorld, aTaskAtWork, aTaskInCi } from './beginnings.ts';
import { jobLog } from './ci-facts.ts';
import { REPO } from './story-deps.ts';
import type { World } from './world.ts';

const away = () => new PortError(problem('forge_unavailable', 'HTTP 502'), { retryable: true });

/** To the end from wherever it is: CI is green at once, ben approves. */
async function goesOnToMerged(world: World): Promise<void> {
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  expect(world.cards()).toHaveLength(1);
  expect(world.forge.pulls(REPO)).toHaveLength(1);
  expect(world.replies().filter((reply) => reply.startsWith('Green'))).toHaveLength(1);
  expect(world.replies().filter((reply) => reply.startsWith('Merged'))).toHaveLength(1);
}

it('goes on from preparing', async () => {
  const world = await anEmptyWorld();
  world.forge.failNext('repository', away(), { times: 2 });
  await world.types('ana', 'fix flaky tests in payments');
  await world.settled();
  await world.restart();
  await world.passes(10_000, 1_000);
  (await world.agent()).end('sleep a little');
  await world.reaches('awaiting_ci');
  await goesOnToMerged(world);
});

it('runs an interrupted attempt again without spending it', async () => {
  const { world } = await aTaskAtWork();
  await world.restart();
  const again = await world.agent();
  expect(again.spec).toMatchObject({ attempt: 1, run: 2 });
  expect(world.sandbox.live.size).toBe(1);
  again.end('sleep a little');
  expect((await world.reaches('awaiting_ci')).attempts).toHaveLength(1);
  await goesOnToMerged(world);
});

it('keeps its place in the queue', async () => {
  const world = await anEmptyWorld();
  for (const what of ['one', 'two', 'three']) await world.types('ana', `fix ${what} in payments`);
  await world.agent();
  await world.agent();
  await world.restart();
  const again = [await world.agent(), await world.agent()];
  expect(again.map(({ spec }) => spec.run)).toEqual([2, 2]);
  for (const agent of again) agent.end('a change');
  expect((await world.agent()).spec.run).toBe(1);
});

it('pushes once when it goes down between the push and the pull request', async () => {
  const { world, agent } = await aTaskAtWork();
  world.forge.failNext('ensurePullRequest', away());
  agent.end('sleep a little');
  await world.until(() => world.publisher.pushes[0], 'a push');
  await world.settled();
  await world.restart();
  await world.passes(5_000, 1_000);
  await world.reaches('awaiting_ci');
  expect(world.publisher.pushes).toHaveLength(1);
  await goesOnToMerged(world);
});

it('goes on waiting for CI', async () => {
  const world = await aTaskInCi();
  await world.restart();
  await goesOnToMerged(world);
});

it('catches up with a deadline that passed while it was down', async () => {
  const world = await aTaskInCi();
  world.ci(['test', null]);
  world.clock.advance(3 * 3_600_000);
  await world.restart();
  await world.passes(60_000);
  await world.reaches('needs_human');
  expect(world.replies()).toHaveLength(1);
});

it('reads the logs of a red run again when it went down over them', async () => {
  const world = await aTaskInCi();
  world.forge.failNext('jobLog', away());
  world.ci(['test', 'failure', jobLog('settles in order')]);
  await world.passes(95_000);
  await world.restart();
  await world.passes(10_000, 1_000);
  const second = await world.agent();
  expect(second.spec).toMatchObject({ attempt: 2, run: 1 });
  expect(world.replies().filter((reply) => reply.startsWith('Attempt 1'))).toHaveLength(1);
});

it('keeps the buttons of a green task working', async () => {
  const world = await aGreenTask();
  const card = world.card().message;
  await world.restart();
  expect(world.replies()).toHaveLength(1);
  await world.clicks('ben', 'Approve', card);
  await world.reaches('merged');
});

it('merges once when it goes down over the merge', async () => {
  const world = await aGreenTask();
  world.forge.failNext('merge', away(), { afterwards: true });
  await world.clicks('ben', 'Approve');
  await world.settled();
  await world.restart();
  await world.passes(5_000, 1_000);
  await world.reaches('merged');
  expect(world.replies().filter((reply) => reply.startsWith('Merged'))).toHaveLength(1);
});

it('says no decision twice and answers a click repeated after the restart as before', async () => {
  const world = await aGreenTask();
  const card = world.card().message;
  const before = await world.clicks('ben', 'Approve', card, 'action-7');
  await world.reaches('merged');
  await world.restart();
  expect(await world.clicks('ben', 'Approve', card, 'action-7')).toEqual(before);
});

it('finishes an abort that it went down over', async () => {
  const { world } = await aTaskAtWork();
  await world.clicks('ana', 'Abort');
  await world.restart();
  await world.passes(5_000);
  expect(world.sandbox.live.size).toBe(0);
  expect(world.replies()).toHaveLength(1);
  expect((await world.task()).state.name).toBe('aborted');
});
