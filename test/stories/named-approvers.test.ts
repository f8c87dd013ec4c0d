// Who approves is named when a task is asked for: they are shown, called, and alone let through, besides admins.
import { expect, it } from 'vitest';
import { aGreenTask, anEmptyWorld, turnsGreen } from './beginnings.ts';
import type { World } from './world.ts';

async function aGreenOne(words: string, options: Parameters<typeof anEmptyWorld>[0] = {}): Promise<World> {
  const world = await anEmptyWorld(options);
  await world.types('ana', `fix flaky tests in payments ${words}`);
  return await turnsGreen(world);
}

const pinged = (world: World): readonly unknown[] =>
  [...JSON.stringify(world.chat.messages().at(-1)).matchAll(/"mention":"(\w+)"/g)].map(([, id]) => id);

it('lets whom the requester named approve, and nobody else but admins', async () => {
  const world = await aGreenOne('approvers=@gia,@olu', { admins: ['olu'] });
  expect(world.cardText()).toContain('to be approved by gia and olu');
  expect((await world.clicks('ben', 'Approve')).answer).toMatchInlineSnapshot(
    `"Whoever asked for t-myj4ympt named who approves it: gia and olu, or an admin. Ask one of them."`,
  );
  expect((await world.clicks('ana', 'Approve')).answer).toContain('named who approves it');
  expect((await world.clicks('ben', 'Abort')).answer ?? '').not.toContain('named who');
});

it('merges what a named person approved', async () => {
  const world = await aGreenOne('approvers=@gia');
  expect(pinged(world)).toEqual(['UANA', 'UGIA']);
  expect((await world.clicks('gia', 'Approve')).answer).toContain('is approved');
  await world.reaches('merged');
});

it('lets an admin through who was not named', async () => {
  const world = await aGreenOne('approvers=@gia', { admins: ['olu'] });
  expect((await world.clicks('olu', 'Approve')).answer).toContain('is approved');
});

it('gives nobody more than policy does: high risk still has its approvers', async () => {
  const world = await aGreenOne('approvers=@gia,@ana', { policy: { risk: 'high' } });
  expect((await world.clicks('gia', 'Approve')).answer).toContain('approvers decide');
  expect((await world.clicks('ana', 'Approve')).answer).toContain('somebody other than the requester');
  expect((await world.clicks('ben', 'Approve')).answer).toContain('named who approves it');
});

it('names them on the form too', async () => {
  const world = await anEmptyWorld();
  const form = await world.opens('ana', 'command');
  expect(form.fields.at(-1)).toMatchObject({ kind: 'people', name: 'approvers' });
  await world.sends('ana', form, { text: 'fix flaky tests in payments', approvers: '@UGIA,@UBEN' });
  await turnsGreen(world);
  expect((await world.task()).request.approvers).toEqual([
    { userId: 'UGIA', name: 'gia' },
    { userId: 'UBEN', name: 'ben' },
  ]);
});

it('starts nothing for a name that means nobody', async () => {
  const world = await anEmptyWorld();
  expect(await world.types('ana', 'fix it in payments approvers=@nobody')).toMatchInlineSnapshot(`
    "I do not know whom @nobody means, so nothing was changed.
    Choose the person from the list that the chat offers after “@”."
  `);
  expect(world.cards()).toEqual([]);
});

it('is whoever may where nobody was named', async () => {
  const world = await aGreenTask();
  expect(world.cardText()).not.toContain('to be approved by');
  expect((await world.clicks('ben', 'Approve')).answer).toContain('is approved');
});
