// What an agent may come back with beside a good change: nothing, a question, garbage, something it may not touch.
import { expect, it } from 'vitest';
import { aTaskAtWork } from './beginnings.ts';

it('blocks when the agent fails without a change', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.print('Traceback: no module named x\n');
  agent.end(null, { exitCode: 1 });
  await world.reaches('blocked');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. empty_patch: the agent failed with exit code 1 and changed no file.
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ agent failed after 0 s
    There is no branch to look at.
    So far: 1 attempt
    Look at its log, then press Retry."
  `);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ■ Blocked · a stop rule ended it: empty_patch
    empty_patch: the agent failed with exit code 1 and changed no file.
    Look at its log, then press Retry.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ■ agent failed after 0 s · agent log
    Task page
    [Retry with a hint] [Take over] [Abort] [Mute]"
  `);
});

it('lets CI judge what a failing agent has changed all the same', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end('half of it', { exitCode: 1 });
  await world.reaches('awaiting_ci');
});

it('publishes what there is when max_runtime is up, and blocks', async () => {
  const { world } = await aTaskAtWork({ policy: { maxRuntimeMs: 30 * 60_000 } });
  await world.passes(31 * 60_000, 60_000);
  await world.reaches('blocked');
  expect(world.sandbox.stopped).toEqual([{ key: `${world.taskId()}-a1`, collect: true }]);
  expect(world.publisher.pushes).toHaveLength(1);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. max_runtime: the 30 min of this round are over.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ pushed 7dea85f · changed 1 file, +3 −1: src/partial-work.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 30 min of agents at work, 30 min since it was asked for
    The work so far is on the branch: Retry has CI judge it, and gives it a fresh round where that is red."
  `);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ■ Blocked · a stop rule ended it: max_runtime
    max_runtime: the 30 min of this round are over.
    The work so far is on the branch: Retry has CI judge it, and gives it a fresh round where that is red.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ◐ pushed 7dea85f · agent log
    Draft pull request #1 · Diff · Task page
    [Retry with a hint] [Take over] [Abort] [Mute]"
  `);
});

it('blocks at max_runtime without a push when there is nothing to publish', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { ended: 'timed_out' });
  await world.reaches('blocked');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. max_runtime: the 2 h of this round are over.
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ stopped at the time limit after 0 s
    There is no branch to look at.
    So far: 1 attempt
    Retry gives it a fresh round; nothing was pushed yet."
  `);
});

it('says that the agent ran out of memory', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { ended: 'out_of_memory' });
  await world.reaches('blocked');
  expect(world.cardText()).toContain('ran out of memory');
});

it('blocks on an empty patch', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { result: { summary: 'All is well as it is.' } });
  await world.reaches('blocked');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. empty_patch: the agent ended without changing a file.
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ agent finished after 0 s
    There is no branch to look at.
    So far: 1 attempt
    Retry with a hint that says where to look."
  `);
});

it('hands over a change to a protected path, and pushes nothing', async () => {
  const { world, agent } = await aTaskAtWork();
  world.publisher.paths.set('weaken ci', ['src/a.ts', '.github/workflows/ci.yml']);
  agent.end('weaken ci');
  await world.reaches('needs_human');
  expect(world.publisher.pushes).toEqual([]);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The publisher refused the change: protected path .github/workflows/ci.yml.
    Asked: “fix flaky tests in payments”
    Tried
    1  ▲ change refused by the publisher · changed 2 files, +3 −1
    There is no branch to look at.
    So far: 1 attempt
    Retry with a hint, or make that change by hand."
  `);
});

it('hands over a bundle that is none', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end('garbage');
  await world.reaches('needs_human');
  expect(world.publisher.pushes).toEqual([]);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The publisher refused the change: bundle invalid.
    Asked: “fix flaky tests in payments”
    Tried
    1  ▲ change refused by the publisher
    There is no branch to look at.
    So far: 1 attempt
    Retry with a hint, or make that change by hand."
  `);
});

it('stops at max_cost_usd with the work published', async () => {
  const { world, agent } = await aTaskAtWork({ policy: { maxCostUsd: 5 } });
  agent.end('an expensive change', { result: { costUsd: 5.5 } });
  await world.reaches('blocked');
  expect(world.publisher.pushes).toHaveLength(1);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. max_cost_usd: the $5.00 of this round are spent.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ pushed 00ed13a · changed 1 file, +3 −1: src/an-expensive-change.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: $5.50 (as the agent tells), 1 attempt
    The work so far is on the branch: Retry has CI judge it, and gives it a fresh round where that is red."
  `);
});

it('shows what an agent says as its claim, without secrets and markup that acts', async () => {
  const { world, agent } = await aTaskAtWork();
  const summary = 'Done. \u001b[31mToken xoxb-very-secret-token\u001b[0m <!channel>';
  agent.end('a change', { result: { summary } });
  await world.reaches('awaiting_ci');
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ◐ Waiting for CI · attempt 1 of 3 at 6caca26, no check has started yet
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ◐ CI is running, no check has started yet · agent log
    The agent says: Done. Token [redacted] <!channel>
    Draft pull request #1 · Diff · Task page
    [Abort] [Mute]"
  `);
});
