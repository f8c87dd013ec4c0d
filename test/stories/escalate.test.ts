// Escalation: who is called when nobody answers, one after the other, until somebody acknowledges or decides.
import { expect, it } from 'vitest';
import type { AppConfig } from '#app/deps.ts';
import { aGreenTask, aTaskAtWork } from './beginnings.ts';
import { shown } from './reading.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const LADDER: NonNullable<AppConfig['escalation']> = {
  afterMs: 30 * MINUTE_MS,
  steps: [
    { call: 'requester', waitMs: 15 * MINUTE_MS, quiet: 'hold' },
    { call: 'on_call', waitMs: 15 * MINUTE_MS, quiet: 'break' },
    { call: 'pager', waitMs: 15 * MINUTE_MS, quiet: 'break' },
  ],
  onCall: { default: ['S0ONCALL'], channels: {} },
};

async function aTaskThatAsks(escalation = LADDER): Promise<World> {
  const { world, agent } = await aTaskAtWork({ escalation });
  agent.end(null, { result: { question: 'Half up?' } });
  await world.reaches('needs_human');
  return world;
}

const pass = (world: World, minutes: number) => world.passes(minutes * MINUTE_MS, MINUTE_MS / 2);
const incidents = (world: World) =>
  world.pager.incidents().map(({ page, isOpen }) => [isOpen ? 'open' : 'over', page.summary, page.details]);
const pings = (world: World): readonly string[] =>
  world.chat
    .messages()
    .flatMap(({ message }) => message.blocks)
    .flatMap((block) => (block.kind === 'lines' ? block.lines.flat() : []))
    .flatMap((span) => (typeof span !== 'string' && 'mention' in span ? [span.mention] : []));

it('climbs by itself, once: the requester, on-call, the pager; reminders take each other’s place', async () => {
  const world = await aTaskThatAsks();
  await pass(world, 29);
  expect(world.replies()).toHaveLength(1);
  await pass(world, 1);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Still waiting. Nobody has answered: t-myj4ympt needs a human.
    The agent asks: Half up?
    Acknowledge on the card, or type “@greenlight ack” here, and nobody else is called."
  `);
  expect(world.replies()).toHaveLength(2);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ▲ Needs a human · Greenlight cannot go on alone
    The agent asks: Half up?
    Answer here with “@greenlight <your answer>”, or with Retry: the next attempt begins with the question and your words.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ■ agent finished after 0 s · agent log
    Task page
    Escalated since nobody answered, 14:33 UTC
    Called: the requester (14:33 UTC)
    [Retry with a hint] [Take over] [Abort] [Acknowledge] [Mute]"
  `);
  await world.restart();
  await pass(world, 15);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Escalated. Nobody has answered: t-myj4ympt needs a human.
    The agent asks: Half up?
    Acknowledge on the card, or type “@greenlight ack” here, and nobody else is called."
  `);
  expect(world.replies()).toHaveLength(2);
  expect(pings(world)).toEqual(['UANA', 'S0ONCALL']);
  expect(incidents(world)).toEqual([]);
  await pass(world, 15);
  expect(incidents(world)).toMatchInlineSnapshot(`
    [
      [
        "open",
        "acme/payments: t-myj4ympt needs a human. The agent asks: Half up?",
        "Nobody has answered. Asked by ana: fix flaky tests in payments",
      ],
    ]
  `);
  await pass(world, 15);
  expect(world.replies()).toHaveLength(2);
  expect((await world.task()).escalation?.calls).toHaveLength(4);
  expect(await world.clicks('gia', 'Acknowledge')).toMatchInlineSnapshot(`
    {
      "answer": "You look after t-myj4ympt: nobody else is called.
    Decide on its card, or type /agent status t-myj4ympt to see where it stands.",
    }
  `);
  await world.settled();
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Needs a human. The agent asks: Half up?
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ agent finished after 0 s
    There is no branch to look at.
    So far: 1 attempt
    Answer here with “@greenlight <your answer>”, or with Retry: the next attempt begins with the question and your words.",
      "Acknowledged by gia: nobody else is called.",
    ]
  `);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ▲ Needs a human · Greenlight cannot go on alone
    The agent asks: Half up?
    Answer here with “@greenlight <your answer>”, or with Retry: the next attempt begins with the question and your words.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ■ agent finished after 0 s · agent log
    Task page
    Escalated since nobody answered, 14:33 UTC
    Called: the requester (14:33 UTC), on-call (14:48 UTC), the pager (15:03 UTC) and on-call (15:18 UTC)
    gia acknowledged, 15:18 UTC
    [Retry with a hint] [Take over] [Abort] [Escalate] [Mute]"
  `);
  expect(incidents(world)).toMatchObject([['over', expect.anything(), expect.anything()]]);
  await pass(world, 24 * 60);
  expect(world.replies()).toHaveLength(2);
  expect(await world.types('olu', `ack ${world.taskId()}`)).toMatchInlineSnapshot(
    `"gia was first and acknowledged t-myj4ympt at 15:18 UTC."`,
  );
});

it('ends with the decision that it called for, and the pager hears of it', async () => {
  const world = await aTaskThatAsks();
  await pass(world, 61);
  expect(incidents(world)).toMatchObject([['open', expect.anything(), expect.anything()]]);
  await world.mentions('ana', 'half up');
  await world.agent();
  await world.settled();
  expect(incidents(world)).toMatchObject([['over', expect.anything(), expect.anything()]]);
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Needs a human. The agent asks: Half up?
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ agent finished after 0 s
    There is no branch to look at.
    So far: 1 attempt
    Answer here with “@greenlight <your answer>”, or with Retry: the next attempt begins with the question and your words.",
      "ana started round 2 with fresh limits. Hint: “half up”.",
    ]
  `);
  expect(await world.types('olu', `ack ${world.taskId()}`)).toMatchInlineSnapshot(
    `"t-myj4ympt is not escalated, so there is nothing to acknowledge."`,
  );
});

