// What a repository or the operator has to put right: named at once, on the card and in a reply, and a retry goes on.
import { expect, it } from 'vitest';
import { type ProblemCode, problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { anEmptyWorld, aTaskAtWork, aTaskInCi } from './beginnings.ts';
import { REPO } from './story-deps.ts';

const refusal = (code: ProblemCode, detail: string) =>
  new PortError(problem(code, detail), { retryable: false });

it('names the repository that GitHub does not show, and goes on once it does', async () => {
  const world = await anEmptyWorld();
  world.forge.failNext('repository', refusal('repository_missing', 'HTTP 404'));
  await world.types('ana', 'fix flaky tests in payments');
  await world.until(() => world.replies()[0], 'a reply');
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Needs a human. GitHub shows no repository acme/payments: HTTP 404.
    Install the Greenlight app on it, or correct its name in greenlight.yml, then press Retry.",
    ]
  `);
  expect(world.says()).toMatchInlineSnapshot(`
    "▲ Needs a human · Greenlight cannot go on alone
    GitHub shows no repository acme/payments: HTTP 404.
    Install the Greenlight app on it, or correct its name in greenlight.yml, then press Retry."
  `);
  await world.retries('ana');
  await world.agent();
  await world.settled();
  expect(world.says()).toMatchInlineSnapshot(`"● Working · attempt 1 of 3, round 2 is running"`);
});

it('names a base branch that is not there', async () => {
  const world = await anEmptyWorld();
  await world.types('ana', 'fix flaky tests in payments base=mian');
  await world.until(() => world.replies()[0], 'a reply');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. acme/payments has no branch mian: its default branch is main.
    Start again with base=<an existing branch>."
  `);
});

it('names the permission it lacks', async () => {
  const world = await anEmptyWorld();
  const cause = 'acme/payments: needs Pull requests: write';
  world.forge.failNext('ensurePullRequest', refusal('permission_missing', cause));
  await world.types('ana', 'fix flaky tests in payments');
  (await world.agent()).end('a change');
  await world.reaches('needs_human');
  expect(world.says()).toMatchInlineSnapshot(`
    "▲ Needs a human · Greenlight cannot go on alone
    Greenlight lacks a permission: acme/payments: needs Pull requests: write.
    Grant it to the app, then press Retry."
  `);
});

it('publishes the same change after the permission was granted, without another attempt', async () => {
  const world = await anEmptyWorld();
  world.forge.failNext('ensurePullRequest', refusal('permission_missing', 'needs Pull requests: write'));
  await world.types('ana', 'fix flaky tests in payments');
  (await world.agent()).end('a change');
  await world.reaches('needs_human');
  expect(await world.retries('ana')).toMatchInlineSnapshot(
    `"The same change of t-myj4ympt is published again."`,
  );
  await world.reaches('awaiting_ci');
  expect(world.sandbox.runs).toHaveLength(1);
  expect(world.publisher.pushes).toHaveLength(1);
});

it('makes another attempt on top of what was pushed, where the retry has a hint', async () => {
  const world = await anEmptyWorld();
  world.forge.failNext('ensurePullRequest', refusal('permission_missing', 'needs Pull requests: write'));
  await world.types('ana', 'fix flaky tests in payments');
  (await world.agent()).end('a change');
  const { headSha } = await world.reaches('needs_human');
  await world.retries('ana', 'the clock');
  const next = await world.agent();
  expect(next.spec.fromSha).toBe(headSha);
  next.end('another change');
  await world.reaches('awaiting_ci');
});

it('pushes again what the forge did not take the first time', async () => {
  const world = await anEmptyWorld();
  world.publisher.beforePush = async () => {
    throw refusal('permission_missing', 'needs Contents: write');
  };
  await world.types('ana', 'fix flaky tests in payments');
  (await world.agent()).end('a change');
  await world.reaches('needs_human');
  world.publisher.beforePush = async () => {};
  await world.retries('ana');
  await world.reaches('awaiting_ci');
  expect(world.sandbox.runs).toHaveLength(1);
});

