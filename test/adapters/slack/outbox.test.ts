// The outbox against the stand-in's own limits: nothing twice, nothing lost, nobody waiting behind progress.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SLACK_PACES } from '#adapters/slack/outbox/lanes.ts';
import type { Message } from '#core/messages/message.ts';
import type { MessageRef } from '#core/task/task.ts';
import {
  CHANNEL,
  FAST_PACES,
  type SlackUnderTest,
  slackUnderTest,
  type UnderTestOptions,
} from './support/slack-under-test.ts';

const says = (text: string): Message => ({ text, blocks: [{ kind: 'lines', lines: [[text]] }] });

/** Has a block of each kind that is richer elsewhere. */
const AT_REST: Message = {
  text: 't-1 is blocked.',
  blocks: [
    { kind: 'banner', level: 'error', lines: [['Blocked']] },
    {
      kind: 'steps',
      title: 'Attempts',
      steps: [{ name: 'attempt-1', status: 'failed', line: ['1 red'], links: [] }],
    },
    { kind: 'folded', title: 'Decisions', lines: [['Retried by Ana']] },
  ],
};

let under: SlackUnderTest;
afterEach(() => under.close());
const begin = async (options: UnderTestOptions = {}) => {
  under = await slackUnderTest(options);
  return under.slack().chat;
};

const show = (text: string, known: MessageRef | null, key = 'card/t-1') =>
  under.slack().chat.showCard({ key, channelId: CHANNEL, known, message: says(text) });
const reply = (thread: MessageRef, key: string) =>
  under.slack().chat.reply({ key, thread, message: says(key) });
const callsOf = (method: string) => under.workspace.calls.filter((call) => call.method === method);
const shown = () =>
  under.workspace
    .messages(CHANNEL)
    .filter(({ ephemeralTo }) => ephemeralTo === undefined)
    .map((message) => under.workspace.read(message));

