// An approval hours after green: CI is asked once more before anything that cannot be taken back.
import { expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { aGreenTask, aTaskInCi } from './beginnings.ts';
import { jobLog } from './ci-facts.ts';

it('does not merge a commit whose check ran again, and failed, after it was green', async () => {
  const world = await aGreenTask();
  world.ci(['test', 'failure', jobLog('settles in order')]);
  await world.clicks('ben', 'Approve');
  await world.reaches('awaiting_ci');
  await world.passes(100_000);
  const next = await world.agent();
  expect(next.spec.attempt).toBe(2);
  const called = world.forge.calls.map(({ method }) => method);
  expect(called).not.toContain('markReady');
  expect(called).not.toContain('merge');
});

it('waits for a check that came late, and calls for the approval of what it says', async () => {
  const world = await aGreenTask();
  world.ci(['test', 'success'], ['late', null]);
  await world.clicks('ben', 'Approve');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success'], ['late', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
});

it('does not believe the first look when an outage came between two', async () => {
  const world = await aGreenTask();
  const away = new PortError(problem('forge_unavailable', 'HTTP 502'), { retryable: true });
  world.forge.failNext('markReady', away);
  await world.clicks('ben', 'Approve');
  await world.settled();
  world.ci(['test', 'failure', jobLog('settles in order')]);
  await world.passes(5_000, 1_000);
  await world.reaches('awaiting_ci');
});

it('does not count the night in which it waited for a person as running time', async () => {
  const world = await aTaskInCi();
  world.ci(['test', 'cancelled']);
  await world.passes(120_000);
  await world.reaches('needs_human');
  world.clock.advance(9 * 3_600_000);
  await world.settled();
  await world.retries('ana');
  world.ci(['test', 'failure', jobLog('settles in order')]);
  await world.passes(120_000);
  const { attempts } = await world.reaches('working');
  expect(attempts[0]?.stopRules.find(({ rule }) => rule === 'max_runtime')?.tripped).toBe(false);
});
