// Webhooks are hints: twice, late, out of order or never, the story ends the same.
import { expect, it } from 'vitest';
import { handleHint } from '#app/handle-hint.ts';
import { sha, taskId } from '#core/ids.ts';
import { aGreenTask, anEmptyWorld, aTaskAtWork, aTaskInCi, turnsRed } from './beginnings.ts';
import type { World } from './world.ts';

it('reads CI once for a webhook that is delivered twice', async () => {
  const world = await aTaskInCi();
  world.ci(['test', null]);
  const readsBefore = reads(world);
  const hint = { type: 'ci_changed' as const, headSha: world.headSha() };
  await world.hint(hint, 'delivery-1');
  await world.settled();
  await world.hint(hint, 'delivery-1');
  await world.settled();
  expect(reads(world) - readsBefore).toBe(1);
});

it('finds the result by polling alone when no webhook ever comes', async () => {
  const world = await aTaskInCi();
  await turnsRed(world, 'settles in order');
  const second = await world.agent();
  second.end('await the settlement');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Attempt 1 is red with 1 failure: settles in order. Attempt 2 takes it from there. CI run",
      "Green at 784ec16: 1 of 1 check passed.
    Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.",
    ]
  `);
});

it('is quicker with a webhook than without', async () => {
  const world = await aTaskInCi();
  world.ci(['test', 'success']);
  await world.hint({ type: 'ci_changed', headSha: world.headSha() });
  await world.passes(31_000, 1_000);
  expect((await world.task()).state.name).toBe('green');
});

it('does not miss a result that is told before the push itself was recorded', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end('sleep a little');
  await world.until(() => world.publisher.pushes[0], 'a push');
  world.ci(['test', 'success']);
  await world.hint({ type: 'ci_changed', headSha: world.headSha() });
  await world.passes(100_000);
  await world.reaches('green');
});

it('is unmoved by a late result of an earlier attempt', async () => {
  const world = await aTaskInCi();
  const firstSha = world.headSha();
  await turnsRed(world, 'settles in order');
  await world.agent();
  const before = world.cardText();
  await world.hint({ type: 'ci_changed', headSha: firstSha });
  await world.hint({ type: 'branch_moved', headSha: firstSha, by: 'greenlight[bot]' });
  await world.settled();
  expect(world.cardText()).toBe(before);
});

it('takes the news that it pushed itself for what it is', async () => {
  const world = await aTaskInCi();
  await world.hint({ type: 'branch_moved', headSha: world.headSha(), by: 'greenlight[bot]' });
  await world.settled();
  expect((await world.task()).state.name).toBe('awaiting_ci');
});

it('ignores hints of other repositories with a branch of the same name', async () => {
  const world = await aTaskInCi();
  const hint = {
    type: 'pull_request_closed' as const,
    taskId: world.taskId(),
    by: 'mallory',
    mergeSha: null,
  };
  await handleHint(world.deps, hint, 'fork-1', { owner: 'mallory', name: 'payments' });
  await world.settled();
  expect((await world.task()).state.name).toBe('awaiting_ci');
});

it('ends as merged once when the merge is told by webhook, late and twice', async () => {
  const world = await aGreenTask();
  await world.clicks('ben', 'Approve');
  const { state } = await world.reaches('merged');
  const mergeSha = state.name === 'merged' ? state.mergeSha : world.headSha();
  for (const delivery of ['closed-1', 'closed-1', 'closed-2'])
    await world.hint({ type: 'pull_request_closed', by: 'greenlight[bot]', mergeSha }, delivery);
  await world.settled();
  expect(world.replies().slice(-2)).toMatchInlineSnapshot(`
    [
      "Green at 9348df3: 1 of 1 check passed.
    Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.",
      "Merged as 0000000, decided by ben.",
    ]
  `);
});

it('knows nothing of a hint for a task that does not exist', async () => {
  const world = await anEmptyWorld();
  const hint = { type: 'ci_changed' as const, taskId: taskId('t-00000000'), headSha: sha('0'.repeat(40)) };
  await handleHint(world.deps, hint, 'stray', { owner: 'acme', name: 'payments' });
  expect(await world.deps.engine.get(hint.taskId)).toBeUndefined();
});

const reads = (world: World): number => world.forge.calls.filter(({ method }) => method === 'readCi').length;
