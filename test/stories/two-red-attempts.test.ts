// The whole conversation: a request, two red attempts, a green one, an approval, a merge. Every sentence a person reads is kept here.
import { expect, it } from 'vitest';
import { anEmptyWorld } from './beginnings.ts';
import { jobLog } from './ci-facts.ts';

it('goes from the slash command over two red attempts to an approved, merged pull request', async () => {
  const world = await anEmptyWorld();

  expect(await world.types('ana', 'fix flaky tests in payments')).toMatchInlineSnapshot(
    `"t-myj4ympt is on its way in acme/payments. The card shows how it goes; you are called back when there is something to decide."`,
  );
  const first = await world.agent();
  await world.settled();
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ● Working · attempt 1 of 3 is running
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ● running
    Task page
    [Abort] [Mute]"
  `);

  first.print('looking at the tests\nusing xoxb-very-secret-token\n');
  first.end('sleep a little', { result: { summary: 'Added a small wait before settling.' } });
  await world.reaches('awaiting_ci');
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ◐ Waiting for CI · attempt 1 of 3 at 9348df3, no check has started yet
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ◐ CI is running, no check has started yet · agent log
    The agent says: Added a small wait before settling.
    Draft pull request #1 · Diff · Task page
    [Abort] [Mute]"
  `);

  world.ci(['test', 'failure', jobLog('settles in order', 'expires a hold on time')], ['lint', 'success']);
  await world.hint({ type: 'ci_changed', headSha: world.headSha() });
  await world.passes(35_000);
  const second = await world.agent();
  expect(world.replies().at(-1)).toMatchInlineSnapshot(
    `"Attempt 1 is red with 2 failures: settles in order and expires a hold on time. Attempt 2 takes it from there. CI run"`,
  );
  expect(second.spec.inputs['prompt.md']).toContain('settles in order');
  expect(second.spec.inputs['ci-1-test.txt']).toContain('failing tests');

  second.end('await the settlement', { result: { summary: 'The settlement was not awaited.' } });
  await world.reaches('awaiting_ci');
  world.ci(['test', 'failure', jobLog('expires a hold on time')], ['lint', 'success']);
  await world.passes(125_000);
  const third = await world.agent();
  expect(world.replies().at(-1)).toMatchInlineSnapshot(
    `"Attempt 2 is red with 1 failure (1 fixed): expires a hold on time. Attempt 3 takes it from there. CI run"`,
  );
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ● Working · attempt 3 of 3 is running
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✘ red, 2 failures: settles in order and expires a hold on time · CI run · agent log
    2  ✘ red, 1 failure (1 fixed): expires a hold on time · CI run · agent log
    3  ● running
    Draft pull request #1 · Diff · Task page
    [Abort] [Mute]"
  `);

  third.end('read the clock once', { result: { summary: 'The hold read the clock twice; now once.' } });
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success'], ['lint', 'success']);
  await world.passes(125_000);
  await world.reaches('green');
  await world.settled();
  expect(world.replies().at(-1)).toMatchInlineSnapshot(`
    "Green at 20c328f: 2 of 2 checks passed.
    Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here."
  `);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ✔ Green · 20c328f waits for approval
    CI says: 2 of 2 checks passed. Last attempt: 1 file, +3 −1; the pull request has the whole change.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✘ red, 2 failures: settles in order and expires a hold on time · CI run · agent log
    2  ✘ red, 1 failure (1 fixed): expires a hold on time · CI run · agent log
    3  ✔ green, 2 of 2 checks passed · CI run · agent log
    The agent says: The hold read the clock twice; now once.
    Draft pull request #1 · Diff · Task page
    [Approve] [Request changes] [Retry with a hint] [Abort] [Mute]"
  `);

  expect(await world.clicks('gia', 'Approve')).toMatchInlineSnapshot(`
    {
      "answer": "The requester and the approvers decide about this task, and on-call may retry or abort it. Ask one of them, or the operator to add you in greenlight.yml.",
    }
  `);
  const seenByBoth = world.card().message;
  expect(await world.clicks('ben', 'Approve')).toMatchInlineSnapshot(`
    {
      "answer": "t-myj4ympt is approved at 20c328f.",
    }
  `);
  expect(await world.clicks('ana', 'Approve', seenByBoth)).toMatchInlineSnapshot(`
    {
      "answer": "ben was first and approved it at 14:07 UTC: t-myj4ympt is approved.
    There is nothing left to decide.",
    }
  `);
  await world.reaches('merged');
  await world.settled();
  expect(world.replies().at(-1)).toMatchInlineSnapshot(`"Merged as 0000000, decided by ben."`);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ✔ Merged · the merge commit is 0000000
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✘ red, 2 failures: settles in order and expires a hold on time · CI run · agent log
    2  ✘ red, 1 failure (1 fixed): expires a hold on time · CI run · agent log
    3  ✔ green, 2 of 2 checks passed · CI run · agent log
    The agent says: The hold read the clock twice; now once.
    Pull request #1 · Diff · Task page
    Approved by ben at 14:07 UTC, commit 20c328f"
  `);

  expect(world.replies()).toHaveLength(4);
  expect(world.publisher.pushes).toHaveLength(3);
  expect(JSON.stringify(world.chat.messages())).not.toContain('very-secret');
});
