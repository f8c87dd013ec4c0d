// Whoever takes a task from here finds the same words in the thread, on the pull request and on the task's page.
import { expect, it } from 'vitest';
import { taskPage } from '#adapters/web/task-page.ts';
import { tellPacket } from '#app/effects/tell-packet.ts';
import { aTaskInCi, turnsRed } from './beginnings.ts';
import type { World } from './world.ts';

async function blockedAfterTwo(): Promise<World> {
  const world = await aTaskInCi({ policy: { maxAttempts: 2 } });
  await turnsRed(world, 'settles in order');
  (await world.agent()).end('something else');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'expires a hold on time');
  await world.reaches('blocked');
  return world;
}

const packets = (world: World): readonly string[] =>
  (world.forge.comments.get(1) ?? []).filter(({ key }) => key.includes('-rest-')).map(({ body }) => body);

it('tells what was tried and what is left, in the thread, on the pull request and on the page', async () => {
  const world = await blockedAfterTwo();
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. max_attempts: all 2 attempts of this round were red.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✘ red, 1 failure: settles in order · changed 1 file, +3 −1: src/sleep-a-little.ts
    2  ✘ red, 1 failure (1 new, 1 fixed): expires a hold on time · changed 1 file, +3 −1: src/something-else.ts
    What remains at 8c891ab
    • expires a hold on time, test/settlement.test.mjs:44, in test: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 1 (the task is about tests that fail now and then; nothing that is known speaks for one cause)
    Reproduce: node --test test/settlement.test.mjs
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 2 attempts, 10 s of agents at work, 3 min since it was asked for
    Retry with a hint gives it a fresh round."
  `);
  expect(packets(world)).toMatchInlineSnapshot(`
    [
      "**Blocked**. max\\_attempts: all 2 attempts of this round were red.

    **Asked**: “fix flaky tests in payments”

    **Tried**

    1  ✘ red, 1 failure: settles in order · changed 1 file, +3 −1: src/sleep-a-little.ts

    2  ✘ red, 1 failure (1 new, 1 fixed): expires a hold on time · changed 1 file, +3 −1: src/something-else.ts

    **What remains at 8c891ab**

    • expires a hold on time, \`test/settlement.test.mjs:44\`, in test: \`AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 1\` (the task is about tests that fail now and then; nothing that is known speaks for one cause)

    **Reproduce**: \`node --test test/settlement.test.mjs\`

    **Branch**: \`git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt\`

    **So far**: 2 attempts, 10 s of agents at work, 3 min since it was asked for

    Retry with a hint gives it a fresh round.",
    ]
  `);
  const page = taskPage(await world.task(), [])
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&amp;', '&');
  for (const line of (world.lastReply() ?? '').split('\n').slice(2)) expect(page).toContain(line);
});

it('comments once, however often that is carried out, and once more when it comes to rest again', async () => {
  const world = await blockedAfterTwo();
  const task = await world.task();
  const effect = { id: 'again', type: 'tell_packet', key: task.restReply ?? '' } as const;
  await tellPacket(world.deps, task, effect);
  expect(packets(world)).toHaveLength(1);
  await world.retries('ana', 'look at the clock');
  // Late: somebody has decided meanwhile.
  world.forge.comments.clear();
  await tellPacket(world.deps, task, effect);
  expect(packets(world)).toEqual([]);
  (await world.agent()).end('a third thing');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'settles in order');
  (await world.agent()).end('a fourth thing');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'expires a hold on time');
  await world.reaches('blocked');
  expect(packets(world)).toHaveLength(1);
});
