// An agent goes on with the conversation of its last attempt where it can, and begins anew where it cannot; which of the two is said.
import { expect, it } from 'vitest';
import { taskPage } from '#adapters/web/task-page.ts';
import { NO_USAGE } from '#core/egress/model/usage.ts';
import type { FakeRun } from '#test/fakes/fake-sandbox.ts';
import { aTaskAtWork, turnsRed } from './beginnings.ts';
import type { World } from './world.ts';

const asked = { ...NO_USAGE, requests: 3, costUsd: 0.1 };
const atWork = () => aTaskAtWork({ stream: 'claude-code', model: 'claude', keepsSession: true });
const begins = (agent: FakeRun, session: string) =>
  agent.print(`{"type":"system","subtype":"init","session_id":"${session}"}\n`);

async function redOnce(): Promise<World> {
  const { world, agent } = await atWork();
  begins(agent, 's-1');
  agent.end('a fix', { usage: asked });
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'settles in order');
  return world;
}

it('goes on after a red CI, and is forgotten when the task is merged', async () => {
  const world = await redOnce();
  const second = await world.agent();
  expect(second.spec.resume).toEqual({ id: 's-1', attempt: 1, run: 1 });
  begins(second, 's-1');
  second.end('a better fix', { usage: asked });
  await world.reaches('awaiting_ci');
  const task = await world.task();
  expect(task.attempts.map(({ resumed }) => resumed)).toEqual([undefined, 'resumed']);
  expect(String(taskPage(task, []))).toContain('The agent went on with the conversation of attempt 1.');
  expect([...world.sandbox.sessions]).toEqual([task.id]);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  await world.settled();
  expect([...world.sandbox.sessions]).toEqual([]);
});

it('begins anew in the same run where the agent does not take it up, and spends nothing for that', async () => {
  const world = await redOnce();
  const second = await world.agent();
  const next = world.sandbox.next();
  second.end(null, { exitCode: 1, usage: NO_USAGE });
  const anew = await next;
  expect(anew.spec).not.toHaveProperty('resume');
  expect([anew.spec.key, anew.spec.run]).toEqual([second.spec.key, second.spec.run]);
  begins(anew, 's-2');
  anew.end('a better fix', { usage: asked });
  await world.reaches('awaiting_ci');
  const task = await world.task();
  expect(task.attempts.at(-1)).toMatchObject({ no: 2, runs: 1, resumed: 'refused', session: { id: 's-2' } });
  expect(String(taskPage(task, []))).toContain(
    'The agent began anew: it did not take up the conversation of attempt 1.',
  );
});

it('is not taken for one that did not take it up where its model was asked', async () => {
  const world = await redOnce();
  (await world.agent()).end(null, { exitCode: 1, usage: asked });
  await world.reaches('blocked');
  expect((await world.task()).attempts.at(-1)).toMatchObject({ resumed: 'resumed', outcome: 'agent_failed' });
});

it('begins anew where the conversation is not there', async () => {
  const world = await redOnce();
  world.sandbox.sessions.clear();
  const second = await world.agent();
  second.end('a better fix', { usage: asked });
  await world.reaches('awaiting_ci');
  const task = await world.task();
  expect(task.attempts.at(-1)).toMatchObject({ resumed: 'missing' });
  expect(String(taskPage(task, []))).toContain('is not on the engine that it ran on');
});

it('goes on with the answer to its question', async () => {
  const { world, agent } = await atWork();
  begins(agent, 's-1');
  agent.end(null, { result: { question: 'Which clock?' }, usage: asked });
  await world.reaches('needs_human');
  await world.mentions('ana', 'the wall clock');
  const second = await world.agent();
  expect(second.spec.resume).toEqual({ id: 's-1', attempt: 1, run: 1 });
  expect(second.spec.inputs['prompt.md']).toContain('the wall clock');
});
