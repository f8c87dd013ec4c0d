// Where CI, not the work, was in doubt, a retry without a hint puts the same commit before the same judge: no agent runs.
import { expect, it } from 'vitest';
import { aTaskInCi } from './beginnings.ts';
import { type Check, checkFact } from './ci-facts.ts';
import type { World } from './world.ts';

async function undecided(...checks: readonly Check[]): Promise<World> {
  const world = await aTaskInCi();
  if (checks.length > 0) world.ci(...checks);
  await world.passes(6 * 60_000, 30_000);
  await world.reaches('needs_human');
  return world;
}

async function isGreenAfterRetry(world: World): Promise<void> {
  await world.retries('ana');
  world.ci(['test', 'success']);
  await world.passes(120_000);
  const { attempts } = await world.reaches('green');
  expect(attempts).toHaveLength(1);
  expect(world.sandbox.runs).toHaveLength(1);
  expect(world.publisher.pushes).toHaveLength(1);
}

const reruns = (world: World): number =>
  world.forge.calls.filter(({ method }) => method === 'rerunFailed').length;

it('asks again about a commit for which no check had started', async () => {
  const world = await undecided();
  await isGreenAfterRetry(world);
  expect(reruns(world)).toBe(0);
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Needs a human. No check has started for the commit, and no checks is not green.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ no checks, no check ever started for this commit · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 5 min since it was asked for
    Look at the triggers of the workflow; Retry then asks CI again about the same commit.",
      "Green at 9348df3: 1 of 1 check passed.
    Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.",
    ]
  `);
});

it('runs again what was cancelled', async () => {
  const world = await undecided(['test', 'cancelled']);
  await isGreenAfterRetry(world);
  expect(reruns(world)).toBe(1);
});

it('calls again, once, when nothing has changed', async () => {
  const world = await undecided(['deploy', 'action_required']);
  await world.retries('ana');
  await world.passes(120_000);
  await world.reaches('needs_human');
  expect(world.replies()).toHaveLength(2);
  expect((await world.task()).attempts).toHaveLength(1);
});

it('goes on from a push of somebody else that came meanwhile', async () => {
  const world = await undecided(['test', 'cancelled']);
  const theirs = await world.humanPushes('lost');
  await world.retries('ana');
  await world.passes(10_000);
  await world.reaches('needs_human');
  expect(world.says()).toContain(theirs.slice(0, 7));
  await world.retries('ana');
  expect((await world.agent()).spec.fromSha).toBe(theirs);
});

it('makes another attempt where a hint says that the work should change', async () => {
  const world = await undecided(['test', 'cancelled']);
  await world.retries('ana', 'split the test in two');
  expect((await world.agent()).spec.attempt).toBe(2);
});

it('believes a check of another service that a person has started again', async () => {
  const world = await aTaskInCi();
  const external = (conclusion: string) => ({
    ...checkFact(['jenkins', conclusion], world.clock.nowMs()),
    runId: null,
    jobId: null,
    workflow: null,
    event: null,
    app: 'jenkins',
    id: conclusion,
  });
  world.forge.setChecks(world.headSha(), [external('cancelled')]);
  await world.passes(120_000);
  await world.reaches('needs_human');
  await world.retries('ana');
  world.forge.setChecks(world.headSha(), [external('success')]);
  await world.passes(120_000);
  await world.reaches('green');
});
