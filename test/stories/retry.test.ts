// Retry with a hint, from every state that waits for a person.
import { expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { aGreenTask, aTaskAtWork, aTaskInCi, turnsRed } from './beginnings.ts';

it('goes on from blocked with fresh limits and the hint in the brief', async () => {
  const world = await aTaskInCi({ policy: { maxAttempts: 1 } });
  await turnsRed(world, 'settles in order');
  await world.reaches('blocked');
  expect(await world.retries('ana', 'look at the clock')).toMatchInlineSnapshot(`"t-myj4ympt starts again."`);
  const second = await world.agent();
  await world.settled();
  expect(world.lastReply()).toMatchInlineSnapshot(
    `"ana started round 2 with fresh limits. Hint: “look at the clock”."`,
  );
  expect(world.says()).toMatchInlineSnapshot(`"● Working · attempt 1 of 1, round 2 is running"`);
  expect(second.spec.inputs['prompt.md']).toContain('look at the clock');
  expect(second.spec.fromSha).toBe(world.headSha());
});

it('gives the agent that asked its answer', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { result: { summary: 'Two ways.', question: 'May I change the public API?' } });
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The agent asks: May I change the public API?
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ agent finished after 0 s
    There is no branch to look at.
    So far: 1 attempt
    Answer here with “@greenlight <your answer>”, or with Retry: the next attempt begins with the question and your words."
  `);
  await world.retries('ana', 'No, keep it.');
  const second = await world.agent();
  expect(second.spec.inputs['prompt.md']).toContain('May I change the public API?');
  expect(second.spec.inputs['prompt.md']).toContain('No, keep it.');
});

it('starts again after an abort', async () => {
  const { world } = await aTaskAtWork();
  await world.clicks('ana', 'Abort');
  await world.reaches('aborted');
  await world.retries('ben', 'try once more');
  const second = await world.agent();
  second.end('a change');
  await world.reaches('awaiting_ci');
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Aborted by ana. Nothing was pushed so far.",
      "ben started round 2 with fresh limits. Hint: “try once more”.",
    ]
  `);
});

it('goes on from the pushed commit after an abort that came while it was pushed', async () => {
  const { world, agent } = await aTaskAtWork();
  world.publisher.beforePush = async () => {
    world.publisher.beforePush = () => {};
    await world.types('ana', `abort ${world.taskId()}`);
    await world.types('ana', `retry ${world.taskId()} differently`);
  };
  agent.end('sleep a little');
  const second = await world.agent();
  await world.settled();
  second.end('await the settlement');
  await world.reaches('awaiting_ci');
  expect(world.publisher.pushes).toHaveLength(2);
  expect(world.forge.pulls({ owner: 'acme', name: 'payments' })).toHaveLength(1);
});

it('does not take a push of its own, that is not on record yet, for somebody else’s', async () => {
  const world = await aTaskInCi();
  await turnsRed(world, 'settles in order');
  const second = await world.agent();
  const away = new PortError(problem('forge_unavailable', 'HTTP 502'), { retryable: true });
  world.forge.failNext('ensurePullRequest', away);
  second.end('await the settlement');
  await world.until(() => world.publisher.pushes[1], 'the second push');
  await world.settled();
  await world.types('ana', `abort ${world.taskId()}`);
  await world.types('ana', `retry ${world.taskId()} differently`);
  const third = await world.agent();
  await world.passes(10_000, 1_000);
  third.end('read the clock once');
  const { attempts } = await world.reaches('awaiting_ci');
  expect(attempts.map(({ headSha }) => headSha !== undefined)).toEqual([true, true, true]);
});

it('starts over from green when somebody wants it differently: the approval button of before is void', async () => {
  const world = await aGreenTask();
  const green = world.card().message;
  await world.retries('ana', 'without a sleep');
  await world.agent();
  expect((await world.clicks('ben', 'Approve', green)).answer).toMatchInlineSnapshot(`
    "The card you clicked is outdated: t-myj4ympt is being worked on. ana retried it at 14:04 UTC.
    It has been brought up to date; decide again if you still want to."
  `);
  await world.settled();
  expect(world.says()).toMatchInlineSnapshot(`"● Working · attempt 1 of 3, round 2 is running"`);
});

it('takes an empty hint for none', async () => {
  const world = await aGreenTask();
  await world.retries('ana', '   ');
  await world.agent();
  expect((await world.task()).rounds.at(-1)?.hint).toBeUndefined();
});