it('is answered in time, and calls nobody', async () => {
  const world = await aTaskThatAsks();
  await pass(world, 20);
  await world.mentions('ana', 'half up');
  await world.agent();
  await pass(world, 60);
  expect(pings(world)).toEqual(['UANA']);
  expect((await world.task()).escalation).toBeUndefined();
});

it('by a person begins with on-call, says why, and goes further each time', async () => {
  const world = await aTaskThatAsks();
  const { form } = await world.clicks('ana', 'Escalate');
  expect(form).toMatchInlineSnapshot(`
    {
      "close": "Cancel",
      "fields": [
        {
          "kind": "text",
          "label": "Why now?",
          "maxChars": 500,
          "multiline": true,
          "name": "reason",
          "optional": false,
          "placeholder": "The release waits for it",
        },
      ],
      "intro": [
        "t-myj4ympt: fix flaky tests in payments. This calls on-call and the pager, until somebody acknowledges.",
      ],
      "submit": "Escalate",
      "title": "Escalate",
      "value": "escalate t-myj4ympt 4 -",
    }
  `);
  if (!form) throw new Error('no form');
  expect(await world.submits('ana', form, 'the release waits')).toMatchInlineSnapshot(`
    "t-myj4ympt is escalated: on-call is called.
    Without an acknowledgement, the pager is next."
  `);
  await world.settled();
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Escalated. ana calls for help with t-myj4ympt, which needs a human. Their reason: “the release waits”.
    The agent asks: Half up?
    Acknowledge on the card, or type “@greenlight ack” here, and nobody else is called."
  `);
  expect(await world.types('ben', `escalate ${world.taskId()}`)).toMatchInlineSnapshot(`
    "t-myj4ympt is escalated: the pager is called.
    Without an acknowledgement, on-call is next."
  `);
  await world.settled();
  expect(incidents(world)).toMatchInlineSnapshot(`
    [
      [
        "open",
        "acme/payments: t-myj4ympt needs a human. The agent asks: Half up?",
        "Escalated by ana: the release waits. Asked by ana: fix flaky tests in payments",
      ],
    ]
  `);
  expect(await world.types('ben', `escalate ${world.taskId()} really`)).toMatchInlineSnapshot(
    `"Everybody has been called about t-myj4ympt; reminders go on until somebody acknowledges."`,
  );
  expect(await world.mentions('olu', 'ack')).toMatchInlineSnapshot(`
    "You look after t-myj4ympt: nobody else is called.
    Decide on its card, or type /agent status t-myj4ympt to see where it stands."
  `);
  await world.settled();
  expect(await world.clicks('ana', 'Escalate')).toHaveProperty('form');
});

it('waits for a mute of the task, unless a person calls', async () => {
  const world = await aTaskThatAsks();
  await world.types('ana', `mute ${world.taskId()} 4h`);
  await pass(world, 120);
  expect(pings(world)).toEqual(['UANA']);
  expect(incidents(world)).toEqual([]);
  expect((await world.task()).escalation?.calls).toEqual([]);
  expect(await world.types('ben', `escalate ${world.taskId()}`)).toMatchInlineSnapshot(`
    "t-myj4ympt is escalated: on-call is called.
    Without an acknowledgement, the pager is next."
  `);
  await world.settled();
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Escalated. ben calls for help with t-myj4ympt, which needs a human.
    The agent asks: Half up?
    Acknowledge on the card, or type “@greenlight ack” here, and nobody else is called."
  `);
  expect(pings(world)).toEqual(['UANA', 'S0ONCALL']);
});

