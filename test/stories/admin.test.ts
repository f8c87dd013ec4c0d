// The admins' view: what holds in each channel, listed, changed by a form, on record; and what it does to the tasks asked for there.
import { expect, it } from 'vitest';
import { auditLines } from '#adapters/store/audit-log.ts';
import type { Form } from '#core/messages/message.ts';
import { anEmptyWorld } from './beginnings.ts';
import { shown } from './reading.ts';
import type { WorldOptions } from './story-deps.ts';
import type { World } from './world.ts';

const LADDER: NonNullable<WorldOptions['escalation']> = {
  afterMs: 1_800_000,
  steps: [{ call: 'on_call', waitMs: 900_000, quiet: 'break' }],
  onCall: { default: ['S0ONCALL'], channels: { CPAY: ['UOLU'] } },
};

const aWorld = () => anEmptyWorld({ admins: ['ben'], agents: ['scripted', 'careful'], escalation: LADDER });

async function formFromHome(world: World, label = 'Change'): Promise<Form> {
  const { form } = await world.clicks('ben', label, await world.home('ben'));
  if (form === undefined) throw new Error('no form was opened');
  return form;
}

const WANTED = {
  repo: 'payments',
  base: 'release',
  agent: 'careful',
  quiet: '22:00-07:00',
  on_call: '@UGIA',
};
const changes = (world: World) =>
  [...auditLines(world.store, {})]
    .flatMap((each) => ('line' in each ? [JSON.parse(each.line)] : []))
    .filter(({ action }) => action === 'configure')
    .map(({ who, from, about, detail }) => `${who.name} by ${from} in ${about}: ${detail}`);

it('is changed from the home tab, and holds for what is asked for there', async () => {
  const world = await aWorld();
  const form = await formFromHome(world);
  expect((await world.sends('ben', form, WANTED)).answer).toMatchObject({
    text: expect.stringContaining('Saved, and on record'),
  });
  expect(shown(await world.home('ben'))).toMatchInlineSnapshot(`
    "[New task] [Mute me for 4 hours]
    Waiting for you
    Nothing waits for you.
    Yours at work
    None of yours is at work.
    ---
    You are not muted.
    In a channel, /agent config shows and sets its repository and quiet hours.
    Channels, as you may change them:
    this channel: acme/payments · base release · agent careful · quiet from 22:00 to 07:00 (Etc/UTC) · on call
    [Change]
    [Another channel]
    GitHub: well · Where agents run: not well (disk_full) · Queue: 0 attempts waiting, 0 on their way"
  `);
  await world.types('ana', 'fix the rounding');
  const task = await world.task();
  expect(task).toMatchObject({ repo: { name: 'payments' }, baseBranch: 'release', agent: 'careful' });
  expect(task.policy.escalation?.onCall).toEqual(['UGIA']);
  expect(changes(world)).toMatchInlineSnapshot(`
    [
      "ben by form in CPAY: repo=acme/payments",
      "ben by form in CPAY: base=release",
      "ben by form in CPAY: agent=careful",
      "ben by form in CPAY: quiet=22:00-07:00 Etc/UTC",
      "ben by form in CPAY: onCall=UGIA",
    ]
  `);
});

it('keeps what stays, and gives back to the operator what is emptied', async () => {
  const world = await aWorld();
  await world.sends('ben', await formFromHome(world), WANTED);
  const before = changes(world).length;
  await world.sends('ben', await formFromHome(world), WANTED);
  expect(changes(world)).toHaveLength(before);
  const form = await formFromHome(world);
  expect(form.fields.map((field) => ('initial' in field ? field.initial : undefined))).toEqual([
    'acme/payments',
    'release',
    'careful',
    '22:00-07:00',
    ['UGIA'],
  ]);
  await world.sends('ben', form, { repo: '', base: '', agent: '', quiet: '', on_call: '' });
  expect(shown(await world.home('ben'))).toContain('on call');
  expect(changes(world).slice(before)).toEqual([
    'ben by form in CPAY: repo=',
    'ben by form in CPAY: base=',
    'ben by form in CPAY: agent=',
    'ben by form in CPAY: quiet=',
    'ben by form in CPAY: onCall=',
  ]);
  await world.types('ana', 'fix it in payments');
  const { agent, policy } = await world.task();
  expect([agent, policy.escalation?.onCall]).toEqual(['scripted', ['UOLU']]);
});