describe('what is sent', () => {
  test('carries its key as metadata and no link preview', async () => {
    await begin();
    const card = await show('queued', null);
    await reply(card, 'reply/1');
    await show('working', card);
    for (const message of under.workspace.messages(CHANNEL)) {
      const key = message.threadTs === undefined ? 'card/t-1' : 'reply/1';
      expect(message.metadata).toEqual({ event_type: 'greenlight_message', event_payload: { key } });
    }
    for (const { args } of callsOf('chat.postMessage')) {
      expect(args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false', parse: 'none' });
    }
  });

  test('an edit keeps blocks, so that Slack marks nothing as edited', async () => {
    await begin();
    await show('working', await show('queued', null));
    expect(under.workspace.messages(CHANNEL)[0]).not.toHaveProperty('edited');
  });

  test('long and hostile texts arrive, within the limits', async () => {
    await begin();
    const text = `<!channel> ${'<@U0ANA00001> & \ud83d '.repeat(2_000)}`;
    const blocks = Array.from({ length: 60 }, () => ({
      kind: 'lines' as const,
      lines: [[text], [{ code: text }]],
    }));
    const message = { text, blocks };
    const card = await under.slack().chat.showCard({ key: 'k', channelId: CHANNEL, known: null, message });
    await under.slack().chat.showCard({ key: 'k', channelId: CHANNEL, known: card, message });
    await under.slack().chat.answer({ channelId: CHANNEL, userId: 'U0ANA00001' }, message);
    for (const { text: arrived } of under.workspace.messages(CHANNEL)) {
      expect(arrived).toMatch(/^&lt;!channel&gt; /);
      expect(arrived).not.toMatch(/<[!@]/);
    }
    expect(under.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('when Slack refuses the blocks the sentence goes out alone, and the log says that it is a bug', async () => {
    await begin();
    under.workspace.faults.fail('chat.postMessage', 'invalid_blocks');
    const card = await show('queued', null);
    under.workspace.faults.fail('chat.update', 'msg_blocks_too_long');
    await show('working', card);
    expect(shown()).toEqual(['working']);
    expect(under.workspace.messages(CHANNEL)[0]).not.toHaveProperty('blocks');
    expect(under.log.filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  test('rich blocks are sent until Slack refuses them, and classic ones from then on', async () => {
    await begin({ blocks: 'rich' });
    const types = () =>
      under.workspace
        .messages(CHANNEL)
        .at(-1)
        ?.blocks?.map(({ type }) => type);
    const rest = (key: string) =>
      under.slack().chat.showCard({ key, channelId: CHANNEL, known: null, message: AT_REST });
    await rest('card/1');
    expect(types()).toEqual(['alert', 'plan', 'container']);
    under.workspace.faults.fail('chat.postMessage', 'invalid_blocks');
    await rest('card/2');
    expect(types()).toEqual(['section', 'section', 'context']);
    await rest('card/3');
    expect(types()).toEqual(['section', 'section', 'context']);
    const posts = under.workspace.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(posts).toHaveLength(4);
    expect(under.log.filter(({ level }) => level === 'error')).toEqual([]);
    expect(under.log.filter(({ level }) => level === 'warn')).toMatchObject([
      { message: expect.stringContaining('refused the rich blocks') },
    ]);
  });

  test('a reply to a thread whose first message is gone still reaches the channel', async () => {
    await begin();
    await reply({ channelId: CHANNEL, ts: '1600000000.000000' }, 'reply/1');
    expect(shown()).toEqual(['reply/1']);
  });
});

describe('nothing twice', () => {
  test('a first post asks Slack for nothing else', async () => {
    await begin();
    const card = await show('queued', null);
    await reply(card, 'reply/1');
    expect(under.workspace.calls.map(({ method }) => method)).toEqual([
      'auth.test',
      'chat.postMessage',
      'chat.postMessage',
    ]);
  });

  test.each(['card', 'reply'])(
    'a %s posted just before the process died is found by its metadata',
    async (kind) => {
      await begin();
      const parent = kind === 'reply' ? await show('parent', null, 'card/t-0') : null;
      const post = () => (parent === null ? show('queued', null) : reply(parent, 'reply/1'));
      const posted = await post();
      // As kill -9 leaves it between Slack's answer and our own note of it.
      const [name = ''] = [...under.settings.values].findLast(([, value]) => value.includes(posted.ts)) ?? [];
      under.settings.values.set(name, JSON.stringify({ state: 'posting', sinceMs: Date.now() }));
      await under.restart();
      const before = shown().length;
      expect(await post()).toEqual(posted);
      expect(shown()).toHaveLength(before);
    },
  );

  test('a marker left by a process that died before it posted does not stop the post', async () => {
    await begin();
    under.settings.values.set(
      'slack:posting:T0PLAYGRND:card/t-1',
      JSON.stringify({ state: 'posting', sinceMs: Date.now() }),
    );
    await show('queued', null);
    expect(shown()).toEqual(['queued']);
    expect(callsOf('conversations.history')).toHaveLength(1);
  });

  test('a post that Slack refused is known not to be there: the next try looks for nothing', async () => {
    await begin();
    under.workspace.faults.fail('chat.postMessage', 'not_in_channel');
    await expect(show('queued', null)).rejects.toThrow('chat_channel_unavailable');
    await show('queued', null);
    expect(callsOf('conversations.history')).toEqual([]);
  });

  test('a mark of ours on a message of somebody else is not believed', async () => {
    await begin();
    const forged = { metadata: { event_type: 'greenlight_message', event_payload: { key: 'card/t-1' } } };
    const { tsOfOurs } = await import('#adapters/slack/outbox/metadata.ts');
    const bot = { userId: 'U0BOT00000', botId: 'B0BOT00000' };
    expect(tsOfOurs({ ts: '1.1', user: 'U0EVE00009', ...forged }, 'card/t-1', bot)).toBeUndefined();
    expect(tsOfOurs({ ts: '1.1', user: 'U0BOT00000', ...forged }, 'card/t-1', bot)).toBe('1.1');
    expect(tsOfOurs({ ts: '1.1', user: 'U0BOT00000', ...forged }, 'card/t-2', bot)).toBeUndefined();
  });

  test('a message is found on a later page of the history', async () => {
    await begin();
    under.workspace.faults.loseAnswers('chat.postMessage');
    await expect(show('queued', null)).rejects.toMatchObject({ retryable: true });
    const ana = under.workspace.as('ana');
    for (let index = 0; index < 210; index += 1) await ana.say(CHANNEL, `chatter ${index}`);
    await show('working', null);
    expect(callsOf('conversations.history')).toHaveLength(2);
    expect(callsOf('chat.postMessage')).toHaveLength(1);
  });

  test('without the history scope it goes on, at least once, and says so once', async () => {
    await begin({ scopes: ['chat:write', 'users:read'] });
    for (const key of ['card/t-1', 'card/t-2']) {
      under.workspace.faults.loseAnswers('chat.postMessage');
      await expect(show('queued', null, key)).rejects.toMatchObject({ retryable: true });
      await show('queued', null, key);
    }
    expect(shown()).toHaveLength(4);
    const lines = under.log.filter(({ message }) => message.includes('history scope is missing'));
    expect(lines).toHaveLength(1);
  });

  test('a deleted card is posted once, though the task still knows the old place', async () => {
    await begin();
    const gone = await show('queued', null);
    await deleteMessage(gone);
    const again = await show('working', gone);
    // The process died before the task learned the new place.
    await under.restart();
    expect(await show('green', gone)).toEqual(again);
    expect(shown()).toEqual(['green']);
  });
});

describe('within the limits', () => {
  test('a card that changes a hundred times costs a few calls, and the newest state stands', async () => {
    await begin({ paces: { ...FAST_PACES, edits: { calls: 2, perMs: 300, concurrency: 1 } } });
    const card = await show('state 0', null);
    await Promise.all(Array.from({ length: 100 }, (_, index) => show(`state ${index}`, card)));
    expect(callsOf('chat.update').length).toBeLessThanOrEqual(2);
    expect(shown()).toEqual(['state 99']);
  });

  test('twenty cards share the edits of the workspace, each in its turn', async () => {
    const perMs = 200;
    await begin({ paces: { ...FAST_PACES, edits: { calls: 5, perMs, concurrency: 2 } } });
    const cards = await Promise.all(
      Array.from({ length: 20 }, (_, index) => show('queued', null, `card/${index}`)),
    );
    await Promise.all(
      cards.flatMap((card, index) => ['working', 'green'].map((text) => show(text, card, `card/${index}`))),
    );
    expect(shown()).toEqual(cards.map(() => 'green'));
    const atMs = callsOf('chat.update').map((call) => call.atMs);
    const leastMs = (Math.ceil(atMs.length / 5) - 1) * perMs;
    expect(atMs.length).toBeGreaterThanOrEqual(20);
    expect((atMs.at(-1) ?? 0) - (atMs[0] ?? 0)).toBeGreaterThan(leastMs - 100);
  });

  test('the card somebody just clicked is shown at once, while others wait their turn', async () => {
    const click = vi.fn(async () => ({}));
    const edits = { calls: 1, perMs: 60_000, concurrency: 1 };
    await begin({ intents: { click }, paces: { ...FAST_PACES, edits } });
    const withButton: Message = {
      text: 'waits',
      blocks: [
        {
          kind: 'buttons',
          buttons: [
            { verb: 'approve', label: 'Approve', description: 'Approve t-1', style: 'primary', value: 'v' },
          ],
        },
      ],
    };
    const card = await under
      .slack()
      .chat.showCard({ key: 'card/t-1', channelId: CHANNEL, known: null, message: withButton });
    const other = await show('queued', null, 'card/t-2');
    await show('working', other, 'card/t-2');
    const waiting = show('green', other, 'card/t-2').catch(() => 'stopped');
    const mine = show('progress', card).catch(() => 'stopped');
    await under.workspace.as('ana').click(CHANNEL, card.ts, 'greenlight:approve');
    await show('approved by ana', card);
    expect(shown()).toEqual(['approved by ana', 'working']);
    expect(await mine).toEqual(card);
    await under.slack().stop();
    expect(await waiting).toBe('stopped');
  });

  test('when the edits kept for people are used up, a clicked card goes with the others', async () => {
    const click = vi.fn(async () => ({}));
    const humanEdits = { calls: 1, perMs: 60_000, concurrency: 1 };
    await begin({ intents: { click }, paces: { ...FAST_PACES, humanEdits } });
    const blocks: Message['blocks'] = [
      {
        kind: 'buttons',
        buttons: [{ verb: 'abort', label: 'Abort', description: 'Abort t-1', style: 'danger', value: 'v' }],
      },
    ];
    const showing = (text: string, known: MessageRef | null) =>
      under.slack().chat.showCard({ key: 'card/t-1', channelId: CHANNEL, known, message: { text, blocks } });
    const card = await showing('queued', null);
    await under.workspace.as('ana').click(CHANNEL, card.ts, 'greenlight:abort');
    for (const text of ['one', 'two', 'three']) await showing(text, card);
    expect(under.workspace.messages(CHANNEL)[0]?.text).toBe('three');
  });

  test('a 429 is waited for, and holds up neither answers nor posts', async () => {
    await begin();
    const card = await show('queued', null);
    under.workspace.faults.rateLimit('chat.update', { retryAfterS: 1, times: 1 });
    const order: string[] = [];
    const edited = show('working', card).then(() => order.push('edit'));
    await vi.waitFor(() => expect(callsOf('chat.update')).toHaveLength(1));
    await reply(card, 'reply/1').then(() => order.push('reply'));
    await under
      .slack()
      .chat.answer({ channelId: CHANNEL, userId: 'U0ANA00001' }, says('x'))
      .then(() => order.push('answer'));
    await edited;
    expect(order).toEqual(['reply', 'answer', 'edit']);
    expect(callsOf('chat.update')[1]?.atMs ?? 0).toBeGreaterThanOrEqual(
      (callsOf('chat.update')[0]?.atMs ?? 0) + 1_000,
    );
    expect(shown()[0]).toBe('working');
  });

  test('what came while an edit was rate limited is what is shown', async () => {
    await begin();
    const card = await show('queued', null);
    under.workspace.faults.rateLimit('chat.update', { retryAfterS: 1, times: 1 });
    const first = show('working', card);
    await vi.waitFor(() => expect(callsOf('chat.update')).toHaveLength(1));
    const second = show('green', card);
    expect(await Promise.all([first, second])).toEqual([card, card]);
    expect(shown()).toEqual(['green']);
  });

  test('a long Retry-After is handed back with the time to try again', async () => {
    await begin();
    const card = await show('queued', null);
    for (const [method, call] of [
      ['chat.update', () => show('working', card)],
      ['chat.postMessage', () => reply(card, 'reply/1')],
    ] as const) {
      under.workspace.faults.rateLimit(method, { retryAfterS: 120, times: 1 });
      const failed = await call().catch((error: unknown) => error);
      expect(failed).toMatchObject({ problem: { code: 'chat_unavailable' }, retryable: true });
      const inMs = (failed as { retryAtMs: number }).retryAtMs - Date.now();
      expect(inMs).toBeGreaterThan(115_000);
      expect(inMs).toBeLessThanOrEqual(120_000);
    }
  });

  test('a burst of posts into one channel stays within what Slack tolerates', async () => {
    await begin({ paces: SLACK_PACES, standIn: { rateLimits: 'slack' } });
    const card = await show('queued', null);
    await Promise.all(Array.from({ length: 7 }, (_, index) => reply(card, `reply/${index}`)));
    expect(shown()).toHaveLength(8);
    expect(callsOf('chat.postMessage').filter(({ answer }) => answer.ok !== true)).toEqual([]);
  });
});

describe('trouble', () => {
  test.each([
    ['is_archived', 'chat_channel_unavailable', false, '/invite @greenlight'],
    ['not_in_channel', 'chat_channel_unavailable', false, `Type /invite @greenlight in ${CHANNEL}`],
    ['channel_not_found', 'chat_channel_unavailable', false, '/invite @greenlight'],
    ['invalid_auth', 'chat_unavailable', false, 'SLACK_BOT_TOKEN'],
    ['missing_scope', 'chat_unavailable', false, 'scope'],
    ['internal_error', 'chat_unavailable', true, 'internal_error'],
    ['some_new_code', 'chat_unavailable', false, 'some_new_code'],
    [500, 'chat_unavailable', true, 'HTTP 500'],
  ] as const)('%s becomes %s', async (how, code, retryable, words) => {
    await begin();
    under.workspace.faults.fail('chat.postMessage', how);
    await expect(show('queued', null)).rejects.toMatchObject({
      name: 'PortError',
      problem: { code, detail: expect.stringContaining(words) },
      retryable,
    });
    await show('queued', null);
    expect(shown()).toEqual(['queued']);
  });

  test('every caller of a coalesced edit hears that it failed', async () => {
    await begin();
    const card = await show('queued', null);
    under.workspace.faults.fail('chat.update', 500, 5);
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => show(`state ${index}`, card)),
    );
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    under.workspace.faults.clear();
    await show('working', card);
    expect(shown()).toEqual(['working']);
  });

  test('what waits when the bot stops is handed back as retryable', async () => {
    await begin({ paces: { ...FAST_PACES, posts: { calls: 1, perMs: 60_000, concurrency: 1 } } });
    const card = await show('queued', null);
    const waiting = reply(card, 'reply/1');
    const failed = expect(waiting).rejects.toMatchObject({
      problem: { code: 'chat_unavailable' },
      retryable: true,
    });
    await under.slack().stop();
    await failed;
  });
});

async function deleteMessage({ channelId, ts }: MessageRef): Promise<void> {
  await fetch(`${under.workspace.apiUrl}chat.delete`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-of-a-test', 'content-type': 'application/json' },
    body: JSON.stringify({ channel: channelId, ts }),
  });
}