it('in quiet hours reminds nobody, and reaches who is there for that', async () => {
  const world = await aTaskThatAsks({ ...LADDER, steps: LADDER.steps.slice(0, 2) });
  await world.types('ben', 'config quiet 14:00-15:30');
  await pass(world, 80);
  expect(world.replies()).toHaveLength(1);
  await pass(world, 10);
  expect(world.replies()).toHaveLength(2);
  expect(pings(world)).toEqual(['UANA', 'UANA']);
  await world.types('ben', 'config quiet 15:30-17:00');
  await pass(world, 16);
  expect(pings(world)).toEqual(['UANA', 'S0ONCALL']);
});

it('goes on when the pager takes nothing, and says so', async () => {
  const world = await aTaskThatAsks();
  world.pager.fail('refused');
  await pass(world, 61);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ▲ Needs a human · Greenlight cannot go on alone
    The agent asks: Half up?
    Answer here with “@greenlight <your answer>”, or with Retry: the next attempt begins with the question and your words.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ■ agent finished after 0 s · agent log
    Task page
    Escalated since nobody answered, 14:33 UTC
    Called: the requester (14:33 UTC), on-call (14:48 UTC) and the pager (15:03 UTC, not reached)
    [Retry with a hint] [Take over] [Abort] [Acknowledge] [Mute]"
  `);
  expect(incidents(world)).toEqual([]);
});

it('has nobody to call where nobody is named, and nothing to acknowledge where nobody was called', async () => {
  const world = await aGreenTask();
  expect(await world.types('ana', `escalate ${world.taskId()}`)).toMatchInlineSnapshot(`
    "Nobody is on call here, so there is nobody to escalate to.
    The operator names them in greenlight.yml, under escalation or people.on_call."
  `);
  expect(await world.types('ana', `ack ${world.taskId()}`)).toMatchInlineSnapshot(
    `"t-myj4ympt is not escalated, so there is nothing to acknowledge."`,
  );
  expect(shown(world.card().message)).not.toContain('Escalate');
  expect(await world.types('gia', `escalate ${world.taskId()}`)).toMatchInlineSnapshot(
    `"The requester and the approvers decide about this task, and on-call may retry or abort it. Ask one of them, or the operator to add you in greenlight.yml."`,
  );
  expect(await world.types('gia', 'escalate')).toMatchInlineSnapshot(`
    "Which task should “escalate” be about?
    Add its id, for example /agent escalate t-4f7k2mqx, or type it in the task’s thread. /agent list shows the ids."
  `);
});
