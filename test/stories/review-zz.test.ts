import { expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { aGreenTask, anEmptyWorld, aTaskInCi } from './beginnings.ts';

const refusal = (code: Parameters<typeof problem>[0], detail: string) =>
  new PortError(problem(code, detail), { retryable: false });

it('R1 own push, PR refused', async () => {
  const world = await anEmptyWorld();
  world.forge.failNext('ensurePullRequest', refusal('permission_missing', 'needs Pull requests: write'));
  await world.types('ana', 'fix flaky tests in payments');
  (await world.agent()).end('a change');
  await world.reaches('needs_human');
  await world.retries('ana');
  (await world.agent()).end('another change');
  await world.settled();
  expect(world.says()).toContain('CI');
});

it('R2 red after green', async () => {
  const world = await aGreenTask();
  world.ci(['test', 'failure']);
  await world.hint({ type: 'ci_changed', headSha: world.headSha() });
  await world.settled();
  console.log(world.says());
  await world.clicks('ben', 'Approve');
  await world.settled();
  console.log(world.says(), world.forge.calls.map((c) => c.method).join(' '));
  expect((await world.task()).state.name).not.toBe('merged');
});

it('R3 judged again after an external status that a person ran again', async () => {
  const world = await aTaskInCi();
  const { checkFact } = await import('./ci-facts.ts');
  const external = (conclusion: string) => ({
    ...checkFact(['jenkins', conclusion] as never, world.clock.nowMs()), runId: null, jobId: null, workflow: null, event: null, app: 'jenkins', id: conclusion,
  });
  world.forge.setChecks(world.headSha(), [external('cancelled') as never]);
  await world.passes(120_000);
  await world.reaches('needs_human');
  world.forge.setChecks(world.headSha(), [external('success') as never]);
  await world.retries('ana');
  await world.passes(120_000);
  console.log(world.says());
  expect((await world.task()).state.name).toBe('green');
});

it('R6 judged again the next morning', async () => {
  const world = await aTaskInCi();
  world.ci(['test', 'cancelled']);
  await world.passes(120_000);
  await world.reaches('needs_human');
  world.clock.advance(9 * 3_600_000);
  await world.settled();
  await world.retries('ana');
  world.ci(['test', 'failure', 'not ok 1 - x']);
  await world.passes(120_000);
  console.log(world.says(), JSON.stringify((await world.task()).attempts[0]?.stopRules));
  expect((await world.task()).state.name).toBe('working');
});
