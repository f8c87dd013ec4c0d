// Limits of one attempt, held from outside: turns, silence, time. Each ends the agent, keeps its work and names itself.
import { expect, it } from 'vitest';
import { NO_USAGE } from '#core/egress/model/usage.ts';
import { aTaskAtWork, turnsRed } from './beginnings.ts';

const MINUTE = 60_000;
const requests = (count: number) => ({ ...NO_USAGE, requests: count, inputTokens: count * 1_000 });
/** An agent's own account of one turn. */
const turn = `${JSON.stringify({
  type: 'assistant',
  message: { content: [{ type: 'tool_use', name: 'Bash', input: { command: 'true' } }] },
})}\n`;

it('ends an agent that is silent, and lets CI judge what it has done', async () => {
  const { world } = await aTaskAtWork({ policy: { maxSilenceMs: 10 * MINUTE } });
  await world.passes(11 * MINUTE, MINUTE);
  expect(world.sandbox.stopped).toEqual([{ key: `${world.taskId()}-a1`, collect: true }]);
  const task = await world.reaches('awaiting_ci');
  expect(task.attempts[0]?.outcome).toBe('silent');
});

it('takes output, and answers of its model, for signs of life', async () => {
  const { world, agent } = await aTaskAtWork({ policy: { maxSilenceMs: 10 * MINUTE } });
  await world.passes(9 * MINUTE, MINUTE);
  agent.print('still building\n');
  await world.passes(9 * MINUTE, MINUTE);
  agent.uses(requests(1));
  await world.passes(9 * MINUTE, MINUTE);
  expect(world.sandbox.stopped).toEqual([]);
  await world.passes(2 * MINUTE, MINUTE);
  expect(world.sandbox.stopped).toHaveLength(1);
});

it('counts turns by the gateway, whatever the agent tells', async () => {
  const { world, agent } = await aTaskAtWork({
    policy: { maxTurns: 5 },
    model: 'claude',
    stream: 'claude-code',
  });
  agent.uses(requests(5));
  for (let no = 0; no < 9; no += 1) agent.print(turn);
  await world.settled();
  expect(world.sandbox.stopped).toEqual([]);
  agent.uses(requests(6));
  const task = await world.reaches('awaiting_ci');
  expect(task.attempts[0]?.outcome).toBe('out_of_turns');
});

it('counts those that the agent tells where no gateway does', async () => {
  const { world, agent } = await aTaskAtWork({ policy: { maxTurns: 2 }, stream: 'claude-code' });
  for (let no = 0; no < 3; no += 1) agent.print(turn);
  expect((await world.reaches('awaiting_ci')).attempts[0]?.outcome).toBe('out_of_turns');
});

it('ends an attempt at its own time, however busy it is, and the next one is told', async () => {
  const { world, agent } = await aTaskAtWork({ policy: { maxAttemptMs: 20 * MINUTE } });
  for (let no = 0; no < 3; no += 1) {
    agent.print('busy\n');
    await world.passes(7 * MINUTE, MINUTE);
  }
  expect((await world.reaches('awaiting_ci')).attempts[0]?.outcome).toBe('out_of_time');
  await turnsRed(world, 'expires a hold');
  const next = await world.agent();
  expect(next.spec.inputs['prompt.md']).toContain('it was ended at the time of an attempt: do less at once');
});

it('blocks by the limit where nothing was changed', async () => {
  const { world, agent } = await aTaskAtWork({ policy: { maxSilenceMs: 10 * MINUTE } });
  world.sandbox.hasWork = false;
  agent.print('waiting for input: ');
  await world.passes(11 * MINUTE, MINUTE);
  await world.reaches('blocked');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. max_silence: the agent gave no sign of life for 10 min and changed no file.
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ stopped after a long silence after 10 min
    There is no branch to look at.
    So far: 1 attempt, 10 min of agents at work, 10 min since it was asked for
    Its log ends with what it waited for; then press Retry."
  `);
  expect(world.cardText()).toContain('stopped after a long silence');
});

it('holds a repository to its own limit where the operator has none, and to the operator’s where that is lower', async () => {
  const { world } = await aTaskAtWork({
    policy: { maxSilenceMs: 10 * MINUTE },
    repositoryFile: 'max_turns: 40\nmax_silence: 2h\n',
  });
  expect((await world.task()).policy).toMatchObject({ maxTurns: 40, maxSilenceMs: 10 * MINUTE });
});
