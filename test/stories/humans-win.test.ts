// People on the forge itself: Greenlight steps back, says so, overwrites nothing, and a retry goes on from what is there.

import { expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { aGreenTask, aTaskAtWork, aTaskInCi, turnsRed } from './beginnings.ts';
import { REPO } from './story-deps.ts';

it('stops the agent when somebody pushes while it works', async () => {
  const world = await aTaskInCi();
  await turnsRed(world, 'settles in order');
  const agent = await world.agent();
  const theirs = await world.humanPushes();
  await world.reaches('needs_human');
  expect(world.sandbox.live.size).toBe(0);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. gia pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✘ red, 1 failure: settles in order · changed 1 file, +3 −1: src/sleep-a-little.ts
    2  ■ stopped after 10 s
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 2 attempts, 10 s of agents at work, 1 min since it was asked for
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
  agent.end('too late');
  await world.retries('ana');
  const next = await world.agent();
  expect(next.spec.fromSha).toBe(theirs);
});

it('steps back when somebody pushes while CI runs, and a retry goes on from their commit', async () => {
  const world = await aTaskInCi();
  const theirs = await world.humanPushes();
  await world.reaches('needs_human');
  expect(world.says()).toMatchInlineSnapshot(`
    "▲ Needs a human · Greenlight cannot go on alone
    gia pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing.
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
  await world.retries('ana');
  const next = await world.agent();
  expect(next.spec.fromSha).toBe(theirs);
  next.end('on top of it');
  await world.reaches('awaiting_ci');
});

it('finds a push that no webhook told of, by polling', async () => {
  const world = await aTaskInCi();
  const theirs = await world.humanPushes('lost');
  await world.passes(65_000);
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. Somebody pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI is running, no check has started yet · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
  await world.retries('ana');
  expect((await world.agent()).spec.fromSha).toBe(theirs);
});

it('does not take a pull request that still shows the commit before for a human push', async () => {
  const world = await aTaskInCi();
  const before = world.headSha();
  await turnsRed(world, 'settles in order');
  const agent = await world.agent();
  agent.end('await the settlement');
  await world.reaches('awaiting_ci');
  const newest = world.headSha();
  world.forge.pushed(REPO, `greenlight/${world.taskId()}`, before);
  await world.passes(65_000);
  expect((await world.task()).state.name).toBe('awaiting_ci');
  world.forge.pushed(REPO, `greenlight/${world.taskId()}`, newest);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
});

it('never pushes over a person who was quicker', async () => {
  const { world, agent } = await aTaskAtWork();
  let theirs = '';
  world.publisher.beforePush = async () => {
    theirs = await world.humanPushes('lost');
  };
  agent.end('sleep a little');
  await world.reaches('needs_human');
  expect(world.publisher.pushes).toEqual([]);
  expect(world.says()).toMatchInlineSnapshot(`
    "▲ Needs a human · Greenlight cannot go on alone
    Somebody pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing.
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
  world.publisher.beforePush = () => {};
  await world.retries('ana');
  expect((await world.agent()).spec.fromSha).toBe(theirs);
});

it('takes an approval of before for void once somebody has pushed', async () => {
  const world = await aGreenTask();
  const green = world.card().message;
  await world.humanPushes();
  await world.reaches('needs_human');
  expect((await world.clicks('ben', 'Approve', green)).answer).toMatchInlineSnapshot(`
    "The card you clicked is outdated: t-myj4ympt needs a human.
    It has been brought up to date; decide again if you still want to."
  `);
  expect(world.forge.calls.some(({ method }) => method === 'merge')).toBe(false);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. gia pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
});

it('merges nothing but the approved commit, even when it did not hear of the push', async () => {
  const world = await aGreenTask();
  const theirs = await world.humanPushes('lost');
  await world.clicks('ben', 'Approve');
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. Somebody pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing. The approval of 9348df3 by ben is void.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
  await world.retries('ana');
  expect((await world.agent()).spec.fromSha).toBe(theirs);
});

it('spends no run of an agent on a branch that somebody moved while the task rested', async () => {
  const world = await aGreenTask();
  await world.humanPushes('lost');
  await world.retries('ana');
  await world.reaches('needs_human');
  expect(world.sandbox.runs).toHaveLength(1);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. Somebody pushed 0000000 to greenlight/t-myj4ympt. Greenlight stepped back and overwrote nothing.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    2  ■ stopped before it began
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 2 attempts, 1 min since it was asked for
    Retry goes on from that commit; Abort leaves the branch to them."
  `);
  await world.retries('ana');
  await world.agent();
});

it('steps back when the pull request is closed by hand; a retry opens another', async () => {
  const world = await aTaskInCi();
  world.forge.closePull(REPO, 1);
  await world.hint({ type: 'pull_request_closed', by: 'gia', mergeSha: null });
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. gia closed the pull request.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI is running, no check has started yet · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt
    Retry opens a new one with the same commit and asks CI again; Retry with a hint makes another attempt first; Abort ends the task."
  `);
  await world.retries('ana', 'another way');
  (await world.agent()).end('again');
  expect((await world.reaches('awaiting_ci')).pullRequest?.number).toBe(2);
});

it('proposes a good commit again whose pull request somebody closed: no agent has anything to do', async () => {
  const world = await aGreenTask();
  world.forge.closePull(REPO, 1);
  await world.hint({ type: 'pull_request_closed', by: 'gia', mergeSha: null });
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. gia closed the pull request.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry opens a new one with the same commit and asks CI again; Retry with a hint makes another attempt first; Abort ends the task."
  `);
  expect(await world.retries('ana')).toMatchInlineSnapshot(
    `"A new pull request is opened for 9348df3 of t-myj4ympt, and CI judges it again."`,
  );
  await world.reaches('awaiting_ci');
  await world.passes(100_000);
  const { pullRequest, attempts, rounds } = await world.reaches('green');
  expect(pullRequest).toMatchObject({ number: 2 });
  expect(pullRequest?.closed).toBeUndefined();
  expect([attempts.length, rounds.length]).toEqual([1, 1]);
  expect(world.sandbox.runs).toHaveLength(1);
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
});

it('says that the branch of a closed pull request is gone, before anything is proposed or an agent works', async () => {
  const world = await aGreenTask();
  world.forge.closePull(REPO, 1);
  world.forge.deleteBranch(REPO, `greenlight/${world.taskId()}`);
  await world.hint({ type: 'pull_request_closed', by: 'gia', mergeSha: null });
  await world.reaches('needs_human');
  await world.retries('ana');
  await world.settled();
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The branch greenlight/t-myj4ympt was deleted; Greenlight pushed nothing.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    There is no branch to look at.
    So far: 1 attempt, 1 min since it was asked for
    Retry starts over from the base branch; Abort leaves it so."
  `);
  expect(world.forge.pulls(REPO)).toHaveLength(1);
  await world.retries('ana');
  expect((await world.agent()).spec.fromSha).toBe(world.baseSha);
});

