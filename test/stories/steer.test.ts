// Steering a task beyond its decisions: all of it shown, more given to it, taken over by a person, and who goes first in the queue.
import { expect, it } from 'vitest';
import { aGreenTask, anEmptyWorld, aTaskAtWork, turnsRed } from './beginnings.ts';

it('shows all of a task', async () => {
  const world = await aGreenTask();
  expect(await world.mentions('gia', 'show')).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ✔ Green · 9348df3 waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✔ green, 1 of 1 check passed · CI run · agent log
    Draft pull request #1 · Diff · Task page
    Limits of round 1: 3 attempts, 2 h and $10.00; used so far: 1 attempt and $0.00
    Base: main at 0000000; agent: scripted
    Merging: when approved, low risk"
  `);
});

it('is given more by the requester as far as the operator allows, and beyond that by an approver', async () => {
  const { world } = await aTaskAtWork({ repositoryFile: 'max_attempts: 1\nmax_runtime: 30m\n' });
  const id = world.taskId();
  expect(await world.types('ana', `extend ${id} attempts=1`)).toMatchInlineSnapshot(`
    "That is no more than t-myj4ympt has already: 1 attempt, 30 min and $10.00 in a round.
    Name what it should have in all, for example /agent extend t-myj4ympt attempts=3."
  `);
  expect(await world.types('ana', `extend ${id} attempts=9`)).toMatchInlineSnapshot(`
    "The operator allows 3 attempts, 2 h and $10.00 in acme/payments; more is for an approver to give.
    Ask one of them to extend it."
  `);
  expect(await world.types('ana', `extend ${id} attempts=2 runtime=1h`)).toMatchInlineSnapshot(
    `"t-myj4ympt may use 2 attempts, 1 h and $10.00 in this round."`,
  );
  expect(await world.types('ben', `extend ${id} cost=50`)).toMatchInlineSnapshot(
    `"t-myj4ympt may use 2 attempts, 1 h and $50.00 in this round."`,
  );
  expect(await world.types('gia', `extend ${id} attempts=3`)).toMatchInlineSnapshot(
    `"The requester and the approvers decide about this task, and on-call may retry or abort it. Ask one of them, or the operator to add you in greenlight.yml."`,
  );
  expect(await world.types('ana', `extend ${id}`)).toMatchInlineSnapshot(`
    "“extend” takes attempts=, runtime= or cost=, each as much as there is to be in all.
    Nothing was changed. To start a task whose text begins with “extend”, put the text in quotes."
  `);
  expect(await world.types('ana', `extend ${id} repo=other attempts=3`)).toMatchInlineSnapshot(`
    "“repo” does not fit “extend”, which takes attempts=, runtime= or cost=, each as much as there is to be in all.
    Nothing was changed. To start a task whose text begins with “extend”, put the text in quotes."
  `);
  await world.settled();
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ● Working · attempt 1 of 2 is running
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ● running
    Task page
    Extended to 2 attempts and 1 h by ana at 14:03 UTC
    Extended to $50.00 by ben at 14:03 UTC
    [Abort] [Mute]"
  `);
});

it('goes on where it would have ended, and is stopped by the new limit and not by the old one', async () => {
  const { world, agent } = await aTaskAtWork({ policy: { maxAttempts: 1, maxRuntimeMs: 1_800_000 } });
  await world.types('ben', `extend ${world.taskId()} attempts=2 runtime=1h`);
  await world.passes(45 * 60_000, 60_000);
  expect((await world.task()).state).toMatchObject({ name: 'working', attempt: 1 });
  agent.end('a fix');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'expires a hold');
  await world.reaches('working');
  await world.passes(15 * 60_000, 60_000);
  expect((await world.reaches('blocked')).state).toMatchObject({ rule: 'max_runtime' });
});

