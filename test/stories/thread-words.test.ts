// Words in the thread: the answer to an agent's question starts the next attempt; what is said while it works waits for that.
import { expect, it } from 'vitest';
import { aGreenTask, aTaskAtWork, turnsRed } from './beginnings.ts';

const QUESTION = 'Round half to even, as the ledger does, or half up, as the invoice says?';

it('takes the answer to a question for the start of the next attempt', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { result: { question: QUESTION } });
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The agent asks: Round half to even, as the ledger does, or half up, as the invoice says?
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ agent finished after 0 s
    There is no branch to look at.
    So far: 1 attempt
    Answer here with “@greenlight <your answer>”, or with Retry: the next attempt begins with the question and your words."
  `);
  expect(await world.mentions('ana', 'half to even, the "invoice" text is wrong')).toMatchInlineSnapshot(
    `"t-myj4ympt starts again."`,
  );
  const next = await world.agent();
  await world.settled();
  expect(world.lastReply()).toMatchInlineSnapshot(
    `"ana started round 2 with fresh limits. Hint: “half to even, the "invoice" text is wrong”."`,
  );
  const prompt = next.spec.inputs['prompt.md'] ?? '';
  expect(prompt).toContain(QUESTION);
  expect(prompt).toContain('half to even, the "invoice" text is wrong');
  expect((await world.task()).state).toMatchObject({ name: 'working', attempt: 2 });
});

it('answers once, also where it is delivered twice or somebody else was quicker', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { result: { question: QUESTION } });
  await world.reaches('needs_human');
  await world.mentions('ana', 'half up');
  await world.agent();
  expect(await world.mentions('ben', 'no, half to even')).toMatchInlineSnapshot(`
    "Queued for the next attempt: t-myj4ympt is being worked on, and an agent at work hears nothing.
    To have it heard at once, “@greenlight abort” and then “retry <hint>”. Words after “aside:” are for people alone."
  `);
  expect((await world.task()).rounds).toHaveLength(2);
  expect((await world.task()).notes).toMatchObject([{ by: { name: 'ben' }, text: 'no, half to even' }]);
});

it('queues what is said at work, says so, and tells the next attempt', async () => {
  const { world, agent } = await aTaskAtWork();
  expect(
    await world.mentions('ana', 'the clock in the test is faked, prove=me wrong'),
  ).toMatchInlineSnapshot(`
    "Queued for the next attempt: t-myj4ympt is being worked on, and an agent at work hears nothing.
    To have it heard at once, “@greenlight abort” and then “retry <hint>”. Words after “aside:” are for people alone."
  `);
  await world.settled();
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ● Working · attempt 1 of 3 is running
    1 reply is queued for the next attempt: “the clock in the test is faked, prove=me wrong”
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ● running
    Task page
    [Abort] [Mute]"
  `);
  agent.end('sleep a little');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'expires a hold');
  const next = await world.agent();
  await world.settled();
  expect(next.spec.inputs['prompt.md']).toContain('ana: the clock in the test is faked, prove=me wrong');
  expect(world.cardText()).not.toContain('queued for the next attempt');
  expect((await world.task()).notes).toMatchObject([{ toldIn: 2 }]);
});

it('keeps what no attempt has heard until a person wants one', async () => {
  const { world, agent } = await aTaskAtWork();
  await world.mentions('ana', 'also rename the module');
  agent.end('a fix');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  expect(world.cardText()).toContain(
    '1 reply is queued for the next attempt; Retry makes one: “also rename the module”',
  );
  await world.retries('ana');
  expect((await world.agent()).spec.inputs['prompt.md']).toContain('also rename the module');
});

it('leaves asides to people', async () => {
  const { world } = await aTaskAtWork();
  const before = (await world.task()).sequence;
  expect(await world.mentions('gia', 'Aside: is this the one from Monday?')).toBe('(nothing)');
  expect((await world.task()).sequence).toBe(before);
});

it('takes words of those who may retry, and of nobody else', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { result: { question: QUESTION } });
  await world.reaches('needs_human');
  expect(await world.mentions('gia', 'half up')).toMatchInlineSnapshot(
    `"The requester and the approvers decide about this task, and on-call may retry or abort it. Ask one of them, or the operator to add you in greenlight.yml."`,
  );
  expect((await world.task()).state.name).toBe('needs_human');
});

it('starts nothing by words where nothing was asked', async () => {
  const world = await aGreenTask();
  expect(await world.mentions('ana', 'what about the docs')).toMatchInlineSnapshot(`
    "t-myj4ympt is green, and words alone start nothing.
    “@greenlight retry <hint>” starts an attempt with them; approve, abort, status and help are understood too.
    To start another task, type /agent … in the channel."
  `);
  expect((await world.task()).state.name).toBe('green');
});
