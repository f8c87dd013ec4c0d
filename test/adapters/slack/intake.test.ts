// Requests of people, delivered by the stand-in over real sockets: taken once, acknowledged in time, never met with silence.

import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SlackIntents } from '#adapters/slack/intents.ts';
import type { Form, Message } from '#core/messages/message.ts';
import { problem } from '#core/problem.ts';
import { DEFAULT_MANIFEST } from '#playground/slack/options.ts';
import { PortError } from '#ports/port-error.ts';
import {
  ANA,
  BEN,
  CHANNEL,
  EVE,
  FOREIGN_CHANNEL,
  type SlackUnderTest,
  slackUnderTest,
  type UnderTestOptions,
} from './support/slack-under-test.ts';

const says = (text: string): Message => ({ text, blocks: [{ kind: 'lines', lines: [[text]] }] });
const card: Message = {
  text: 'T-1 waits for approval.',
  blocks: [
    { kind: 'lines', lines: [['T-1 waits for approval.']] },
    {
      kind: 'buttons',
      buttons: (['approve', 'retry', 'open'] as const).map((verb) => ({
        verb,
        label: verb,
        description: `${verb} t-1`,
        style: 'plain',
        value: `t-1/${verb}`,
        ...(verb === 'open' ? { url: 'https://forge.example/pr/1' } : {}),
      })),
    },
  ],
};
const form: Form = {
  title: 'Retry',
  submit: 'Retry',
  close: 'Back',
  intro: ['What should it know?'],
  fields: [{ kind: 'text', name: 'hint', label: 'Hint', placeholder: '', optional: true, maxChars: 500 }],
  value: 'form-of-t-1',
};

let under: SlackUnderTest;
afterEach(() => under.close());

async function begin(
  intents: Partial<SlackIntents>,
  options: UnderTestOptions = {},
): Promise<SlackUnderTest> {
  under = await slackUnderTest({ intents, ...options });
  return under;
}

/** Remembers what came, and gives the answer. */
function noting<T, A>(seen: T[], what: T, answer: A): A {
  seen.push(what);
  return answer;
}
const postCard = () =>
  under.slack().chat.showCard({ key: 'card/t-1', channelId: CHANNEL, known: null, message: card });
const toldTo = (user: string, channel = CHANNEL) =>
  under.workspace
    .messages(channel)
    .filter((message) => message.ephemeralTo === user)
    .map((message) => under.workspace.read(message));
const pending = () => [...under.inbox.items.values()].filter(({ isDone }) => !isDone);
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 8_000, interval: 20 });

