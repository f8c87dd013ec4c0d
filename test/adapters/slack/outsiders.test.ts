// The outsider's click: guests, people of other organisations, bots and strangers to Slack itself are refused by every way in, and told why.
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Outsiders } from '#adapters/slack/intake/admission.ts';
import type { SlackIntents } from '#adapters/slack/intents.ts';
import { kindIn } from '#adapters/slack/people.ts';
import type { Form, Message } from '#core/messages/message.ts';
import { DEFAULT_MANIFEST } from '#playground/slack/options.ts';
import { ANA, CHANNEL, EVE, type SlackUnderTest, slackUnderTest } from './support/slack-under-test.ts';

const GIA = 'U0GIA00004';
const says = (text: string): Message => ({ text, blocks: [{ kind: 'lines', lines: [[text]] }] });
const card: Message = {
  text: 'T-1 waits for approval.',
  blocks: [
    {
      kind: 'buttons',
      buttons: [
        { verb: 'approve', label: 'Approve', description: 'Approve t-1', style: 'plain', value: 't-1/a' },
      ],
    },
  ],
};
const form: Form = {
  title: 'New task',
  submit: 'Start',
  close: 'Cancel',
  intro: ['Say what.'],
  fields: [{ kind: 'looked_up', name: 'repo', label: 'Repository', placeholder: '', optional: true }],
  value: 'start',
};
const SHORTCUTS = [
  { name: 'New', type: 'global', callbackId: 'task_new' },
  { name: 'Fix', type: 'message', callbackId: 'task_from_message' },
] as const;

function watched() {
  return {
    command: vi.fn(async () => ({ form })),
    mention: vi.fn(async () => says('heard')),
    click: vi.fn(async () => ({ answer: says('clicked') })),
    submit: vi.fn(async () => ({ answer: says('started') })),
    shortcut: vi.fn(async () => ({ form })),
    home: vi.fn(async () => says('Your tasks.')),
    options: vi.fn(async () => ['acme/payments']),
  } satisfies SlackIntents;
}

let under: SlackUnderTest;
afterEach(() => under.close());

async function begin(outsiders?: Outsiders) {
  const intents = watched();
  under = await slackUnderTest({
    intents,
    ...(outsiders === undefined ? {} : { outsiders }),
    standIn: {
      manifest: { ...DEFAULT_MANIFEST, scopes: [...DEFAULT_MANIFEST.scopes], shortcuts: [...SHORTCUTS] },
    },
  });
  const { ts } = await under
    .slack()
    .chat.showCard({ key: 'card/t-1', channelId: CHANNEL, known: null, message: card });
  return { intents, ts, workspace: under.workspace };
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 8_000, interval: 20 });
const told = (userId: string): readonly string[] =>
  under.workspace
    .messages(CHANNEL)
    .filter(({ ephemeralTo }) => ephemeralTo === userId)
    .map((message) => under.workspace.read(message));
/** What the bot says there, to one or to all. */
const allIn = (channel: string): readonly string[] =>
  under.workspace
    .messages(channel)
    .filter(({ user }) => user !== GIA)
    .map((message) => under.workspace.read(message));
const homeOf = (name: string) => JSON.stringify(under.workspace.as(name).home()?.blocks ?? '');
const uncalled = (intents: ReturnType<typeof watched>) =>
  Object.entries(intents).filter(([, intent]) => intent.mock.calls.length > 0);

test('a guest is refused by command, mention, direct message, click and shortcut, in one sentence with the way out', async () => {
  const { intents, ts, workspace } = await begin();
  const gia = workspace.as('gia');
  await gia.slash(CHANNEL, '/agent fix it');
  await gia.mention(CHANNEL, ts, 'abort');
  await gia.click(CHANNEL, ts, 'greenlight:approve');
  await gia.messageShortcut('task_from_message', CHANNEL, ts);
  await eventually(() => expect(told(GIA)).toHaveLength(4));
  const toldAtAll = () => [...told(GIA), ...allIn('D0GIA00004')];
  await gia.message('fix it');
  await gia.shortcut('task_new');
  await eventually(() => expect(toldAtAll()).toHaveLength(6));
  expect([...new Set(toldAtAll())]).toEqual([
    'Nothing was done: you are a guest of this workspace, and I work for its members. Ask one of them to do it, or my operator to let guests in.',
  ]);
  expect(uncalled(intents)).toEqual([]);
  expect(gia.modal()).toBeUndefined();
  expect(under.log.filter(({ message }) => message.includes('outsider')).length).toBe(6);
});

test('a guest’s home tab says so where it is looked at, and no direct message comes for it', async () => {
  const { intents, workspace } = await begin();
  await workspace.as('gia').openHome();
  await eventually(() => expect(homeOf('gia')).toContain('you are a guest of this workspace'));
  expect(told(GIA)).toEqual([]);
  expect(intents.home).not.toHaveBeenCalled();
});