it('is taken over: the agent is gone, the branch stays, and Greenlight goes on when it is asked to', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end('a fix');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'expires a hold');
  const second = await world.agent();
  expect(await world.mentions('ben', 'take')).toMatchInlineSnapshot(`
    "t-myj4ympt is yours: no agent works on it any more, and its branch stays.
    git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    What you push there is yours; Retry lets Greenlight go on from it."
  `);
  await world.reaches('needs_human');
  expect(second.spec.key).toContain('-a2');
  expect(world.sandbox.live.size).toBe(0);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Taken over. ben took it over: no agent works on it any more, and the branch greenlight/t-myj4ympt is theirs.
    Retry lets Greenlight go on from what stands on the branch; Abort ends the task."
  `);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ▲ Taken over · a person works on it
    ben took it over: no agent works on it any more, and the branch greenlight/t-myj4ympt is theirs.
    Retry lets Greenlight go on from what stands on the branch; Abort ends the task.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✘ red, 1 failure: expires a hold · CI run · agent log
    2  ■ stopped after 10 s · agent log
    Draft pull request #1 · Diff · Task page
    Taken over by ben at 14:04 UTC
    [Retry with a hint] [Abort] [Mute]"
  `);
  expect(await world.types('ana', `take ${world.taskId()}`)).toMatchInlineSnapshot(`
    "ben has taken t-myj4ympt over already.
    Retry lets Greenlight go on from what stands on the branch."
  `);
  const theirs = await world.humanPushes();
  await world.settled();
  expect((await world.task()).headSha).toBe(theirs);
  expect(world.replies()).toHaveLength(2);
  await world.retries('ben', 'the rest is for you');
  expect((await world.agent()).spec.fromSha).toBe(theirs);
});

it('is taken by a click of whoever asked, who is not pinged for that', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { result: { question: 'Half up?' } });
  await world.reaches('needs_human');
  expect(await world.clicks('ana', 'Take over')).toMatchInlineSnapshot(`
    {
      "answer": "t-myj4ympt is yours: the agent was stopped, and nothing was pushed so far.
    Begin on git switch -c greenlight/t-myj4ympt, or let Greenlight go on with Retry.",
    }
  `);
  await world.settled();
  const last = world.chat.messages().at(-1)?.message;
  expect(JSON.stringify(last)).not.toContain('mention');
  expect(await world.clicks('gia', 'Abort')).toHaveProperty('answer');
});

it('goes first where it is urgent: attempts wait for a slot in the order of their priority', async () => {
  const world = await anEmptyWorld();
  for (const text of ['one', 'two', 'three', 'four priority=low', 'five', 'six priority=high']) {
    const before = world.chat.messages().length;
    await world.types('ana', `${text} in payments`);
    await world.until(() => world.chat.messages().length > before || undefined, 'a card');
    await world.settled();
  }
  const runs = [await world.agent(), await world.agent()];
  await world.settled();
  expect(world.cards().find((card) => card.includes('six'))).toMatchInlineSnapshot(`
    "# six in payments
    ○ Queued · attempt 1 of 3 waits for a free slot
    t-twxbywe5 · high priority · asked by ana · acme/payments · greenlight/t-twxbywe5
    Attempts
    1  ○ queued
    Task page
    [Abort] [Mute]"
  `);
  for (const index of [0, 1, 2, 3]) {
    runs[index]?.end(null, { result: { question: 'which one?' } });
    runs.push(await world.agent());
  }
  const asked = runs.map(({ spec }) => spec.inputs['prompt.md']);
  const words = asked.map((prompt) => /\b(one|two|three|four|five|six) in payments/.exec(prompt ?? '')?.[1]);
  expect(words).toEqual(['one', 'two', 'six', 'three', 'five', 'four']);
});

it('is about the repository that its channel stands for, as people with a role have set it', async () => {
  const world = await anEmptyWorld();
  expect(await world.types('gia', 'config repo payments')).toMatchInlineSnapshot(`
    "Settings of a channel hold for everybody in it: approvers, on-call and admins change them.
    Ask one of them, or the operator to add you in greenlight.yml. Your own pings stop with /agent mute me."
  `);
  expect(await world.types('ben', 'config repo paymets')).toMatchInlineSnapshot(`
    "No repository “paymets” is configured. Did you mean “payments”?
    Nothing was started. The operator adds repositories in greenlight.yml."
  `);
  expect(await world.types('ben', 'config repo payments')).toMatchInlineSnapshot(`
    "Tasks of this channel are about acme/payments unless they name another repository.
    /agent config repo off ends that."
  `);
  expect(await world.types('gia', 'config')).toMatchInlineSnapshot(`
    "This channel
    Repository unless told: acme/payments
    Quiet hours: none
    To change them: /agent config quiet 22:00-07:00 and /agent config repo payments"
  `);
  expect(await world.types('ben', 'config repo off')).toMatchInlineSnapshot(
    `"This channel stands for no repository any more: each task names its own."`,
  );
  expect(await world.types('ben', 'config repo a b')).toMatchInlineSnapshot(`
    "“a b” does not fit “config”, which takes a repository such as payments or acme/payments, or off.
    Nothing was changed. To start a task whose text begins with “config”, put the text in quotes."
  `);
});
