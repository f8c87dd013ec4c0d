// The same asked for twice: whoever comes second is offered the task that does it already, and chooses.
import { expect, it } from 'vitest';
import type { Message } from '#core/messages/message.ts';
import { anEmptyWorld, turnsGreen } from './beginnings.ts';
import type { World } from './world.ts';

const REQUEST = 'fix flaky tests in payments';
const HOUR_MS = 3_600_000;
const guarded = () => anEmptyWorld({ duplicateWindowMs: 24 * HOUR_MS });

async function offeredTo(world: World, name: 'ana' | 'ben' | 'gia', words = REQUEST): Promise<Message> {
  const answer = await world.asks(name, words);
  if (answer === null) throw new Error('nothing was answered');
  return answer;
}
const pinged = (world: World): readonly unknown[] =>
  [...JSON.stringify(world.chat.messages().at(-1)).matchAll(/"mention":"(\w+)"/g)].map(([, id]) => id);

it('offers the task that does it already, whose card and call then name who joined', async () => {
  const world = await guarded();
  await world.types('ana', REQUEST);
  await world.agent();
  const offer = await offeredTo(world, 'gia', 'Fix  FLAKY tests, in payments!');
  expect(offer.text).toMatchInlineSnapshot(`
    "t-myj4ympt does that already: “fix flaky tests in payments”, asked for 0 s ago by ana. It is being worked on, and nothing more was started.
    Join, and you are called back with them; or Start anyway, as “duplicate=ok” in the text does."
  `);
  expect(world.cards()).toHaveLength(1);
  expect((await world.clicks('gia', 'Join', offer)).answer).toMatchInlineSnapshot(
    `"t-myj4ympt is being worked on. You are called back when it needs a decision or ends, and the card names you."`,
  );
  await world.settled();
  expect(world.cardText()).toContain('asked by ana · joined by gia');
  expect((await world.clicks('gia', 'Join', offer)).answer).toMatchInlineSnapshot(
    `"You are called back for t-myj4ympt already; there is nothing more to do."`,
  );
  world.sandbox.runs.at(-1)?.end('sleep a little');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  expect(pinged(world)).toEqual(['UANA', 'UGIA']);
  expect((await world.clicks('gia', 'Approve')).answer).toContain('The requester and the approvers decide');
});

it('starts another one for whoever wants it, once, and lets nobody else press that', async () => {
  const world = await guarded();
  await world.types('ana', REQUEST);
  const offer = await offeredTo(world, 'gia');
  expect((await world.clicks('ben', 'Start anyway', offer)).answer).toMatchInlineSnapshot(`
    "That offer is older than an hour or was not made to you, so nothing was started.
    Ask for it again, with duplicate=ok in the text."
  `);
  expect((await world.clicks('gia', 'Start anyway', offer)).answer).toContain('is on its way');
  await world.clicks('gia', 'Start anyway', offer);
  await world.settled();
  expect(world.cards()).toHaveLength(2);
  expect(await world.types('ana', `${REQUEST} duplicate=ok`)).toContain('is on its way');
  expect(world.cards()).toHaveLength(3);
});

it('offers a person their own task without a way to join it', async () => {
  const world = await guarded();
  await world.types('ana', REQUEST);
  expect((await offeredTo(world, 'ana')).text).toMatchInlineSnapshot(`
    "t-myj4ympt does that already: “fix flaky tests in payments”, asked for 0 s ago by ana. It is being prepared, and nothing more was started.
    You are called back for it. Start anyway, or “duplicate=ok” in the text, makes another task beside it."
  `);
});

it('lets one of two start who ask in the same moment', async () => {
  const world = await guarded();
  const answers = await Promise.all([world.types('ana', REQUEST), world.types('gia', REQUEST)]);
  expect(answers.filter((answer) => answer.includes('is on its way'))).toHaveLength(1);
  expect(answers.filter((answer) => answer.includes('does that already'))).toHaveLength(1);
});

it('takes the same request, delivered twice, for one', async () => {
  const world = await guarded();
  expect(await world.types('ana', REQUEST, 'cmd-once')).toContain('is on its way');
  expect(await world.types('ana', REQUEST, 'cmd-once')).toContain('is on its way');
});

it.each([
  ['another base', `${REQUEST} base=release`],
  ['other words', 'fix flaky tests in payments and their clock'],
])('starts at once where it is %s', async (_, words) => {
  const world = await guarded();
  await world.types('ana', REQUEST);
  expect(await world.types('gia', words)).toContain('is on its way');
});

it('asks nothing where the task has ended, or the window', async () => {
  const world = await guarded();
  await world.types('ana', REQUEST);
  await turnsGreen(world);
  expect(await world.types('gia', REQUEST)).toContain('does that already');
  await world.clicks('ana', 'Abort');
  await world.settled();
  expect(await world.types('gia', REQUEST)).toContain('is on its way');
  world.clock.advance(25 * HOUR_MS);
  expect(await world.types('ben', REQUEST)).toContain('is on its way');
});

it('has an offer for an hour', async () => {
  const world = await guarded();
  await world.types('ana', REQUEST);
  const offer = await offeredTo(world, 'gia');
  await world.deps.settings.delete(`duplicate:${buttonOf(offer, 'Start anyway')}`);
  expect((await world.clicks('gia', 'Start anyway', offer)).answer).toMatchInlineSnapshot(`
    "That offer is older than an hour or was not made to you, so nothing was started.
    Ask for it again, with duplicate=ok in the text."
  `);
});

function buttonOf({ blocks }: Message, label: string): string | undefined {
  for (const block of blocks)
    if (block.kind === 'buttons') return block.buttons.find((each) => each.label === label)?.value;
  return undefined;
}