test('a form that a guest still has open is refused when it is sent off, and offers nothing', async () => {
  const outsiders: { guests: Outsiders['guests']; teams: string[] } = { guests: 'allowed', teams: [] };
  const { intents, workspace } = await begin(outsiders);
  const gia = workspace.as('gia');
  await gia.slash(CHANNEL, '/agent');
  await eventually(() => expect(gia.modal()).toBeDefined());
  const id = gia.modal()?.id ?? '';
  expect(await gia.options(id, 'lookup_repo', '')).toHaveLength(1);
  outsiders.guests = 'refused';
  expect(await gia.options(id, 'lookup_repo', '')).toEqual([]);
  await gia.submitModal(id, {});
  await eventually(() => expect(told(GIA).join()).toContain('you are a guest'));
  expect(intents.submit).not.toHaveBeenCalled();
});

test('an operator may let guests in', async () => {
  const { intents, workspace } = await begin({ guests: 'allowed', teams: [] });
  await workspace.as('gia').mention(CHANNEL, null, 'status');
  await eventually(() => expect(intents.mention).toHaveBeenCalledTimes(1));
});

test('people of another workspace are refused, unless the operator names it', async () => {
  const { intents, ts, workspace } = await begin();
  await workspace.as('eve').click(CHANNEL, ts, 'greenlight:approve');
  await workspace.as('eve').openHome();
  await eventually(() => expect(told(EVE)).toHaveLength(1));
  await eventually(() => expect(homeOf('eve')).toContain('workspace that installed me'));
  expect(uncalled(intents)).toEqual([]);
  await under.close();
  const named = await begin({ guests: 'refused', teams: ['T0OTHERORG'] });
  await named.workspace.as('eve').click(CHANNEL, named.ts, 'greenlight:approve');
  await eventually(() => expect(named.intents.click).toHaveBeenCalledTimes(1));
});

test('nobody is let in whom Slack does not tell about in time; what it told before holds for a day', async () => {
  const { intents, workspace } = await begin();
  workspace.faults.fail('users.info', 'fatal_error', 1);
  const ana = workspace.as('ana');
  await ana.mention(CHANNEL, null, 'status');
  await eventually(() =>
    expect(told(ANA)).toEqual([
      'Nothing was done: Slack did not tell in time whether you are a member of this workspace. Please try again in a minute.',
    ]),
  );
  expect(intents.mention).not.toHaveBeenCalled();
  await ana.mention(CHANNEL, null, 'status');
  await eventually(() => expect(intents.mention).toHaveBeenCalledTimes(1));
  for (const [key, value] of await hoursAgo(2)) await under.settings.set(key, value);
  workspace.faults.fail('users.info', 'fatal_error', 1);
  await ana.mention(CHANNEL, null, 'status');
  await eventually(() => expect(intents.mention).toHaveBeenCalledTimes(2));
});

/** What is kept of ana, as if it had been asked that long ago. */
async function hoursAgo(hours: number) {
  const key = `slack:user:T0PLAYGRND:${ANA}`;
  const kept = await under.settings.get<{ atMs: number }>(key);
  return [[key, { ...kept, atMs: (kept?.atMs ?? 0) - hours * 3_600_000 }]] as const;
}

describe('whom Slack tells of', () => {
  const us = { teamId: 'T1', enterpriseId: 'E1', botUserId: 'UBOT', botId: 'B1', botName: 'greenlight' };
  const identity = { ...us, canReadPeople: true, canReadHistory: true };

  test.each([
    ['a member', { team_id: 'T1' }, 'member'],
    ['a guest of several channels', { team_id: 'T1', is_restricted: true }, 'guest'],
    ['a guest of one channel', { team_id: 'T1', is_restricted: true, is_ultra_restricted: true }, 'guest'],
    ['somebody of another organisation', { team_id: 'T9' }, 'stranger'],
    ['somebody met in a shared channel', { team_id: 'T1', is_stranger: true }, 'stranger'],
    [
      'a member at home in a sister workspace',
      { team_id: 'T2', enterprise_user: { enterprise_id: 'E1' } },
      'member',
    ],
    [
      'a guest from a sister workspace',
      { team_id: 'T2', is_restricted: true, enterprise_user: { enterprise_id: 'E1' } },
      'guest',
    ],
    [
      'somebody of another enterprise',
      { team_id: 'T9', enterprise_user: { enterprise_id: 'E9' } },
      'stranger',
    ],
    ['a bot', { team_id: 'T1', is_bot: true }, 'bot'],
    ['Slackbot, which says it is none', { id: 'USLACKBOT', team_id: 'T1', is_bot: false }, 'bot'],
    ['somebody who left', { team_id: 'T1', deleted: true }, 'removed'],
  ])('%s', (_who, user, kind) => {
    expect(kindIn(user, identity)).toBe(kind);
  });
});
