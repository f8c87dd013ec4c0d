// Starting, staying connected and stopping: tokens, scopes, Socket Mode's renewals.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '#adapters/clock/system-clock.ts';
import type { Message } from '#core/messages/message.ts';
import type { Clock } from '#ports/clock.ts';
import {
  ANA,
  CHANNEL,
  type SlackUnderTest,
  slackUnderTest,
  type UnderTestOptions,
} from './support/slack-under-test.ts';

const says = (text: string): Message => ({ text, blocks: [{ kind: 'lines', lines: [[text]] }] });

let under: SlackUnderTest | undefined;
afterEach(async () => {
  await under?.close();
  under = undefined;
});
async function begin(options: UnderTestOptions = {}): Promise<SlackUnderTest> {
  under = await slackUnderTest(options);
  return under;
}

describe('at the start', () => {
  test('the workspace and the bot are known by their ids', async () => {
    const { workspace, slack } = await begin();
    expect(slack()).toMatchObject({
      teamId: workspace.teamId,
      botUserId: workspace.botUserId,
      botName: 'greenlight',
    });
    expect(slack().connected()).toBe(true);
  });

  test('a bot token that Slack refuses is a problem that names the variable, and no secret', async () => {
    const failed = await begin({ botToken: 'xoxb-wrong' }).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      problem: { code: 'chat_unavailable', detail: expect.stringContaining('SLACK_BOT_TOKEN') },
      retryable: false,
    });
    expect(String(failed)).not.toContain('xoxb-wrong');
  });

  test('an app token that Slack refuses is a problem that names the variable, and no secret', async () => {
    const failed = await begin({ mode: 'socket', appToken: 'xapp-wrong' }).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      problem: { code: 'chat_unavailable', detail: expect.stringContaining('SLACK_APP_TOKEN') },
      retryable: false,
    });
    expect(String(failed)).not.toContain('xapp-wrong');
  });

  test('a token that may not write is refused at the start, by the name of the scope', async () => {
    await expect(begin({ scopes: ['commands'] })).rejects.toMatchObject({
      problem: { detail: expect.stringContaining('chat:write') },
      retryable: false,
    });
  });

  test('a token that cannot tell guests from members is refused, unless guests are let in', async () => {
    await expect(begin({ scopes: ['chat:write', 'commands'] })).rejects.toMatchObject({
      problem: { detail: expect.stringMatching(/users:read.*slack\.guests: allowed/) },
      retryable: false,
    });
  });

  test('a missing scope switches its feature off with one line in the log', async () => {
    const { log, workspace } = await begin({
      outsiders: { guests: 'allowed', teams: [] },
      scopes: ['chat:write', 'commands'],
      intents: { command: async ({ person }) => says(`hello ${person.name}`) },
    });
    const off = log.filter(({ message }) => message.startsWith('slack feature is off'));
    expect(off.map(({ fields }) => fields)).toMatchObject([
      { missing: ['users:read'] },
      { missing: ['channels:history', 'groups:history'] },
    ]);
    await workspace.as('ana').slash(CHANNEL, '/agent status');
    expect(workspace.calls.map(({ method }) => method)).not.toContain('users.info');
    expect(workspace.messages(CHANNEL).map(({ text }) => text)).toEqual(['hello ana']);
  });
});

describe('names', () => {
  test('a name is asked of Slack once, and kept over a restart', async () => {
    const names: string[] = [];
    const command = async ({ person }: { person: { name: string } }) => {
      names.push(person.name);
      return null;
    };
    const { workspace, restart } = await begin({ intents: { command } });
    await Promise.all([1, 2, 3].map(() => workspace.as('ana').slash(CHANNEL, '/agent status')));
    await restart();
    await workspace.as('ana').slash(CHANNEL, '/agent status');
    expect(names).toHaveLength(4);
    expect(workspace.calls.filter(({ method }) => method === 'users.info')).toHaveLength(1);
  });

  test('when Slack does not say, the handle or the id stands for the name, and nobody waits long', async () => {
    const names: string[] = [];
    const intents = {
      command: async ({ person }: { person: { name: string } }) => says(person.name),
      mention: async ({ person }: { person: { name: string } }) => {
        names.push(person.name);
        return null;
      },
    };
    const { workspace } = await begin({ intents, outsiders: { guests: 'allowed', teams: [] } });
    workspace.faults.delayAnswers('users.info', 3_000, 1);
    expect(await workspace.as('ana').slash(CHANNEL, '/agent x')).toMatchObject({ response: { text: 'ana' } });
    workspace.faults.fail('users.info', 'user_not_found', 2);
    await workspace.as('ben').mention(CHANNEL, null, 'x');
    await vi.waitFor(() => expect(names).toEqual(['U0BEN00002']));
  });
});

