// Where a story begins: a world in which a task was asked for, is at work, waits for CI, is green.
import { onTestFinished } from 'vitest';
import type { FakeRun } from '#test/fakes/fake-sandbox.ts';
import { jobLog } from './ci-facts.ts';
import type { WorldOptions } from './story-deps.ts';
import { World } from './world.ts';

export async function anEmptyWorld(options: WorldOptions = {}): Promise<World> {
  const world = await new World(options).start();
  onTestFinished(() => world.close());
  return world;
}

export async function aTaskAtWork(options: WorldOptions = {}): Promise<{ world: World; agent: FakeRun }> {
  const world = await anEmptyWorld(options);
  await world.types('ana', 'fix flaky tests in payments');
  const agent = await world.agent();
  await world.settled();
  return { world, agent };
}

export async function aTaskInCi(options: WorldOptions = {}): Promise<World> {
  const { world, agent } = await aTaskAtWork(options);
  agent.end('sleep a little');
  await world.reaches('awaiting_ci');
  return world;
}

export async function aGreenTask(options: WorldOptions = {}): Promise<World> {
  const world = await aTaskInCi(options);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  return world;
}

/** The task that was asked for last goes its way until it waits for approval. */
export async function turnsGreen(world: World): Promise<World> {
  (await world.agent()).end('sleep a little');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  return world;
}

/** CI of the newest push turns red in these tests, and everybody hears of it by polling. */
export async function turnsRed(world: World, ...failing: readonly string[]): Promise<void> {
  world.ci(['test', 'failure', jobLog(...failing)]);
  await world.passes(100_000);
}
