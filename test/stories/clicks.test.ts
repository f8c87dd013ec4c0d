// Slack delivers again, people click old cards and click at once: one outcome, and everybody is told.
import { expect, it } from 'vitest';
import { aGreenTask, anEmptyWorld, aTaskAtWork, aTaskInCi, turnsRed } from './beginnings.ts';

it('starts one task for a slash command that Slack delivers three times', async () => {
  const world = await anEmptyWorld();
  const answers = [];
  for (let time = 0; time < 3; time += 1)
    answers.push(await world.types('ana', 'fix flaky tests in payments', 'trigger-1'));
  await world.agent();
  await world.settled();
  expect(new Set(answers).size).toBe(1);
  expect(world.cards()).toHaveLength(1);
  expect(world.sandbox.runs).toHaveLength(1);
});

it('approves once for a click that Slack delivers twice, and answers both the same', async () => {
  const world = await aGreenTask();
  const card = world.card().message;
  const first = await world.clicks('ben', 'Approve', card, 'action-1');
  const again = await world.clicks('ben', 'Approve', card, 'action-1');
  await world.reaches('merged');
  expect(again).toEqual(first);
  expect((await world.task()).decisions).toHaveLength(1);
});

it('says that a card is stale, and leaves the task alone', async () => {
  const world = await aTaskInCi();
  const old = world.card().message;
  await turnsRed(world, 'settles in order');
  await world.agent();
  expect(await world.clicks('ana', 'Abort', old)).toMatchInlineSnapshot(`
    {
      "answer": "The card you clicked is outdated: t-myj4ympt is being worked on.
    It has been brought up to date; decide again if you still want to.",
    }
  `);
  expect((await world.task()).state.name).toBe('working');
});

it('brings a card up to date that stayed behind, when somebody clicks it', async () => {
  const world = await aTaskInCi();
  const old = world.card().message;
  world.chat.revokeToken(true);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  world.chat.revokeToken(false);
  expect(world.says()).toContain('Waiting for CI');
  const { answer } = await world.clicks('ana', 'Abort', old);
  expect(answer).toContain('It has been brought up to date');
  await world.settled();
  expect(world.says()).toContain('Green');
});

it('brings it up to date for whoever would retry, too', async () => {
  const world = await aTaskInCi();
  world.ci(['test', 'cancelled']);
  await world.passes(100_000);
  await world.reaches('needs_human');
  const old = world.card().message;
  await world.types('ana', `abort ${world.taskId()}`);
  await world.reaches('aborted');
  const edits = world.card().earlier.length;
  expect((await world.clicks('ana', 'Retry with a hint', old)).answer).toContain('is outdated');
  await world.settled();
  expect(world.card().earlier.length).toBe(edits + 1);
});

it('tells the loser of two approvals who was first', async () => {
  const world = await aGreenTask();
  const card = world.card().message;
  const [ben, ana] = await Promise.all([
    world.clicks('ben', 'Approve', card),
    world.clicks('ana', 'Approve', card),
  ]);
  expect([ben.answer, ana.answer]).toMatchInlineSnapshot(`
    [
      "t-myj4ympt is approved at 9348df3.",
      "ben was first and approved it at 14:04 UTC: t-myj4ympt is approved.
    There is nothing left to decide.",
    ]
  `);
  await world.reaches('merged');
  expect(world.forge.calls.filter(({ method }) => method === 'merge')).toHaveLength(1);
});

it('lets the first of Approve and Abort win, whichever it is', async () => {
  const world = await aGreenTask();
  const card = world.card().message;
  const [abort, approve] = await Promise.all([
    world.clicks('ana', 'Abort', card),
    world.clicks('ben', 'Approve', card),
  ]);
  expect([abort.answer, approve.answer]).toMatchInlineSnapshot(`
    [
      "t-myj4ympt is aborted.",
      "The card you clicked is outdated: t-myj4ympt is aborted. ana aborted it at 14:04 UTC.
    It has been brought up to date; decide again if you still want to.",
    ]
  `);
  await world.reaches('aborted');
  expect(world.forge.calls.filter(({ method }) => method === 'merge')).toHaveLength(0);
});

it('says that a merge under way is too late to abort', async () => {
  const world = await aGreenTask();
  const [, abort] = await Promise.all([
    world.clicks('ben', 'Approve'),
    world.types('ana', `abort ${world.taskId()}`),
  ]);
  expect(abort).toMatchInlineSnapshot(`
    "Too late to abort: t-myj4ympt is approved. ben approved it at 14:04 UTC.
    If the merge was wrong, revert the pull request on GitHub."
  `);
  await world.reaches('merged');
});

it('lets only an approver who did not ask approve what is high risk', async () => {
  const world = await aGreenTask({ policy: { risk: 'high' } });
  expect((await world.clicks('ana', 'Approve')).answer).toMatchInlineSnapshot(
    `"This repository is high risk: somebody other than the requester has to approve it. Ask an approver."`,
  );
  expect((await world.clicks('olu', 'Approve')).answer).toMatchInlineSnapshot(
    `"The requester and the approvers decide about this task, and on-call may retry or abort it. Ask one of them, or the operator to add you in greenlight.yml."`,
  );
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
});

it('lets on-call retry and abort, and nobody else who is not involved', async () => {
  const world = await aGreenTask();
  expect((await world.clicks('gia', 'Retry with a hint')).answer).toMatchInlineSnapshot(
    `"The requester and the approvers decide about this task, and on-call may retry or abort it. Ask one of them, or the operator to add you in greenlight.yml."`,
  );
  await world.clicks('olu', 'Abort');
  await world.reaches('aborted');
});

it('answers a form that was left open until the task had moved on', async () => {
  const world = await aGreenTask();
  const { form } = await world.clicks('ana', 'Retry with a hint');
  if (!form) throw new Error('no form opened');
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  expect(await world.submits('ana', form, 'look at the clock')).toMatchInlineSnapshot(`
    "ben was first and approved it at 14:04 UTC: t-myj4ympt is merged.
    There is nothing left to decide."
  `);
});

it('does as a person types in the thread', async () => {
  const world = await aGreenTask();
  expect(await world.mentions('ana', 'please merge it')).toMatchInlineSnapshot(`
    "t-myj4ympt is green, and words alone start nothing.
    “@greenlight retry <hint>” starts an attempt with them; approve, abort, status and help are understood too.
    To start another task, type /agent … in the channel."
  `);
  expect(await world.mentions('ben', 'approve')).toMatchInlineSnapshot(
    `"t-myj4ympt is approved at 9348df3."`,
  );
  await world.reaches('merged');
});

it('refuses to approve what CI has not judged', async () => {
  const { world } = await aTaskAtWork();
  expect(await world.mentions('ben', 'approve')).toMatchInlineSnapshot(`
    "Only a green task can be approved; t-myj4ympt is being worked on.
    You are called back when there is something to decide."
  `);
  expect(await world.mentions('ana', 'retry')).toMatchInlineSnapshot(`
    "t-myj4ympt is being worked on already.
    Abort it first to start it differently."
  `);
});