describe.each(['http', 'socket'] as const)('over %s', (mode) => {
  test('a command is handed over with who, where and what, and answered in the acknowledgement', async () => {
    const seen: unknown[] = [];
    await begin({ command: async (intent) => noting(seen, intent, says('T-1 is queued.')) }, { mode });
    const result = await under.workspace
      .as('ana')
      .slash(CHANNEL, '/agent fix <b> & @ben in #payments https://x.example/a');
    expect(result).toMatchObject({
      ok: true,
      response: { response_type: 'ephemeral', text: 'T-1 is queued.' },
    });
    expect(seen).toEqual([
      {
        requestKey: expect.stringMatching(/^slack:T0PLAYGRND:command:/),
        person: { teamId: 'T0PLAYGRND', userId: ANA, name: 'ana' },
        channelId: CHANNEL,
        text: 'fix <b> & @ben in #payments https://x.example/a',
        named: { '@ben': 'U0BEN00002' },
        respond: { channelId: CHANNEL, userId: ANA, responseUrl: expect.stringContaining('/commands/') },
      },
    ]);
    expect(toldTo(ANA)).toEqual(['T-1 is queued.']);
    await eventually(() => expect(pending()).toEqual([]));
  });

  test('a request that is delivered three times is worked once', async () => {
    const command = vi.fn(async () => says('done'));
    const click = vi.fn(async () => ({ answer: says('clicked') }));
    const mention = vi.fn(async () => says('heard'));
    await begin({ command, click, mention }, { mode });
    const { ts } = await postCard();
    const ana = under.workspace.as('ana');
    expect(await ana.slash(CHANNEL, '/agent status', { duplicate: 3 })).toMatchObject({ ok: true });
    expect(await ana.click(CHANNEL, ts, 'greenlight:approve', { duplicate: 3 })).toMatchObject({ ok: true });
    under.workspace.faults.duplicateDeliveries();
    await ana.mention(CHANNEL, ts, 'status');
    await eventually(() => expect(toldTo(ANA).sort()).toEqual(['clicked', 'done', 'heard']));
    for (const intent of [command, click, mention]) expect(intent).toHaveBeenCalledOnce();
  });

  test('an event whose acknowledgement was lost is redelivered and recognised', async () => {
    const mention = vi.fn(async () => null);
    await begin({ mention }, { mode });
    under.workspace.faults.dropAcks();
    await under.workspace.as('ana').mention(CHANNEL, null, 'status');
    await eventually(() => expect(under.workspace.pendingEvents()).toBe(0));
    await eventually(() =>
      expect(under.log.map(({ message }) => message)).toContain('slack repeats a request'),
    );
    expect(mention).toHaveBeenCalledOnce();
  });

  test('a slow command is acknowledged within three seconds and answered when it is ready', async () => {
    const gate = Promise.withResolvers<void>();
    await begin({ command: () => gate.promise.then(() => says('here at last')) }, { mode });
    const result = await under.workspace.as('ana').slash(CHANNEL, '/agent status');
    expect(result).toMatchObject({ ok: true });
    expect(result.ackMs).toBeLessThan(3_000);
    expect(toldTo(ANA)).toEqual([]);
    gate.resolve();
    await eventually(() => expect(toldTo(ANA)).toEqual(['here at last']));
  });

  test('a form whose working is slow closes in time, and its errors come as an answer', async () => {
    const gate = Promise.withResolvers<void>();
    const submit = () => gate.promise.then(() => ({ errors: { hint: 'The hint is too vague.' } }));
    await begin({ click: async () => ({ form }), submit }, { mode, ackWithinMs: 100 });
    const { ts } = await postCard();
    const ana = under.workspace.as('ana');
    await ana.click(CHANNEL, ts, 'greenlight:retry');
    await eventually(() => expect(ana.modal()).toBeDefined());
    const result = await ana.submitModal(ana.modal()?.id ?? '', { hint: { input: 'x' } });
    expect(result).toMatchObject({ ok: true });
    gate.resolve();
    await eventually(() => expect(toldTo(ANA)).toEqual([expect.stringContaining('The hint is too vague.')]));
  });

  test('a click opens a form, and the form brings back what it was opened for', async () => {
    const clicks: unknown[] = [];
    const submits: unknown[] = [];
    await begin(
      {
        click: async (intent) => noting(clicks, intent, { form }),
        submit: async (intent) => noting(submits, intent, { answer: says('Retrying with your hint.') }),
      },
      { mode },
    );
    const { ts } = await postCard();
    const ana = under.workspace.as('ana');
    await ana.click(CHANNEL, ts, 'greenlight:retry');
    await eventually(() => expect(ana.modal()).toBeDefined());
    const person = { teamId: 'T0PLAYGRND', userId: ANA, name: 'ana' };
    expect(clicks).toMatchObject([
      { person, channelId: CHANNEL, messageTs: ts, threadTs: null, verb: 'retry', value: 't-1/retry' },
    ]);
    await ana.submitModal(ana.modal()?.id ?? '', { hint: { input: 'look at <the> clock' } });
    expect(submits).toMatchObject([
      { person, value: 'form-of-t-1', fields: { hint: 'look at <the> clock' } },
    ]);
    await eventually(() => expect(toldTo(ANA)).toEqual(['Retrying with your hint.']));
  });

  test('bare words may open a form, and what is looked up in it is asked of the bot', async () => {
    const lookUp: Form = {
      ...form,
      fields: [
        ...form.fields,
        { kind: 'looked_up', name: 'repo', label: 'Repository', placeholder: '', optional: true },
      ],
    };
    const submits: unknown[] = [];
    await begin(
      {
        command: async () => ({ form: lookUp }),
        options: async ({ field, typed }) => [`${field}/${typed}`, 'acme/payments'],
        submit: async (intent) => noting(submits, intent, { answer: says('started') }),
      },
      { mode },
    );
    const ana = under.workspace.as('ana');
    expect(await ana.slash(CHANNEL, '/agent')).toMatchObject({ ok: true });
    await eventually(() => expect(ana.modal()).toBeDefined());
    const id = ana.modal()?.id ?? '';
    const offered = await ana.options(id, 'lookup_repo', 'pay');
    expect(offered.map(({ value }) => value)).toEqual(['repo/pay', 'acme/payments']);
    const answers = { hint: { input: 'do it' }, repo: { lookup_repo: 'acme/payments' } };
    expect(await ana.submitModal(id, answers)).toMatchObject({ ok: true });
    await eventually(() => expect(toldTo(ANA)).toEqual(['started']));
    expect(submits).toMatchObject([
      { channelId: CHANNEL, messageTs: null, fields: { hint: 'do it', repo: 'acme/payments' } },
    ]);
  });

  test('shortcuts open forms: from anywhere for the person, on a message for its channel', async () => {
    const used: unknown[] = [];
    const submits: unknown[] = [];
    const shortcuts = [
      { name: 'New', type: 'global' as const, callbackId: 'task_new' },
      { name: 'Fix', type: 'message' as const, callbackId: 'task_from_message' },
    ];
    await begin(
      {
        shortcut: async (intent) => noting(used, intent, { form }),
        submit: async (intent) => noting(submits, intent, {}),
      },
      { mode, standIn: { manifest: { ...DEFAULT_MANIFEST, shortcuts } } },
    );
    const ana = under.workspace.as('ana');
    expect(await ana.shortcut('task_new')).toMatchObject({ ok: true });
    await eventually(() => expect(ana.modal()).toBeDefined());
    await ana.closeModal(ana.modal()?.id ?? '');
    const { ts } = await ana.say(CHANNEL, 'the ledger is <off> by a cent');
    expect(await ana.messageShortcut('task_from_message', CHANNEL, ts)).toMatchObject({ ok: true });
    await eventually(() => expect(ana.modal()).toBeDefined());
    await ana.submitModal(ana.modal()?.id ?? '', { hint: { input: 'now' } });
    await eventually(() => expect(submits).toHaveLength(1));
    expect(used).toMatchObject([
      { callbackId: 'task_new', channelId: ANA, message: null },
      {
        callbackId: 'task_from_message',
        channelId: CHANNEL,
        message: { ts, text: 'the ledger is <off> by a cent' },
      },
    ]);
    expect(submits).toMatchObject([{ channelId: CHANNEL, messageTs: ts, threadTs: null }]);
  });

  test('what is written to the bot alone is heard without its name, and an edit of it is not', async () => {
    const heard: unknown[] = [];
    await begin({ mention: async (intent) => noting(heard, intent, says('heard you')) }, { mode });
    const ana = under.workspace.as('ana');
    const said = await ana.message('status');
    await eventually(() => expect(heard).toHaveLength(1));
    const { channelId } = heard[0] as { channelId: string };
    await ana.edit(channelId, said.ts, 'abort');
    await ana.message('list', said.ts);
    await eventually(() => expect(heard).toHaveLength(2));
    expect(heard).toMatchObject([
      { text: 'status', threadTs: null, ts: said.ts },
      { text: 'list', threadTs: said.ts },
    ]);
  });

  test('the home tab is published when it is looked at, and again after a click on it', async () => {
    const clicks: unknown[] = [];
    let times = 0;
    const home = async (): Promise<Message> => {
      times += 1;
      const value = { description: 'Mute me', style: 'plain' as const, value: 'home' };
      const mute = { verb: 'mute_me' as const, label: `Mute me ${times}`, ...value };
      return { text: 'Home.', blocks: [{ kind: 'buttons', buttons: [mute] }] };
    };
    const manifest = { ...DEFAULT_MANIFEST, hasHomeTab: true };
    await begin(
      { home, click: async (intent) => noting(clicks, intent, { answer: says('muted') }) },
      { mode, standIn: { manifest } },
    );
    const ana = under.workspace.as('ana');
    expect(await ana.openHome('messages')).toMatchObject({ ok: true });
    expect(await ana.openHome()).toMatchObject({ ok: true });
    await eventually(() => expect(JSON.stringify(ana.home()?.blocks)).toContain('Mute me 1'));
    expect(await ana.clickInHome('greenlight:mute_me')).toMatchObject({ ok: true });
    await eventually(() => expect(JSON.stringify(ana.home()?.blocks)).toContain('Mute me 2'));
    expect(clicks).toMatchObject([{ verb: 'mute_me', value: 'home', messageTs: '' }]);
  });

  test('a choice of a menu comes with what was chosen', async () => {
    const clicks: unknown[] = [];
    await begin({ click: async (intent) => noting(clicks, intent, { answer: says('muted') }) }, { mode });
    const options = ['1h', 'end'].map((value) => ({ label: `Mute: ${value}`, value }));
    const [first] = card.blocks;
    const withMenu: Message = {
      ...card,
      blocks: [
        ...(first ? [first] : []),
        { kind: 'buttons', buttons: [], menu: { verb: 'mute', label: 'Mute', options } },
      ],
    };
    const post = { key: 'card/t-1', channelId: CHANNEL, known: null };
    const { ts } = await under.slack().chat.showCard({ ...post, message: withMenu });
    const ana = under.workspace.as('ana');
    expect(await ana.click(CHANNEL, ts, 'greenlight:mute', { answer: 'end' })).toMatchObject({ ok: true });
    await eventually(() => expect(toldTo(ANA)).toEqual(['muted']));
    expect(clicks).toMatchObject([{ verb: 'mute', value: 'end', messageTs: ts }]);
  });

  test('two clicks at once are both worked and both answered', async () => {
    const first = Promise.withResolvers<void>();
    let isTaken = false;
    const click: SlackIntents['click'] = async ({ person }) => {
      const isWinner = !isTaken;
      isTaken = true;
      if (isWinner) await first.promise;
      else first.resolve();
      return { answer: says(isWinner ? `approved by ${person.name}` : 'somebody else was first') };
    };
    await begin({ click }, { mode });
    const { ts } = await postCard();
    await Promise.all(
      ['ana', 'ben'].map((name) => under.workspace.as(name).click(CHANNEL, ts, 'greenlight:approve')),
    );
    await eventually(() => expect([...toldTo(ANA), ...toldTo(BEN)]).toHaveLength(2));
    expect([...toldTo(ANA), ...toldTo(BEN)].sort()).toEqual([
      expect.stringMatching(/^approved by/),
      'somebody else was first',
    ]);
  });
});

