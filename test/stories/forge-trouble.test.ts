// GitHub away, limiting, refusing: waited for as long as makes sense, then told.
import { expect, it } from 'vitest';
import { type ProblemCode, problem } from '#core/problem.ts';
import type { Forge } from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';
import { aGreenTask, anEmptyWorld, aTaskAtWork, aTaskInCi } from './beginnings.ts';

const failure = (code: ProblemCode, detail: string, retryAtMs?: number) =>
  new PortError(problem(code, detail), {
    retryable: code !== 'forge_rejected',
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
  });
const away = () => failure('forge_unavailable', 'HTTP 502');

it('goes on by itself after a few 5xx answers, wherever they come', async () => {
  const world = await anEmptyWorld();
  const everywhere: (keyof Forge)[] = [
    'repository',
    'branchHead',
    'readFile',
    'gitRemote',
    'ensurePullRequest',
    'readCi',
    'markReady',
    'merge',
  ];
  for (const method of everywhere) world.forge.failNext(method, away(), { times: 2 });
  await world.types('ana', 'fix flaky tests in payments');
  await world.passes(150_000);
  (await world.agent()).end('a change');
  await world.passes(20_000, 1_000);
  world.ci(['test', 'success']);
  await world.passes(200_000);
  await world.clicks('ben', 'Approve');
  await world.passes(20_000, 1_000);
  await world.reaches('merged');
  expect(world.replies()).toHaveLength(2);
  expect(world.forge.pulls({ owner: 'acme', name: 'payments' })).toHaveLength(1);
});

it('does nothing twice when the answer to what was done is lost', async () => {
  const world = await anEmptyWorld();
  const acts: (keyof Forge)[] = ['ensurePullRequest', 'markReady', 'merge'];
  for (const method of acts) world.forge.failNext(method, away(), { afterwards: true });
  await world.types('ana', 'fix flaky tests in payments');
  (await world.agent()).end('a change');
  await world.passes(5_000, 1_000);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.clicks('ben', 'Approve');
  await world.passes(20_000, 1_000);
  await world.reaches('merged');
  expect(world.publisher.pushes).toHaveLength(1);
  expect(world.forge.pulls({ owner: 'acme', name: 'payments' })).toHaveLength(1);
});

it('waits until the moment that a rate limit names, then goes on', async () => {
  const { world, agent } = await aTaskAtWork();
  const liftsAtMs = world.clock.nowMs() + 40 * 60_000;
  world.forge.failNext('ensurePullRequest', failure('forge_rate_limited', 'HTTP 403', liftsAtMs));
  agent.end('a change');
  await world.passes(39 * 60_000, 60_000);
  expect((await world.task()).state.name).toBe('publishing');
  await world.passes(2 * 60_000, 60_000);
  await world.reaches('awaiting_ci');
});

it('hands over what GitHub refuses, with its words', async () => {
  const { world, agent } = await aTaskAtWork();
  const words = 'HTTP 422: No commits between main and greenlight/t-myj4ympt';
  world.forge.failNext('ensurePullRequest', failure('forge_rejected', words));
  agent.end('a change');
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. GitHub refused a request: HTTP 422: No commits between main and greenlight/t-myj4ympt.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ pushed 6caca26 · changed 1 file, +3 −1: src/a-change.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt
    Mend what it names, then press Retry."
  `);
});

it('calls a person when GitHub stays away', async () => {
  const { world, agent } = await aTaskAtWork();
  world.forge.failNext('ensurePullRequest', away(), { times: 100 });
  agent.end('a change');
  await world.passes(20 * 60_000, 30_000);
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. GitHub did not answer for a long time: HTTP 502.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ pushed 6caca26 · changed 1 file, +3 −1: src/a-change.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 14 min since it was asked for
    When it is back, press Retry; nothing was lost."
  `);
});

it('keeps asking CI through an outage of an hour', async () => {
  const world = await aTaskInCi();
  world.forge.failNext('readCi', away(), { times: 60 });
  world.ci(['test', 'success']);
  await world.passes(70 * 60_000, 30_000);
  await world.reaches('green');
});

it('hands over a conflict with the base that shows when it is merged', async () => {
  const world = await aGreenTask();
  world.forge.setConflict({ owner: 'acme', name: 'payments' }, 1, true);
  await world.clicks('ben', 'Approve');
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. GitHub cannot merge the pull request: #1 conflicts with its base. The approval of 9348df3 by ben is void.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Resolve what it names on the pull request, then press Retry or merge by hand."
  `);
});