it('says the same of a red commit, and no agent works on what cannot be pushed', async () => {
  const world = await aTaskInCi({ policy: { maxAttempts: 1 } });
  await turnsRed(world, 'settles in order');
  await world.reaches('blocked');
  world.forge.closePull(REPO, 1);
  world.forge.deleteBranch(REPO, `greenlight/${world.taskId()}`);
  await world.hint({ type: 'pull_request_closed', by: 'gia', mergeSha: null });
  await world.settled();
  await world.retries('ana', 'another way');
  await world.reaches('needs_human');
  expect(world.sandbox.runs).toHaveLength(1);
  expect(world.lastReply()).toContain('was deleted; Greenlight pushed nothing.');
});

it('finds a pull request that was closed without a word, by polling', async () => {
  const world = await aTaskInCi();
  world.forge.closePull(REPO, 1);
  await world.passes(65_000);
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. Somebody closed the pull request.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI is running, no check has started yet · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry opens a new one with the same commit and asks CI again; Retry with a hint makes another attempt first; Abort ends the task."
  `);
});

it('finds without any webhook that the pull request of a green task was closed', async () => {
  const world = await aGreenTask();
  world.forge.closePull(REPO, 1);
  await world.passes(31 * 60_000, 60_000);
  expect((await world.task()).state.name).toBe('needs_human');
  expect(world.lastReply()).toContain('Somebody closed the pull request.');
  const looks = () => world.forge.calls.filter(({ method }) => method === 'pullRequest').length;
  const before = looks();
  await world.passes(24 * 3_600_000, 600_000);
  expect(looks()).toBe(before);
});

it('finds without any webhook that somebody merged what a person was asked about', async () => {
  const world = await aTaskInCi();
  world.ci(['test', 'cancelled']);
  await world.passes(100_000);
  await world.reaches('needs_human');
  await world.forge.markReady(REPO, 1);
  await world.forge.merge(REPO, 1, world.headSha(), 'squash', { title: 't', message: 'm' });
  await world.passes(31 * 60_000, 60_000);
  await world.reaches('merged');
  expect(world.lastReply()).toContain('decided by Somebody');
});

it('notes on the card of a blocked task that its pull request was closed', async () => {
  const world = await aTaskInCi({ policy: { maxAttempts: 1 } });
  await turnsRed(world, 'settles in order');
  await world.reaches('blocked');
  const replies = world.replies().length;
  world.forge.closePull(REPO, 1);
  await world.passes(31 * 60_000, 60_000);
  expect((await world.task()).state.name).toBe('blocked');
  expect(world.cardText()).toContain('Draft pull request #1 (closed)');
  expect(world.replies()).toHaveLength(replies);
});

it('looks out ever more rarely, and not for ever', async () => {
  const world = await aGreenTask();
  const looks = () => world.forge.calls.filter(({ method }) => method === 'pullRequest').length;
  const before = looks();
  await world.passes(24 * 3_600_000, 30 * 60_000);
  expect(looks() - before).toBeLessThan(12);
  await world.passes(35 * 24 * 3_600_000, 3 * 3_600_000);
  const all = looks();
  await world.passes(10 * 24 * 3_600_000, 24 * 3_600_000);
  expect(looks()).toBe(all);
});

it('ends as merged when somebody merges by hand', async () => {
  const world = await aGreenTask();
  await world.hint({ type: 'pull_request_closed', by: 'gia', mergeSha: world.headSha() });
  await world.reaches('merged');
  expect(world.lastReply()).toMatchInlineSnapshot(`"Merged as 9348df3, decided by gia."`);
  expect(world.cardText()).not.toContain('[');
});

it('steps back when a pull request that waits to be merged becomes a draft again', async () => {
  const world = await aGreenTask({ policy: { merge: 'never' } });
  await world.clicks('ben', 'Approve');
  await world.reaches('ready_for_review');
  expect(world.lastReply()).toMatchInlineSnapshot(
    `"Ready for review at 9348df3, decided by ben. Whether and when it is merged is up to its reviewers."`,
  );
  await world.hint({ type: 'pull_request_drafted', by: 'gia' });
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. gia turned the pull request back into a draft. The approval of 9348df3 by ben is void.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    When it may go on, Retry asks CI again about the same commit, and you for a new approval; Retry with a hint makes another attempt; Abort ends the task."
  `);
  await world.retries('ana');
  await world.passes(100_000);
  await world.reaches('green');
  expect(world.sandbox.runs).toHaveLength(1);
});