describe('nobody is met with silence', () => {
  test('a failing command is told in one sentence with a reference that stands in the log', async () => {
    await begin({ command: () => Promise.reject(new Error('a secret detail')) });
    expect(await under.workspace.as('ana').slash(CHANNEL, '/agent status')).toMatchObject({ ok: true });
    const [told = ''] = toldTo(ANA);
    const ref = /reference ([0-9a-f]{8})/.exec(told)?.[1];
    expect(told).not.toContain('secret');
    expect(under.log).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ ref }) }),
    );
    await eventually(() => expect(pending()).toEqual([]));
  });

  test('a failing click, mention and form are told too, with the cause when it is a known problem', async () => {
    const fail = () =>
      Promise.reject(new PortError(problem('chat_unavailable', 'Slack asks to wait'), { retryable: true }));
    let isForm = true;
    await begin({ click: () => (isForm ? Promise.resolve({ form }) : fail()), mention: fail, submit: fail });
    const { ts } = await postCard();
    const ana = under.workspace.as('ana');
    await ana.click(CHANNEL, ts, 'greenlight:retry');
    await eventually(() => expect(ana.modal()).toBeDefined());
    isForm = false;
    await ana.submitModal(ana.modal()?.id ?? '');
    await ana.click(CHANNEL, ts, 'greenlight:approve');
    await ana.mention(CHANNEL, ts, 'status');
    await eventually(() => expect(toldTo(ANA)).toHaveLength(3));
    for (const told of toldTo(ANA))
      expect(told).toMatch(/^That did not work: Slack asks to wait\. .*reference [0-9a-f]{8}/);
  });

  test('a full disk: a command and a click are refused aloud, a mention is left for Slack to send again', async () => {
    const mention = vi.fn(async () => says('heard'));
    const command = vi.fn(async () => null);
    await begin({ mention, command });
    const { ts } = await postCard();
    const ana = under.workspace.as('ana');
    under.inbox.failNextPuts(3);
    expect(await ana.slash(CHANNEL, '/agent fix it')).toMatchObject({ ok: true });
    await ana.click(CHANNEL, ts, 'greenlight:approve');
    const said = await ana.mention(CHANNEL, null, 'status');
    expect(said.ack).toMatchObject({ ok: false, reason: 'http_service_error' });
    await eventually(() =>
      expect(toldTo(ANA)).toEqual([
        expect.stringMatching(/nothing was started/),
        expect.stringMatching(/nothing was started/),
        'heard',
      ]),
    );
    expect(command).not.toHaveBeenCalled();
    expect(mention).toHaveBeenCalledOnce();
  });

  test.each([
    ['a retired verb', 'greenlight:snooze'],
    ['another app of long ago', 'old_button'],
  ])('a click on %s is acknowledged and answered', async (_, actionId) => {
    const click = vi.fn(async () => ({}));
    await begin({ click });
    const ts = await postRaw([
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: actionId, text: { type: 'plain_text', text: 'Go' } }],
      },
    ]);
    expect(await under.workspace.as('ana').click(CHANNEL, ts, actionId)).toMatchObject({ ok: true });
    await eventually(() =>
      expect(toldTo(ANA)).toEqual([expect.stringContaining('no longer know this control')]),
    );
    expect(click).not.toHaveBeenCalled();
  });

  test('a shortcut nobody offers any more is acknowledged and answered', async () => {
    await begin({});
    const { ts } = await postCard();
    const result = await under.workspace.as('ana').messageShortcut('of_another_version', CHANNEL, ts);
    expect(result).toMatchObject({ ok: true });
    await eventually(() =>
      expect(toldTo(ANA)).toEqual([expect.stringContaining('no longer know this control')]),
    );
  });

  test('a link opens by itself: its click is acknowledged and means nothing', async () => {
    const click = vi.fn(async () => ({}));
    await begin({ click });
    const { ts } = await postCard();
    expect(await under.workspace.as('ana').click(CHANNEL, ts, 'greenlight:open')).toMatchObject({ ok: true });
    await eventually(() => expect(pending()).toEqual([]));
    expect(click).not.toHaveBeenCalled();
    expect(toldTo(ANA)).toEqual([]);
  });

  test('a person of another organisation is refused, in words, whatever they try', async () => {
    const intents = {
      command: vi.fn(async () => null),
      click: vi.fn(async () => ({})),
      mention: vi.fn(async () => null),
    };
    await begin(intents);
    const { ts } = await postCard();
    const eve = under.workspace.as('eve');
    await eve.slash(CHANNEL, '/agent fix it');
    await eve.click(CHANNEL, ts, 'greenlight:approve');
    await eve.mention(CHANNEL, ts, 'abort');
    await eventually(() => expect(toldTo(EVE)).toHaveLength(3));
    for (const told of toldTo(EVE))
      expect(told).toContain('only for people of the workspace that installed me');
    for (const intent of Object.values(intents)) expect(intent).not.toHaveBeenCalled();
  });

  test('a form that comes too late for its click is told, not dropped', async () => {
    await begin({ click: async () => ({ form }) });
    const { ts } = await postCard();
    under.workspace.faults.fail('views.open', 'expired_trigger_id');
    await under.workspace.as('ana').click(CHANNEL, ts, 'greenlight:retry');
    await eventually(() => expect(toldTo(ANA)).toEqual([expect.stringContaining('click again')]));
  });

  test('an answer goes by direct message when the bot is in no channel and the response address is used up', async () => {
    await begin({});
    const to = {
      channelId: FOREIGN_CHANNEL,
      userId: ANA,
      responseUrl: `${under.workspace.url}/commands/gone`,
    };
    await under.slack().chat.answer(to, says('found you'));
    expect(under.workspace.messages('D0ANA00001').map((message) => under.workspace.read(message))).toEqual([
      'found you',
    ]);
  });

  test('an answer into a thread that is gone stands in the channel', async () => {
    await begin({});
    const to = { channelId: CHANNEL, userId: ANA, threadTs: '1600000000.000000' };
    await under.slack().chat.answer(to, says('found you'));
    expect(toldTo(ANA)).toEqual(['found you']);
  });

  test('a command is answered where the bot was not invited', async () => {
    const gate = Promise.withResolvers<void>();
    await begin({ command: () => gate.promise.then(() => says('invite me')) }, { ackWithinMs: 100 });
    await under.workspace.as('ana').slash(FOREIGN_CHANNEL, '/agent fix it');
    gate.resolve();
    await eventually(() => expect(toldTo(ANA, FOREIGN_CHANNEL)).toEqual(['invite me']));
  });
});

