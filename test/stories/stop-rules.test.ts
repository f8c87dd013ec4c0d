// The rules that end the trying, each named in the last message.
import { expect, it } from 'vitest';
import { aTaskInCi, turnsRed } from './beginnings.ts';

it('stops when two attempts fail in exactly the same way', async () => {
  const world = await aTaskInCi();
  await turnsRed(world, 'settles in order');
  (await world.agent()).end('something else');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'settles in order');
  await world.reaches('blocked');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. same_failures_twice: the last two attempts failed in exactly the same way.
    It ended red with 1 failure: settles in order.
    Retry with a hint that changes the approach."
  `);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ■ Blocked · a stop rule ended it: same_failures_twice
    same_failures_twice: the last two attempts failed in exactly the same way.
    Retry with a hint that changes the approach.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✘ red, 1 failure: settles in order · CI run · agent log
    2  ✘ red, 1 failure: settles in order · CI run · agent log
    Draft pull request #1 · Diff · Task page
    [Retry with a hint] [Abort]"
  `);
});

it('stops at max_attempts', async () => {
  const world = await aTaskInCi({ policy: { maxAttempts: 2 } });
  await turnsRed(world, 'settles in order');
  (await world.agent()).end('something else');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'expires a hold on time');
  await world.reaches('blocked');
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Attempt 1 is red with 1 failure: settles in order. Attempt 2 takes it from there. CI run",
      "Blocked. max_attempts: all 2 attempts of this round were red.
    It ended red with 1 failure (1 new, 1 fixed): expires a hold on time.
    Retry with a hint gives it a fresh round.",
    ]
  `);
});

it('counts a fresh round from one after a retry', async () => {
  const world = await aTaskInCi({ policy: { maxAttempts: 1 } });
  await turnsRed(world, 'settles in order');
  await world.reaches('blocked');
  await world.retries('ana');
  (await world.agent()).end('something else');
  await world.reaches('awaiting_ci');
  await turnsRed(world, 'settles in order');
  await world.reaches('blocked');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Blocked. max_attempts: the only attempt of this round was red.
    It ended red with 1 failure: settles in order.
    Retry with a hint gives it a fresh round."
  `);
});
