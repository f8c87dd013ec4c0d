// A task asked for by a form: bare /agent, a shortcut from anywhere, a shortcut on a message. What does not fit stays on the form.
import { expect, it } from 'vitest';
import { anEmptyWorld } from './beginnings.ts';

it('opens by bare /agent, says field by field what does not fit, and starts the task', async () => {
  const world = await anEmptyWorld({ agents: ['scripted', 'careful'] });
  const form = await world.opens('ana', 'command');
  expect(form).toMatchInlineSnapshot(`
    {
      "close": "Cancel",
      "fields": [
        {
          "kind": "text",
          "label": "What should be done?",
          "maxChars": 3000,
          "multiline": true,
          "name": "text",
          "optional": false,
          "placeholder": "Fix the flaky tests in payments",
        },
        {
          "kind": "looked_up",
          "label": "Repository",
          "name": "repo",
          "optional": true,
          "placeholder": "The one that the text names, or this channel’s",
        },
        {
          "kind": "text",
          "label": "Base branch",
          "maxChars": 200,
          "name": "base",
          "optional": true,
          "placeholder": "a branch name",
        },
        {
          "kind": "text",
          "label": "Agent",
          "maxChars": 200,
          "name": "agent",
          "optional": true,
          "placeholder": "an agent's name from the configuration",
        },
        {
          "kind": "text",
          "label": "Attempts",
          "maxChars": 200,
          "name": "attempts",
          "optional": true,
          "placeholder": "a whole number from 1 to 20",
        },
        {
          "kind": "text",
          "label": "Time",
          "maxChars": 200,
          "name": "runtime",
          "optional": true,
          "placeholder": "a time such as 30m or 2h, at most 24h",
        },
        {
          "kind": "text",
          "label": "Cost in US dollars",
          "maxChars": 200,
          "name": "cost",
          "optional": true,
          "placeholder": "an amount in US dollars such as 2.50",
        },
        {
          "kind": "text",
          "label": "Priority",
          "maxChars": 200,
          "name": "priority",
          "optional": true,
          "placeholder": "low, normal or high",
        },
        {
          "kind": "people",
          "label": "Who approves",
          "maxPeople": 10,
          "name": "approvers",
          "optional": true,
          "placeholder": "Whoever may",
        },
      ],
      "intro": [
        "An agent works on it on a branch of its own, CI judges, and you are called back to decide.",
      ],
      "submit": "Start",
      "title": "New task",
      "value": "start",
    }
  `);
  expect(await world.offers('pay')).toEqual(['acme/payments']);
  expect(await world.offers('billing')).toEqual([]);
  expect(
    await world.sends('ana', form, {
      text: ' ',
      attempts: 'many',
      runtime: 'soon',
      cost: '-1',
      priority: 'now',
    }),
  ).toMatchInlineSnapshot(`
    {
      "errors": {
        "attempts": "This takes a whole number from 1 to 20.",
        "cost": "This takes an amount in US dollars such as 2.50.",
        "priority": "This takes low, normal or high.",
        "runtime": "This takes a time such as 30m or 2h, at most 24h.",
        "text": "Say what should be done.",
      },
    }
  `);
  expect(world.chat.messages()).toEqual([]);
  const filled = { text: 'fix the export=slow bug', repo: 'acme/payments', agent: 'careful', attempts: '2' };
  const { answer } = await world.sends('ana', form, { ...filled, cost: '2.50', priority: 'high' });
  expect(answer?.text).toMatchInlineSnapshot(
    `"t-hxeskdp1 is on its way in acme/payments. The card shows how it goes; you are called back when there is something to decide."`,
  );
  await world.agent();
  const task = await world.task();
  expect(task.request.text).toBe('fix the export=slow bug');
  expect(task).toMatchObject({ agent: 'careful', policy: { maxAttempts: 2, maxCostUsd: 2.5 } });
});

it('is filled in from a message, keeps a link to it, and answers in its thread', async () => {
  const world = await anEmptyWorld();
  const form = await world.opens('ana', { text: 'The ledger is off by a cent' });
  expect(form.fields[0]).toMatchObject({ name: 'text', initial: 'The ledger is off by a cent' });
  const where = { messageTs: '17.000100' };
  await world.sends('ana', form, { text: 'fix the ledger, which is off by a cent' }, where);
  await world.agent();
  await world.settled();
  expect(world.card().threadTs).toBe('17.000100');
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix the ledger, which is off by a cent
    ● Working · attempt 1 of 3 is running
    t-szd46d1y · asked by ana · acme/payments · greenlight/t-szd46d1y
    Attempts
    1  ● running
    Task page · Asked from this message
    [Abort] [Mute]"
  `);
  expect((await world.task()).request.originUrl).toBe('https://slack.test/archives/CPAY/p17000100');
});

it('asked for from anywhere, is told in direct messages', async () => {
  const world = await anEmptyWorld();
  const form = await world.opens('ana', 'anywhere');
  await world.sends('ana', form, { text: 'fix flaky tests' }, { channelId: 'UANA' });
  await world.agent();
  expect(world.card().ref.channelId).toBe('UANA');
});

it('says what is wrong with what no field could know', async () => {
  const world = await anEmptyWorld();
  const form = await world.opens('ana', 'command');
  const { answer } = await world.sends('ana', form, { text: 'fix it', agent: 'nobody' });
  expect(answer?.text).toMatchInlineSnapshot(`
    "No agent “nobody” is configured.
    Configured: scripted. Nothing was started."
  `);
});