it('says field by field what does not fit, and changes nothing then', async () => {
  const world = await aWorld();
  const form = await formFromHome(world, 'Another channel');
  expect((await world.sends('ben', form, WANTED)).errors).toEqual({ channel: 'Choose a channel.' });
  const wrong = { channel: 'CNEW', repo: 'other', base: '..', agent: 'carefull', quiet: '25:00' };
  expect((await world.sends('ben', form, wrong)).errors).toMatchInlineSnapshot(`
    {
      "base": "This takes a branch name.",
      "quiet": "This takes hours such as 22:00-07:00.",
    }
  `);
  expect(
    (await world.sends('ben', form, { channel: 'CNEW', repo: 'other', agent: 'carefull' })).errors,
  ).toMatchInlineSnapshot(`
    {
      "agent": "“carefull” is none of those that are configured: scripted and careful.",
      "repo": "“other” is none of those that are configured: acme/payments.",
    }
  `);
  expect(changes(world)).toEqual([]);
  await world.sends('ben', form, { channel: 'CNEW', repo: 'payments' });
  expect(JSON.stringify(await world.home('ben'))).toContain('{"channel":"CNEW"}');
});

it('is listed by /agent config for admins, with this channel first; others see their channel and no button', async () => {
  const world = await aWorld();
  expect(await world.types('ben', 'config')).toMatchInlineSnapshot(`
    "Settings of channels
    this channel: on call
    [Change]
    [Another channel]"
  `);
  expect(await world.types('gia', 'config')).toMatchInlineSnapshot(`
    "This channel
    Repository unless told: none
    Quiet hours: none
    Called when nobody answers:
    To change them: /agent config quiet 22:00-07:00 and /agent config repo payments"
  `);
  expect(shown(await world.home('gia'))).not.toContain('Change');
});

it('lets nobody but admins open the form or send it off', async () => {
  const world = await aWorld();
  const home = await world.home('ben');
  expect(await world.clicks('olu', 'Change', home)).toMatchInlineSnapshot(`
    {
      "answer": "Only admins change that, so nothing was changed.
    Ask one of them, or the operator to add you as an admin in greenlight.yml.",
    }
  `);
  const form = await formFromHome(world);
  expect(await world.sends('olu', form, WANTED)).toMatchObject({
    answer: { text: expect.stringContaining('Only admins change that') },
  });
  expect(changes(world)).toEqual([]);
});

it('has what was typed on record too', async () => {
  const world = await aWorld();
  await world.types('olu', 'config quiet 22:00-07:00');
  await world.types('olu', 'config repo payments');
  await world.types('olu', 'config repo off');
  expect(changes(world)).toEqual([
    'olu by slash in CPAY: quiet=22:00-07:00 Etc/UTC',
    'olu by slash in CPAY: repo=acme/payments',
    'olu by slash in CPAY: repo=',
  ]);
});

it('leaves to the operator’s file what the form did not change', async () => {
  const world = await aWorld();
  const form = await formFromHome(world);
  expect(form.fields.at(-1)).toMatchObject({ name: 'on_call', initial: ['UOLU'] });
  await world.sends('ben', form, { on_call: '@UOLU', base: 'release' });
  const { config } = world.deps;
  const channels = { CPAY: ['UBEN'] };
  const changed = { ...LADDER, onCall: { ...LADDER.onCall, channels } };
  world.deps = { ...world.deps, config: { ...config, escalation: changed } };
  await world.types('ana', 'fix it in payments');
  expect((await world.task()).policy.escalation?.onCall).toEqual(['UBEN']);
});