it('takes requested changes to the requester, and into the next brief', async () => {
  const world = await aGreenTask();
  await world.hint({ type: 'changes_requested', by: 'gia', comment: 'No sleeps, please.' });
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. gia asked for changes on the pull request: No sleeps, please.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry takes up what people who may push wrote there, line comments too, and your hint; Abort ends the task."
  `);
  await world.retries('ana', 'do as gia says');
  expect((await world.agent()).spec.inputs['prompt.md']).toContain('No sleeps, please.');
});

it('does not merge after all, once GitHub is back, what somebody asked changes for meanwhile', async () => {
  const world = await aGreenTask();
  const away = new PortError(problem('forge_unavailable', 'HTTP 502'), { retryable: true });
  world.forge.failNext('merge', away, { times: 3 });
  await world.clicks('ben', 'Approve');
  await world.settled();
  await world.hint({ type: 'changes_requested', by: 'gia', comment: 'Please wait.' });
  await world.passes(60_000);
  expect((await world.task()).state.name).toBe('needs_human');
  expect(world.forge.pulls(REPO)[0]?.state).toBe('open');
});

it('opens no pull request again that somebody closed while it pushed', async () => {
  const world = await aTaskInCi();
  await turnsRed(world, 'settles in order');
  const second = await world.agent();
  const away = new PortError(problem('forge_unavailable', 'HTTP 502'), { retryable: true });
  world.forge.failNext('ensurePullRequest', away, { times: 2 });
  second.end('await the settlement');
  await world.until(() => world.publisher.pushes[1], 'the second push');
  await world.settled();
  world.forge.closePull(REPO, 1);
  await world.hint({ type: 'pull_request_closed', by: 'gia', mergeSha: null });
  await world.passes(20_000, 1_000);
  const { attempts, headSha, state } = await world.task();
  expect(state.name).toBe('needs_human');
  expect(headSha).toBe(world.headSha());
  expect(attempts[1]?.headSha).toBe(world.headSha());
  expect(world.forge.pulls(REPO)).toHaveLength(1);
});

it('stops for nobody who may not push, whatever they ask in a review', async () => {
  const world = await aGreenTask();
  await world.hint({ type: 'changes_requested', by: 'mallory', comment: 'Stop this.' });
  await world.passes(1_000);
  expect((await world.task()).state.name).toBe('green');
});