describe('over Socket Mode', () => {
  test.each([false, true])(
    'a connection that Slack ends (abruptly: %s) is opened again, and requests go on',
    async (abrupt) => {
      const { workspace, slack, log } = await begin({
        mode: 'socket',
        intents: { command: async () => says('still here') },
      });
      const opened = () => log.filter(({ message }) => message === 'slack socket mode is connected').length;
      expect(slack().connected()).toBe(true);
      const startedMs = Date.now();
      workspace.faults.disconnectSockets({ abrupt });
      await vi.waitFor(() => expect(opened()).toBe(2), { timeout: 5_000, interval: 10 });
      // The library alone would take five seconds.
      expect(Date.now() - startedMs).toBeLessThan(3_000);
      expect(await workspace.as('ana').slash(CHANNEL, '/agent status')).toMatchObject({ ok: true });
      expect(slack().connected()).toBe(true);
    },
  );

  test('a Slack that cannot be reached for a while ends nothing', async () => {
    const { workspace, slack, log } = await begin({ mode: 'socket' });
    workspace.faults.fail('apps.connections.open', 503, 1);
    workspace.faults.disconnectSockets({ abrupt: true });
    await vi.waitFor(() =>
      expect(log.some(({ message }) => message.includes('could not connect'))).toBe(true),
    );
    expect(slack().connected()).toBe(false);
    await vi.waitFor(() => expect(slack().connected()).toBe(true), { timeout: 10_000, interval: 20 });
  });

  test('a token that Slack took and then refuses is asked for again, slowly and loudly, until Slack takes it', async () => {
    const real = systemClock();
    const slept: number[] = [];
    // Pauses of a minute and more end at once, and so does the wait for the second connection.
    const clock: Clock = {
      nowMs: real.nowMs,
      sleepUntil(atMs, signal) {
        const forMs = atMs - real.nowMs();
        slept.push(forMs);
        const isLong = forMs > 50_000 || (forMs > 10_000 && forMs < 19_000);
        return real.sleepUntil(isLong ? real.nowMs() + 20 : atMs, signal);
      },
    };
    const { workspace, slack, log } = await begin({ mode: 'socket', clock });
    await vi.waitFor(() => expect(workspace.socketCount()).toBe(2), { timeout: 5_000, interval: 10 });
    const refusals = () =>
      log.filter(({ level, message }) => level === 'error' && message.includes('refuses'));
    workspace.faults.fail('apps.connections.open', 'invalid_auth', 6);
    workspace.faults.disconnectSockets({ abrupt: true });
    await vi.waitFor(() => expect(refusals()).toHaveLength(6), { timeout: 10_000, interval: 10 });
    await vi.waitFor(() => expect(workspace.socketCount()).toBe(2), { timeout: 10_000, interval: 10 });
    expect(slack().connected()).toBe(true);
    expect(refusals()).toHaveLength(6);
    expect(slept.filter((forMs) => forMs > 50_000).length).toBeGreaterThanOrEqual(6);
  });

  test('a second connection is opened some time after the first, so that they are not renewed together', async () => {
    const real = systemClock();
    const slept: number[] = [];
    // A clock that remembers how long it was asked to sleep, and hurries where it is told to wait for the second.
    const clock: Clock = {
      nowMs: real.nowMs,
      sleepUntil(atMs, signal) {
        const forMs = atMs - real.nowMs();
        slept.push(forMs);
        return real.sleepUntil(forMs > 10_000 && forMs < 19_000 ? 0 : atMs, signal);
      },
    };
    const { workspace, slack } = await begin({ mode: 'socket', clock });
    await vi.waitFor(() => expect(workspace.socketCount()).toBe(2), { timeout: 5_000, interval: 10 });
    expect(slept.some((forMs) => forMs > 10_000 && forMs < 19_000)).toBe(true);
    workspace.faults.disconnectSockets();
    await vi.waitFor(() => expect(workspace.socketCount()).toBe(2), { timeout: 5_000, interval: 10 });
    await slack().stop();
    await vi.waitFor(() => expect(workspace.socketCount()).toBe(0));
  });

  test('stopping closes the connection, quickly and for good', async () => {
    const { workspace, slack } = await begin({ mode: 'socket' });
    const startedMs = Date.now();
    await slack().stop();
    expect(Date.now() - startedMs).toBeLessThan(2_500);
    expect(slack().connected()).toBe(false);
    await vi.waitFor(() => expect(workspace.socketCount()).toBe(0));
  });

  test.each(['command', 'mention'])(
    'a %s whose acknowledgement could not be sent is worked all the same',
    async (kind) => {
      const heard = vi.fn(async () => says('heard'));
      const { workspace, slack, inbox, log } = await begin({
        mode: 'socket',
        intents: { mention: heard, command: heard },
        standIn: { ackTimeoutMs: 500 },
      });
      inbox.afterNextPut(async () => {
        workspace.faults.fail('apps.connections.open', 503, 1);
        workspace.faults.disconnectSockets({ abrupt: true });
        await vi.waitFor(() => expect(slack().connected()).toBe(false));
      });
      const ana = workspace.as('ana');
      await (kind === 'command' ? ana.slash(CHANNEL, '/agent status') : ana.mention(CHANNEL, null, 'status'));
      const told = () => workspace.messages(CHANNEL).filter(({ ephemeralTo }) => ephemeralTo === ANA);
      await vi.waitFor(() => expect(told()).toHaveLength(1), { timeout: 5_000, interval: 20 });
      expect(log.map(({ message }) => message)).toContain('slack could not be sent an acknowledgement');
      expect(heard).toHaveBeenCalledOnce();
    },
  );

  test('an event that could not be stored is left unacknowledged, and taken when Slack sends it again', async () => {
    const mention = vi.fn(async () => says('heard'));
    const { workspace, inbox } = await begin({
      mode: 'socket',
      intents: { mention },
      standIn: { ackTimeoutMs: 300 },
    });
    inbox.failNextPuts(1);
    await workspace.as('ana').mention(CHANNEL, null, 'status');
    await vi.waitFor(() => expect(mention).toHaveBeenCalledOnce(), { timeout: 5_000, interval: 20 });
    await vi.waitFor(() =>
      expect(workspace.messages(CHANNEL).some(({ ephemeralTo }) => ephemeralTo === ANA)).toBe(true),
    );
  });
});
