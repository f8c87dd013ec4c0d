// The check on a commit says whether it is approved, by whom and when; what changes there makes the approval void, and that is said.
import { expect, it } from 'vitest';
import type { Sha } from '#core/ids.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { aGreenTask, anEmptyWorld, aTaskInCi } from './beginnings.ts';
import type { WorldOptions } from './story-deps.ts';
import type { World } from './world.ts';

const CHECKED: WorldOptions = { policy: { approvalCheck: true } };

const shown = (world: World, commit: Sha = world.headSha()): string[] =>
  (world.forge.ownChecks.get(commit) ?? []).map(
    ({ state, title, summary }) => `${state}: ${title}. ${summary.replace(/\s+/g, ' ')}`,
  );

it('waits on the green commit, and names who approved it and when before it is merged', async () => {
  const world = await aGreenTask(CHECKED);
  expect(shown(world)).toHaveLength(1);
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  expect(shown(world)).toMatchInlineSnapshot(`
    [
      "pending: Waiting for an approval in Slack. CI is green for 9348df3. It is approved on the card of t-myj4ympt in Slack, or by “approve t-myj4ympt”.",
      "passed: Approved by ben at 14:04 UTC. This approves 9348df3 of t-myj4ympt and no other commit.",
    ]
  `);
  const acts = world.forge.calls
    .map(({ method }) => method)
    .filter((method) => /showCheck|merge/.test(method));
  expect(acts).toEqual(['showCheck', 'showCheck', 'merge']);
});

it('is void on the commit that somebody pushed over', async () => {
  const world = await aGreenTask(CHECKED);
  const approvable = world.headSha();
  await world.humanPushes();
  await world.reaches('needs_human');
  expect(shown(world, approvable).at(-1)).toMatchInlineSnapshot(
    `"failed: Not approved. t-myj4ympt needs a human: there is nothing to approve at 9348df3 any more."`,
  );
});

it('is void, and said to be, where the push was quicker than the merge', async () => {
  const world = await aGreenTask(CHECKED);
  const approved = world.headSha();
  await world.humanPushes('lost');
  await world.clicks('ben', 'Approve');
  await world.reaches('needs_human');
  expect(shown(world, approved).at(-1)).toMatchInlineSnapshot(
    `"failed: The approval by ben is void. t-myj4ympt needs a human: there is nothing to approve at 9348df3 any more."`,
  );
  expect(world.says()).toMatchInlineSnapshot(`
    "▲ Needs a human · Greenlight cannot go on alone
    The approval of 9348df3 by ben is void.
    Somebody pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing.
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. Somebody pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing. The approval of 9348df3 by ben is void.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
});

it('goes with its commit when another attempt is wanted instead', async () => {
  const world = await aGreenTask(CHECKED);
  const first = world.headSha();
  await world.retries('ana', 'smaller, please');
  (await world.agent()).end('sleep less');
  await world.reaches('awaiting_ci');
  expect(shown(world, first).at(-1)).toContain('failed: Not approved');
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  expect(shown(world)).toHaveLength(1);
});

it('is shown once though the bot dies between the decision and the check', async () => {
  const world = await aGreenTask(CHECKED);
  const lost = new PortError(problem('forge_unavailable', 'no answer'), { retryable: true });
  world.forge.failNext('showCheck', lost, { afterwards: true });
  await world.clicks('ben', 'Approve');
  await world.restart();
  await world.passes(20_000);
  await world.reaches('merged');
  expect(shown(world)).toHaveLength(2);
});

it('is nowhere unless policy asks for it, and no lack of a permission keeps anything from being merged', async () => {
  const plain = await aGreenTask();
  expect(shown(plain)).toEqual([]);
  const world = await aTaskInCi(CHECKED);
  const refusal = new PortError(problem('permission_missing', 'Checks: write'), { retryable: false });
  world.forge.failNext('showCheck', refusal, { times: 5 });
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  expect(shown(world)).toEqual([]);
});

it('tells of policy where nobody had to decide', async () => {
  const world = await anEmptyWorld({ policy: { approvalCheck: true, merge: 'auto' } });
  await world.types('ana', 'fix flaky tests in payments');
  (await world.agent()).end('sleep a little');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('merged');
  expect(shown(world).map((line) => line.split('.')[0])).toEqual(['passed: Approved by policy']);
});
