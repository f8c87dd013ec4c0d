// Steering from the pull request: the grammar of the thread, for those who may push; what is of the chat alone stays there.
import { expect, it } from 'vitest';
import { handleComment } from '#app/handle-comment.ts';
import { aGreenTask, aTaskInCi, turnsRed } from './beginnings.ts';

it('answers on the pull request what is asked there, once for each comment', async () => {
  const world = await aGreenTask();
  expect(await world.comments('ana', 'status')).toMatchInlineSnapshot(`
    "**t-myj4ympt** ✔ Green · 9348df3 waits for approval

    fix flaky tests in payments

    CI says: 1 of 1 check passed. 1 file, +3 −1.

    1  ✔ green, 1 of 1 check passed · [CI run](https://github.test/job/test) · [agent log](https://greenlight.test/artifacts/4PEznlYUU-xMI6ANA60NGrw-nSYX1DvP/t-myj4ympt-a1/agent.log)

    [Task page](https://greenlight.test/tasks/t-myj4ympt) · [Pull request #​1](https://forge.invalid/acme/payments/pull/1)"
  `);
  expect(await world.comments('ana', 'retry look at the “clock”', 'same')).toMatchInlineSnapshot(
    `"t-myj4ympt starts again."`,
  );
  await world.agent();
  const rounds = (await world.task()).rounds.length;
  await world.comments('ana', 'retry look at the “clock”', 'same');
  expect((await world.task()).rounds).toHaveLength(rounds);
  expect(await world.comments('ana', 'rename it *too*')).toMatchInlineSnapshot(`
    "Queued for the next attempt: t-myj4ympt is being worked on, and an agent at work hears nothing.

    To have it heard at once, “@​greenlight abort” and then “retry \\<hint\\>”. Words after “aside:” are for people alone."
  `);
  expect((await world.task()).notes).toMatchObject([{ by: { name: 'ana' }, text: 'rename it *too*' }]);
  expect(await world.comments('ana', 'abort')).toMatchInlineSnapshot(`"t-myj4ympt is aborted."`);
  await world.reaches('aborted');
});

it('approves nothing, and steers no other task, channel or person from there', async () => {
  const world = await aGreenTask();
  for (const words of ['approve', 'list all', 'config quiet off', 'mute me', 'abort t-0'])
    expect(await world.comments('ana', words), words).toMatch(/^That is for the chat/);
  expect(await world.comments('ana', `abort ${world.taskId()}`)).toMatch(/is aborted/);
});

it('hears only those who may push, and says so to the others', async () => {
  const world = await aTaskInCi();
  expect(await world.comments('stranger', 'abort')).toMatchInlineSnapshot(
    `"Only people who may push to this repository steer its tasks from here. Ask one of them, or whoever asked for this in the chat."`,
  );
  expect((await world.task()).state.name).toBe('awaiting_ci');
});

it('shows no address of a task page where everybody reads', async () => {
  const world = await aTaskInCi({ isPublic: true });
  const answer = await world.comments('ana', 'show');
  expect(answer).not.toContain('greenlight.test');
  expect(answer).toContain('agent log');
  expect(answer).toContain('https://forge.invalid/acme/payments/pull/1');
  expect(answer).toContain('Waiting for CI');
});

it('is nothing where the pull request is of no task', async () => {
  const world = await aTaskInCi();
  await turnsRed(world, 'expires a hold');
  const before = world.forge.calls.length;
  const comment = { by: 'ana', accountId: 1, words: 'abort', key: '1' };
  await handleComment(world.deps, { ...comment, repo: { owner: 'acme', name: 'other' }, pullRequest: 1 });
  await handleComment(world.deps, { ...comment, repo: { owner: 'acme', name: 'payments' }, pullRequest: 99 });
  expect(world.forge.calls.slice(before).filter(({ method }) => method === 'comment')).toEqual([]);
});