describe('after a crash', () => {
  test('what was acknowledged and not finished is worked again, under the same key, and answered', async () => {
    const keys: string[] = [];
    const never = new Promise<never>(() => undefined);
    await begin(
      {
        command: ({ requestKey }) => noting(keys, requestKey, never),
        mention: ({ requestKey }) => noting(keys, requestKey, never),
        click: ({ requestKey }) => noting(keys, requestKey, never),
      },
      { ackWithinMs: 100 },
    );
    const { ts } = await postCard();
    const ana = under.workspace.as('ana');
    await Promise.all([
      ana.slash(CHANNEL, '/agent fix it'),
      ana.click(CHANNEL, ts, 'greenlight:approve'),
      ana.mention(CHANNEL, ts, 'status'),
    ]);
    expect(pending()).toHaveLength(3);
    const again: string[] = [];
    const answer = (requestKey: string) => noting(again, requestKey, says(`worked ${again.length + 1}`));
    await under.restart({
      command: async ({ requestKey }) => answer(requestKey),
      mention: async ({ requestKey }) => answer(requestKey),
      click: async ({ requestKey }) => ({ answer: answer(requestKey) }),
    });
    await eventually(() => expect(toldTo(ANA)).toHaveLength(3));
    expect(again.sort()).toEqual(keys.sort());
    await eventually(() => expect(pending()).toEqual([]));
  });

  test('a click of before the restart cannot open its form any more, and the person is told', async () => {
    await begin({ click: () => new Promise(() => undefined) });
    const { ts } = await postCard();
    await under.workspace.as('ana').click(CHANNEL, ts, 'greenlight:retry');
    under.workspace.faults.fail('views.open', 'expired_trigger_id');
    await under.restart({ click: async () => ({ form }) });
    await eventually(() => expect(toldTo(ANA)).toEqual([expect.stringContaining('click again')]));
  });

  test('a request that fails because the bot stops is kept for the next start', async () => {
    let fail = (_: Error): void => undefined;
    await begin({ command: () => new Promise((_, reject) => (fail = reject)) }, { ackWithinMs: 100 });
    const result = under.workspace.as('ana').slash(CHANNEL, '/agent fix it');
    await eventually(() => expect(pending()).toHaveLength(1));
    const restarted = under.restart({ command: async () => says('worked after all') });
    fail(new Error('the store is closed'));
    await result;
    await restarted;
    await eventually(() => expect(toldTo(ANA)).toContain('worked after all'));
  });

  test('what was finished is not worked again', async () => {
    const command = vi.fn(async () => says('done'));
    await begin({ command });
    await under.workspace.as('ana').slash(CHANNEL, '/agent status');
    await eventually(() => expect(pending()).toEqual([]));
    await under.restart();
    expect(command).toHaveBeenCalledOnce();
  });
});

