// Abort, whenever it comes: what runs is stopped, what was pushed is shown, nothing half done is published.
import { expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { anEmptyWorld, aTaskAtWork, aTaskInCi } from './beginnings.ts';

it('stops the container of a task that is aborted while the agent works, and publishes nothing', async () => {
  const { world } = await aTaskAtWork();
  await world.clicks('ana', 'Abort');
  await world.reaches('aborted');
  expect(world.sandbox.live.size).toBe(0);
  expect(world.sandbox.stopped).toEqual([{ key: `${world.taskId()}-a1`, collect: false }]);
  expect(world.publisher.pushes).toEqual([]);
  expect(world.lastReply()).toMatchInlineSnapshot(`"Aborted by ana. Nothing was pushed so far."`);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ✖ Aborted · nothing was pushed
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ■ stopped after 0 s · agent log
    Task page
    Aborted by ana at 14:03 UTC
    [Retry with a hint]"
  `);
});

it('keeps the log of the run that was stopped', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.print('half way\n');
  await world.clicks('ana', 'Abort');
  await world.reaches('aborted');
  expect((await world.task()).attempts[0]?.artifacts.map(({ name }) => name)).toEqual(['agent.log']);
});

it('records and shows the push that an abort came too late for, and proposes nothing', async () => {
  const { world, agent } = await aTaskAtWork();
  world.publisher.beforePush = async () => {
    await world.types('ana', `abort ${world.taskId()}`);
    await world.until(() => world.replies()[0], 'the last word');
  };
  agent.end('sleep a little');
  await world.reaches('aborted');
  await world.until(async () => (await world.task()).headSha ?? undefined, 'the commit');
  await world.settled();
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ✖ Aborted · its branch stays
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ◐ pushed 9348df3 · agent log
    Task page
    Aborted by ana at 14:03 UTC
    [Retry with a hint]"
  `);
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Aborted by ana. Nothing was pushed so far.",
    ]
  `);
});

it('records the push of an abort that came between it and the pull request, over a restart', async () => {
  const { world, agent } = await aTaskAtWork();
  const away = new PortError(problem('forge_unavailable', 'HTTP 502'), { retryable: true });
  world.forge.failNext('ensurePullRequest', away);
  agent.end('sleep a little');
  await world.until(() => world.publisher.pushes[0], 'a push');
  await world.settled();
  await world.types('ana', `abort ${world.taskId()}`);
  await world.restart();
  await world.passes(10_000, 1_000);
  const task = await world.reaches('aborted');
  expect(task.headSha).toBe(world.headSha());
  expect(task.pullRequest).toBeNull();
  expect(world.publisher.pushes).toHaveLength(1);
});

it('starts no agent for a task that is aborted while it waits for a slot', async () => {
  const world = await anEmptyWorld();
  for (const text of ['fix one in payments', 'fix two in payments']) await world.types('ana', text);
  const busy = [await world.agent(), await world.agent()];
  const answer = await world.types('ana', 'fix three in payments');
  const waiting = /t-\w{8}/.exec(answer)?.[0] ?? '';
  await world.settled();
  expect(world.cards().at(-1)).toContain('Queued');
  expect(await world.types('ana', `abort ${waiting}`)).toMatchInlineSnapshot(`"t-yj9eyyfb is aborted."`);
  for (const agent of busy) agent.end('a change');
  await world.settled();
  expect(world.sandbox.runs).toHaveLength(2);
  expect(world.cards().at(-1)).toContain('Aborted');
});

it('stops waiting for CI when it is aborted then', async () => {
  const world = await aTaskInCi();
  await world.clicks('ana', 'Abort');
  await world.reaches('aborted');
  world.ci(['test', 'success']);
  await world.hint({ type: 'ci_changed', headSha: world.headSha() });
  await world.passes(200_000, 50_000);
  expect((await world.task()).state.name).toBe('aborted');
  expect(world.lastReply()).toMatchInlineSnapshot(
    `"Aborted by ana. The branch greenlight/t-myj4ympt stays, and so does pull request #1."`,
  );
});

it('says so when it is aborted already', async () => {
  const { world } = await aTaskAtWork();
  const card = world.card().message;
  await world.clicks('ana', 'Abort');
  expect(await world.types('olu', `abort ${world.taskId()}`)).toMatchInlineSnapshot(
    `"t-myj4ympt is aborted; nothing changed. ana aborted it at 14:03 UTC."`,
  );
  expect((await world.clicks('ben', 'Abort', card)).answer).toMatchInlineSnapshot(`
    "The card you clicked is outdated: t-myj4ympt is aborted. ana aborted it at 14:03 UTC.
    It has been brought up to date; decide again if you still want to."
  `);
  expect(world.replies().filter((reply) => reply.startsWith('Aborted'))).toHaveLength(1);
});
