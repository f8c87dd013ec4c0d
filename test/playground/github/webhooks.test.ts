// Webhooks as the bot meets them: through the real @octokit/webhooks, over a real socket.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhooks } from '@octokit/webhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fullName, greenWorkflow, type Hub, openPull, startHub, until, webhookSecret } from './support.ts';

interface Heard {
  readonly id: string;
  readonly name: string;
  readonly body: Record<string, unknown>;
}

const webhooks = new Webhooks({ secret: webhookSecret });
let heard: Heard[] = [];
let unsigned = 0;
let hub: Hub;
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8');
    const header = (name: string): string => String(request.headers[name] ?? '');
    webhooks.verify(text, header('x-hub-signature-256')).then(
      (isGenuine) => {
        if (!isGenuine) unsigned += 1;
        heard.push({
          id: header('x-github-delivery'),
          name: header('x-github-event'),
          body: JSON.parse(text),
        });
        response.writeHead(isGenuine ? 202 : 400).end();
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
});

beforeEach(async () => {
  heard = [];
  unsigned = 0;
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/github`;
  hub = await startHub({ '.github/workflows/ci.yml': greenWorkflow }, { webhookUrl });
});
afterEach(async () => {
  await hub[Symbol.asyncDispose]();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const comment = (body: string) =>
  hub.github.people.comment({ repository: fullName, number: 1, by: 'ana', body });
const comments = () =>
  heard
    .filter((one) => one.name === 'issue_comment')
    .map((one) => (one.body.comment as { body: string }).body);

test('a pull request and its CI are told in signed events with repository, sender and installation', async () => {
  await openPull(hub, { 'a.txt': 'a\n' });
  await hub.github.settled();
  const names = new Set(heard.map((one) => `${one.name}.${one.body.action ?? ''}`));
  for (const name of [
    'push.',
    'pull_request.opened',
    'workflow_run.requested',
    'workflow_run.in_progress',
    'workflow_run.completed',
    'workflow_job.queued',
    'workflow_job.completed',
    'check_run.created',
    'check_run.completed',
    'check_suite.completed',
  ]) {
    expect(names).toContain(name);
  }
  expect(unsigned).toBe(0);
  for (const { id, body } of heard) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
    expect(body).toMatchObject({
      repository: { full_name: fullName },
      installation: { id: hub.github.installationId },
      sender: { login: 'greenlight[bot]' },
    });
  }
  expect(new Set(heard.map((one) => one.id)).size).toBe(heard.length);
});

test('a lost event stays lost until it is redelivered with its old id', async () => {
  await openPull(hub, { 'a.txt': 'a\n' });
  await hub.github.settled();
  hub.github.faults.webhooks.drop(1);
  await comment('lost');
  await comment('kept');
  await until(() => comments().includes('kept'));
  expect(comments()).toEqual(['kept']);
  const lost = hub.github.deliveries().find((one) => one.status === 'dropped');
  hub.github.redeliver(lost?.id ?? 0);
  await until(() => comments().includes('lost'));
  expect(heard.at(-1)?.id).toBe(lost?.guid);
});

test('a duplicated event has the same id twice', async () => {
  await openPull(hub, { 'a.txt': 'a\n' });
  await hub.github.settled();
  hub.github.faults.webhooks.duplicate(2);
  await comment('again');
  await hub.github.settled();
  const twice = heard.filter((one) => one.name === 'issue_comment');
  expect(twice).toHaveLength(2);
  expect(twice[0]?.id).toBe(twice[1]?.id);
});

test('reordered events arrive in another order', async () => {
  await openPull(hub, { 'a.txt': 'a\n' });
  await hub.github.settled();
  hub.github.faults.webhooks.reorder(3);
  for (const word of ['one', 'two', 'three']) await comment(word);
  await hub.github.settled();
  const order = hub.github.deliveries().filter((one) => one.event === 'issue_comment');
  expect(order.every((one) => one.status === 'OK')).toBe(true);
  expect(comments().toSorted()).toEqual(['one', 'three', 'two']);
});

test('a receiver that refuses is recorded and not asked again', async () => {
  hub.github.setWebhookUrl('http://127.0.0.1:9/nobody');
  await openPull(hub, { 'a.txt': 'a\n' });
  await hub.github.settled();
  expect(heard).toEqual([]);
  expect(
    hub.github
      .deliveries()
      .every((one) => one.status.startsWith('failed to connect') || one.statusCode === 0),
  ).toBe(true);
});