test('a click on a card in a thread says which thread, and is answered there', async () => {
  const seen: unknown[] = [];
  await begin({ click: async (intent) => noting(seen, intent, { answer: says('noted') }) });
  const parent = await postCard();
  const place = { channelId: CHANNEL, threadTs: parent.ts };
  const { ts } = await under.slack().chat.showCard({ key: 'card/t-2', ...place, known: null, message: card });
  await under.workspace.as('ana').click(CHANNEL, ts, 'greenlight:approve');
  await eventually(() => expect(seen).toMatchObject([{ messageTs: ts, threadTs: parent.ts }]));
  await eventually(() =>
    expect(
      under.workspace.thread(CHANNEL, parent.ts).find(({ ephemeralTo }) => ephemeralTo === ANA),
    ).toBeDefined(),
  );
});

describe('mentions', () => {
  test('an edited mention is the same request', async () => {
    const mention = vi.fn(async () => null);
    await begin({ mention });
    const ana = under.workspace.as('ana');
    const { ts } = await ana.mention(CHANNEL, null, 'abort t-1');
    await ana.edit(CHANNEL, ts, '@greenlight abort t-1 please');
    expect(mention).toHaveBeenCalledOnce();
    expect(mention).toHaveBeenCalledWith(expect.objectContaining({ text: 'abort t-1', threadTs: null, ts }));
  });

  test('a mention in a thread is answered there, to the one who asked', async () => {
    await begin({ mention: async ({ threadTs }) => says(`in ${threadTs}`) });
    const { ts } = await postCard();
    await under.workspace.as('ben').mention(CHANNEL, ts, 'status');
    await eventually(() => expect(toldTo(BEN)).toEqual([`in ${ts}`]));
    expect(under.workspace.messages(CHANNEL).find(({ ephemeralTo }) => ephemeralTo === BEN)).toMatchObject({
      threadTs: ts,
    });
  });
});

