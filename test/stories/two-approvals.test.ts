// Where two people have to approve: the first is counted and said, the second acts, and neither may be the same.
import { expect, it } from 'vitest';
import { aGreenTask } from './beginnings.ts';
import { shown } from './reading.ts';
import type { WorldOptions } from './story-deps.ts';

const TWO: WorldOptions = { policy: { approvals: 2, approvalCheck: true } };

it('counts the first, merges with the second, and names both on the commit', async () => {
  const world = await aGreenTask(TWO);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Green at 9348df3: 1 of 1 check passed.
    Approve merges exactly this commit. 2 people have to approve it. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here."
  `);
  const first = await world.clicks('ben', 'Approve');
  const again = await world.clicks('ben', 'Approve');
  expect([first.answer, again.answer]).toMatchInlineSnapshot(`
    [
      "Your approval of 9348df3 counts. 1 of 2 have approved it: ben. One more person has to.",
      "You have approved 9348df3 already.
    1 of 2 have approved it: ben. One more person has to.",
    ]
  `);
  await world.settled();
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 9348df3 waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    1 of 2 have approved it: ben. One more person has to."
  `);
  expect((await world.task()).state.name).toBe('green');
  expect((await world.clicks('ana', 'Approve')).answer).toMatchInlineSnapshot(
    `"t-myj4ympt is approved at 9348df3."`,
  );
  await world.reaches('merged');
  const commit = world.headSha();
  expect(world.forge.ownChecks.get(commit)?.map(({ title }) => title)).toMatchInlineSnapshot(`
    [
      "0 of 2 approvals in Slack",
      "1 of 2 approvals in Slack: ben",
      "Approved by ben and ana at 14:04 UTC",
    ]
  `);
});

it('takes two who click at once for two, and a third for late', async () => {
  const world = await aGreenTask({ policy: { approvals: 2 } });
  const card = world.card().message;
  expect(shown(card)).toContain('2 people have to approve it.');
  await Promise.all([world.clicks('ben', 'Approve', card), world.clicks('ana', 'Approve', card)]);
  await world.reaches('merged');
  expect((await world.task()).decisions.map(({ by }) => by.name)).toEqual(['ben', 'ana']);
});

it('begins to count anew with another commit, and says which approval is void', async () => {
  const world = await aGreenTask(TWO);
  const approved = world.headSha();
  await world.clicks('ben', 'Approve');
  await world.humanPushes();
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. gia pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing. The approval of 9348df3 by ben is void.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
  expect(world.forge.ownChecks.get(approved)?.at(-1)?.title).toBe('The approval by ben is void');
  await world.retries('ana');
  (await world.agent()).end('sleep less');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  await world.clicks('ana', 'Approve');
  expect((await world.task()).state.name).toBe('green');
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
});

it('merges nothing by itself, and lets nobody approve twice at high risk either', async () => {
  const world = await aGreenTask({ policy: { approvals: 2, merge: 'auto', risk: 'high' } });
  expect((await world.clicks('ana', 'Approve')).answer).toContain('This repository is high risk');
  await world.clicks('ben', 'Approve');
  expect((await world.clicks('ben', 'Approve')).answer).toContain('already');
  expect((await world.task()).state.name).toBe('green');
});

it('lets an approval that no other one joins expire, and says so', async () => {
  const world = await aGreenTask({ policy: { ...TWO.policy, approvalExpiresMs: 24 * 3_600_000 } });
  const commit = world.headSha();
  await world.clicks('ben', 'Approve');
  await world.passes(24 * 3_600_000, 3_600_000);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Expired: the approval of 9348df3 by ben. No other one came within 24 h.
    2 people have to approve it."
  `);
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 9348df3 waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    2 people have to approve it."
  `);
  expect(world.forge.ownChecks.get(commit)?.map(({ title }) => title)).toMatchInlineSnapshot(`
    [
      "0 of 2 approvals in Slack",
      "1 of 2 approvals in Slack: ben",
      "0 of 2 approvals in Slack",
    ]
  `);
  await world.clicks('ana', 'Approve');
  expect((await world.task()).state.name).toBe('green');
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
});
