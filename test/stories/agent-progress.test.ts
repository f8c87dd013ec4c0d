// An agent at work is seen on the card: counted by the gateway, told by itself in a few words, and kept as few events.
import { expect, it } from 'vitest';
import { type ModelUsage, NO_USAGE } from '#core/egress/model/usage.ts';
import { aTaskAtWork } from './beginnings.ts';
import type { World } from './world.ts';

const used = (requests: number, costUsd: number): ModelUsage => ({
  ...NO_USAGE,
  requests,
  inputTokens: requests * 9_000,
  outputTokens: requests * 400,
  costUsd,
});
const line = (value: object): string => `${JSON.stringify(value)}\n`;
const runs = (command: string): string =>
  line({ type: 'assistant', message: { content: [{ type: 'tool_use', name: 'Bash', input: { command } }] } });

const atWork = () => aTaskAtWork({ stream: 'claude-code', model: 'claude' });
const status = (world: World): string | undefined => world.cardText().split('\n')[2];

async function progressEvents(world: World): Promise<number> {
  let count = 0;
  for await (const { event } of world.deps.engine.history(world.taskId()))
    if (event.type === 'attempt_progressed') count += 1;
  return count;
}

it('shows turns, tokens, cost and what it does', async () => {
  const { world, agent } = await atWork();
  agent.uses(used(1, 0.031));
  agent.print(runs('npm test'));
  await world.passes(12_000);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ● Working · attempt 1 of 3 is running
    Turn 1 · 9k tokens · $0.03 so far · by its own account it runs npm test
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt · $0.03 (metered)
    Attempts
    1  ● running
    Task page
    [Abort] [Mute]"
  `);
  agent.end('a fix', { usage: used(2, 0.06) });
  await world.reaches('awaiting_ci');
  expect(world.cardText()).not.toContain('Turn');
  expect(world.cardText()).toContain('$0.06 (metered)');
});

it('believes the gateway alone about turns, tokens and money', async () => {
  const { world, agent } = await atWork();
  agent.uses(used(3, 0.09));
  agent.print(
    line({
      type: 'result',
      subtype: 'success',
      total_cost_usd: 4_000,
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  );
  for (let turn = 0; turn < 9; turn += 1) agent.print(runs('true'));
  await world.passes(12_000);
  expect(status(world)).toMatchInlineSnapshot(
    `"Turn 3 · 28k tokens · $0.09 so far · by its own account it runs true"`,
  );
});

it('shows the words of an agent clean, short and without secrets', async () => {
  const { world, agent } = await atWork();
  const hostile = `echo xoxb-very-secret-token \u001b[31m<!channel>\u202e\u0007 ${'x'.repeat(500)}`;
  agent.print(runs(hostile));
  await world.passes(12_000);
  expect(status(world)).toMatchInlineSnapshot(
    `"Turn 1 · by its own account it runs echo [redacted] <!channel> xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"`,
  );
});

it('keeps few events of many lines, and none after its end', async () => {
  const { world, agent } = await atWork();
  for (let minute = 0; minute < 10; minute += 1) {
    for (let no = 0; no < 50; no += 1) agent.print(runs(`step ${minute} ${no}`));
    await world.passes(60_000, 10_000);
  }
  const count = await progressEvents(world);
  expect(count).toBeGreaterThanOrEqual(10);
  expect(count).toBeLessThan(40);
  expect(status(world)).toContain('step 9 49');
  agent.end('a fix');
  await world.reaches('awaiting_ci');
  agent.print(runs('one more'));
  await world.passes(60_000);
  expect(await progressEvents(world)).toBe(count);
});

it('says that it waits for its model', async () => {
  const { world, agent } = await atWork();
  agent.print(line({ type: 'system', subtype: 'api_retry', error: 'overloaded' }));
  await world.passes(12_000);
  expect(status(world)).toMatchInlineSnapshot(
    `"by its own account it waits: the model did not answer (overloaded)"`,
  );
});