describe('signatures', () => {
  const sign = (body: string, timestampS: number, secret = 'signing-secret-of-a-test') => ({
    'content-type': 'application/json',
    'x-slack-request-timestamp': String(timestampS),
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestampS}:${body}`).digest('hex')}`,
  });
  const post = (body: string, headers: Record<string, string>) =>
    fetch(under.eventsUrl, { method: 'POST', body, headers });
  const nowS = () => Math.floor(Date.now() / 1_000);

  test('a request without a good signature reaches nobody', async () => {
    const mention = vi.fn(async () => null);
    await begin({ mention });
    const body = JSON.stringify({
      type: 'event_callback',
      event_id: 'Ev1',
      team_id: 'T0PLAYGRND',
      event: { type: 'app_mention', user: ANA, ts: '1.1', channel: CHANNEL, text: 'hi' },
    });
    expect((await post(body, sign(body, nowS(), 'another secret'))).status).toBe(401);
    expect((await post(body, sign(body, nowS() - 301))).status).toBe(401);
    expect((await post(body, { 'content-type': 'application/json' })).status).toBe(401);
    expect(under.inbox.items.size).toBe(0);
    expect((await post(body, sign(body, nowS()))).status).toBe(200);
    await eventually(() => expect(mention).toHaveBeenCalledOnce());
  });

  test('a channel shared with another organisation is refused, and another bot is not answered at all', async () => {
    const mention = vi.fn(async () => null);
    await begin({ mention });
    const event = { type: 'app_mention', user: ANA, ts: '1.1', channel: CHANNEL, text: 'hi' };
    const envelope = { type: 'event_callback', event_id: 'Ev1', team_id: 'T0PLAYGRND' };
    const shared = JSON.stringify({ ...envelope, event, is_ext_shared_channel: true });
    const bot = JSON.stringify({ ...envelope, event: { ...event, ts: '1.2', bot_id: 'B0OTHER' } });
    for (const body of [shared, bot]) expect((await post(body, sign(body, nowS()))).status).toBe(200);
    await eventually(() =>
      expect(toldTo(ANA)).toEqual([expect.stringContaining('shared with another organisation')]),
    );
    expect(under.inbox.items.size).toBe(1);
    expect(mention).not.toHaveBeenCalled();
  });

  test('a body beyond four megabytes, a GET, and a challenge get their own answers', async () => {
    await begin({});
    const big = 'x'.repeat(4 * 1024 * 1024 + 1);
    expect((await post(big, sign(big, nowS()))).status).toBe(413);
    expect((await fetch(under.eventsUrl)).status).toBe(405);
    const challenge = JSON.stringify({ type: 'url_verification', challenge: 'c' });
    expect(await (await post(challenge, sign(challenge, nowS()))).json()).toEqual({ challenge: 'c' });
  });

  test('a bot that is stopping takes nothing, so that Slack sends it again', async () => {
    await begin({});
    await under.slack().stop();
    expect((await post('{}', sign('{}', nowS()))).status).toBe(503);
  });
});

async function postRaw(blocks: unknown[]): Promise<string> {
  const answer = await fetch(`${under.workspace.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-of-a-test', 'content-type': 'application/json' },
    body: JSON.stringify({ channel: CHANNEL, text: 'from another version', blocks }),
  });
  const { ts } = (await answer.json()) as { ts: string };
  return ts;
}
