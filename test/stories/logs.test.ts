// What an agent prints, read in the chat: the last lines while it works and after, and nothing that is secret.
import { expect, it } from 'vitest';
import { aTaskAtWork, aTaskInCi } from './beginnings.ts';

it('shows what the agent at work printed last, and where to follow it', async () => {
  const { world, agent } = await aTaskAtWork();
  expect(await world.mentions('gia', 'logs')).toMatchInlineSnapshot(`
    "t-myj4ympt is being worked on: the agent of attempt 1 has printed nothing yet.
    Follow it on the task page"
  `);
  for (let no = 1; no <= 40; no += 1) agent.print(`step ${no}\n`);
  agent.print(`export TOKEN=xoxb-very-secret-token \u001b[31m${'x'.repeat(500)}\n`);
  agent.print('running npm test\n');
  await world.passes(4_000, 1_000);
  const answer = await world.until(async () => {
    const told = await world.types('gia', `logs ${world.taskId()}`);
    return told.includes('printed last') ? told : undefined;
  }, 'the log');
  expect(answer).toMatchInlineSnapshot(`
    "t-myj4ympt is being worked on. What the agent of attempt 1 printed last is below.
    step 28
    step 29
    step 30
    step 31
    step 32
    step 33
    step 34
    step 35
    step 36
    step 37
    step 38
    step 39
    step 40
    export TOKEN=[redacted] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
    running npm test
    Without secrets, and not checked. Follow it on the task page"
  `);
  expect(answer).not.toContain('very-secret');
  expect(answer).not.toContain('step 20\n');
});

it('shows the log of the newest attempt when no agent works', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.print('all done\n');
  agent.end('a fix');
  await world.reaches('awaiting_ci');
  expect(await world.types('ana', `logs ${world.taskId()}`)).toMatchInlineSnapshot(`
    "t-myj4ympt waits for CI. What the agent of attempt 1 printed at its end is below.
    all done
    Without secrets, and not checked. All logs are on the task page"
  `);
  expect(await world.types('ana', 'log')).toMatchInlineSnapshot(`
    "Did you mean “logs”?
    Nothing was started. To start a task called “log”, put it in quotes."
  `);
});

it('tells nothing of it on the pull request, where others read', async () => {
  const world = await aTaskInCi();
  expect(await world.comments('ana', 'logs')).toContain('That is for the chat');
});