it('does not poll CI for ever without the permission to read it', async () => {
  const { world, agent } = await aTaskAtWork();
  world.forge.failNext('readCi', refusal('permission_missing', 'needs Checks: read'));
  agent.end('a change');
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. Greenlight lacks a permission: needs Checks: read.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ pushed 6caca26 · changed 1 file, +3 −1: src/a-change.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt
    Grant it to the app, then press Retry."
  `);
});

it('refuses a policy file that it cannot follow, with every key that is wrong', async () => {
  const repositoryFile = 'max_atempts: 2\nrisk: huge\nmax_runtime: soon\nprotected_paths: docs\n';
  const world = await anEmptyWorld({ repositoryFile });
  await world.types('ana', 'fix flaky tests in payments');
  await world.until(() => world.replies()[0], 'a reply');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The file .github/greenlight.yml on the base branch cannot be used: max_runtime: wants a time such as 30m or 2h; protected_paths: wants a list; risk: wants low or high; max_atempts: unknown key, did you mean max_attempts?
    Correct the file, then press Retry."
  `);
  world.forge.push(REPO, 'main', { '.github/greenlight.yml': 'max_attempts: 2\n' });
  await world.retries('ana');
  await world.agent();
  expect((await world.task()).policy.maxAttempts).toBe(2);
});

it('says at once that it may not post in a channel, only to the person who asked', async () => {
  const world = await anEmptyWorld({ channels: [] });
  await world.types('ana', 'fix flaky tests in payments');
  await world.until(() => world.answers()[0], 'an answer');
  await world.settled();
  expect(world.answers()).toMatchInlineSnapshot(`
    [
      "Greenlight cannot post here, so t-myj4ympt waits: not_in_channel. Type /invite @greenlight in CPAY.
    Type /invite @greenlight, then /agent retry t-myj4ympt.",
    ]
  `);
  expect(world.chat.messages()).toEqual([]);
});

it('goes on after an invitation and a retry, with a card of its own', async () => {
  const channels: string[] = [];
  const world = await anEmptyWorld({ channels });
  const answer = await world.types('ana', 'fix flaky tests in payments');
  const id = /t-\w{8}/.exec(answer)?.[0] ?? '';
  await world.until(() => world.answers()[0], 'an answer');
  await world.settled();
  expect(await world.types('ana', 'status')).toMatchInlineSnapshot(
    `"t-myj4ympt ▲ Needs a human · fix flaky tests in payments · ana"`,
  );
  channels.push('CPAY');
  expect(await world.types('ana', `retry ${id}`)).toMatchInlineSnapshot(`"t-myj4ympt starts again."`);
  await world.agent();
  await world.settled();
  expect(world.cards()).toHaveLength(1);
  expect(world.says()).toMatchInlineSnapshot(`"● Working · attempt 1 of 3, round 2 is running"`);
});

it('hands over a merge that a rule of the repository holds back', async () => {
  const world = await aTaskInCi();
  world.ci(['test', 'success']);
  await world.passes(100_000);
  world.forge.failNext('merge', refusal('merge_blocked', 'At least 1 approving review is required'));
  await world.clicks('ben', 'Approve');
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. A rule of the repository holds the merge back: At least 1 approving review is required. The approval of 9348df3 by ben is void.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Do what the rule asks on the pull request, then merge by hand."
  `);
});

it('knows no agent of a configuration that has changed since', async () => {
  const world = await anEmptyWorld({ agents: ['scripted', 'other'] });
  expect(await world.types('ana', 'fix flaky tests in payments agent=scirpted')).toMatchInlineSnapshot(`
    "No agent “scirpted” is configured. Did you mean “scripted”?
    Configured: scripted and other. Nothing was started."
  `);
  expect(await world.types('ana', 'fix flaky tests repo=acme/paymets')).toMatchInlineSnapshot(`
    "No repository “acme/paymets” is configured. Did you mean “acme/payments”?
    Nothing was started. The operator adds repositories in greenlight.yml."
  `);
});
