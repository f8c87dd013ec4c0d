// Slack's own status and stop button in a task's thread: there where the app is an agent, and no harm where it is not.
import { setImmediate as settle } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { Session } from '#core/messages/session.ts';
import type { MessageRef } from '#core/task/task.ts';
import { DEFAULT_MANIFEST } from '#playground/slack/options.ts';
import { CHANNEL, type SlackUnderTest, slackUnderTest } from './support/slack-under-test.ts';

const AGENT = { ...DEFAULT_MANIFEST, events: [...DEFAULT_MANIFEST.events, 'agent_session_stopped'] };

let under: SlackUnderTest;
afterEach(() => under.close());

const session = (status: Session['status']): Session => ({
  status,
  title: 't-1: fix flaky tests',
  requesterId: 'U0ANA00001',
});
const show = (text: string, status: Session['status'], known: MessageRef | null = null) =>
  under.slack().chat.showCard({
    key: 'card/t-1',
    channelId: CHANNEL,
    known,
    message: { text, blocks: [] },
    session: session(status),
  });
const told = () =>
  under.workspace.calls
    .filter(({ method }) => method === 'agents.sessions.setStatus')
    .map(({ args }) => args);

test('a session follows its task, and is told of only when that changes', async () => {
  under = await slackUnderTest({ agentSessions: true, standIn: { manifest: AGENT } });
  const card = await show('queued', 'at_work');
  await show('working', 'at_work', card);
  await show('green', 'waiting', card);
  await show('merged', 'over', card);
  await vi.waitFor(() => expect(told()).toHaveLength(3));
  expect(told()).toMatchObject(
    ['processing', 'suspended', 'closed'].map((status) => ({
      ...{ channel_id: CHANNEL, thread_ts: card.ts, status },
      ...{ title: 't-1: fix flaky tests', initiator_user_id: 'U0ANA00001' },
    })),
  );
});

test('the stop button is the word abort in that thread, once', async () => {
  const heard: unknown[] = [];
  under = await slackUnderTest({
    agentSessions: true,
    standIn: { manifest: AGENT },
    intents: {
      mention: async ({ text, threadTs, person }) => {
        heard.push({ text, threadTs, by: person.userId });
        return null;
      },
    },
  });
  const card = await show('working', 'at_work');
  await vi.waitFor(() => expect(told()).toHaveLength(1));
  under.workspace.faults.duplicateDeliveries();
  const ben = under.workspace.as('ben');
  await expect(ben.stopSession(CHANNEL, card.ts)).resolves.toMatchObject({ ok: true });
  await vi.waitFor(() => expect(heard).toEqual([{ text: 'abort', threadTs: card.ts, by: ben.userId }]));
});

test('an app that is no agent shows its cards all the same, and does not ask again', async () => {
  under = await slackUnderTest({ agentSessions: true });
  const card = await show('queued', 'at_work');
  await vi.waitFor(() => expect(under.log.filter(({ level }) => level === 'warn')).toHaveLength(1));
  await show('green', 'waiting', card);
  await settle();
  expect(told()).toHaveLength(1);
  expect(under.workspace.messages(CHANNEL)[0]).toMatchObject({ text: 'green' });
});

test('nobody is asked where the operator does not want it', async () => {
  under = await slackUnderTest({ standIn: { manifest: AGENT } });
  await show('queued', 'at_work');
  await settle();
  expect(told()).toEqual([]);
});
