// Webhooks over real sockets into the real store: checked, kept before they are answered, worked once.
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type GitHubWebhooks,
  githubWebhooks,
  INBOX_SOURCE,
  type WebhookDeps,
} from '#adapters/github/webhooks.ts';
import { openStore } from '#adapters/store/store.ts';
import { storeInbox } from '#adapters/store/store-inbox.ts';
import type { ForgeComment, ForgeHint } from '#core/forge-hint.ts';
import type { Inbox } from '#ports/inbox.ts';
import { type Log, silentLog } from '#ports/log.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';
import { describeWith } from '#test/support/parts.ts';
import { githubWorld, WEBHOOK_SECRET } from './stand-in.ts';

const HEAD = 'a'.repeat(40);
const PUSH = JSON.stringify({
  ref: 'refs/heads/greenlight/t-abcdefgh',
  after: HEAD,
  deleted: false,
  repository: { name: 'payments', full_name: 'acme/payments', owner: { login: 'acme' } },
  sender: { login: 'ana' },
});
const signed = (body: string, secret = WEBHOOK_SECRET) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

let dir: string;
let inbox: Inbox;
let closeStore: () => Promise<void>;
const cleanUps: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'greenlight-webhooks-'));
  const store = openStore({ path: join(dir, 'store.db') });
  inbox = storeInbox(store);
  closeStore = async () => await store.close();
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await closeStore();
  await rm(dir, { recursive: true, force: true });
});

type Heard = { hint: ForgeHint; key: string; repo: { owner: string; name: string } };

async function listening(overrides: Partial<WebhookDeps> = {}) {
  const heard: Heard[] = [];
  const said: ForgeComment[] = [];
  const clock = manualClock();
  const webhooks = githubWebhooks({
    secret: WEBHOOK_SECRET,
    inbox,
    clock,
    log: silentLog,
    onHint: async (hint, key, repo) => {
      heard.push({ hint, key, repo });
    },
    onComment: async (comment) => {
      said.push(comment);
    },
    ...overrides,
  });
  const server = createServer((request, response) => void webhooks.listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => stop(server, webhooks));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/github/webhooks`;
  return { webhooks, heard, said, clock, url };
}

async function stop(server: Server, webhooks: GitHubWebhooks): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await webhooks.close();
}

type Delivery = { body?: string; event?: string; id?: string; signature?: string; method?: string };
async function deliver(url: string, delivery: Delivery = {}): Promise<number> {
  const {
    body = PUSH,
    event = 'push',
    id = 'delivery-1',
    signature = signed(body),
    method = 'POST',
  } = delivery;
  const headers = { 'x-github-event': event, 'x-github-delivery': id, 'x-hub-signature-256': signature };
  const response = await fetch(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
  await response.text();
  return response.status;
}

const pendingKeys = async (): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of inbox.pending(INBOX_SOURCE)) keys.push(key);
  return keys;
};

describe('a delivery', () => {
  test('is kept, answered and worked, with the repository it came from', async () => {
    const { webhooks, heard, url } = await listening();
    expect(await deliver(url)).toBe(202);
    await webhooks.idle();
    expect(heard).toEqual([
      {
        hint: { taskId: 't-abcdefgh', type: 'branch_moved', headSha: HEAD, by: 'ana' },
        key: 'delivery-1',
        repo: { owner: 'acme', name: 'payments' },
      },
    ]);
    expect(await pendingKeys()).toEqual([]);
  });

  test('of a comment on a pull request is words for the bot where it begins with its command', async () => {
    const { webhooks, said, heard, url } = await listening();
    const comment = (body: string, over: object = {}) =>
      JSON.stringify({
        action: 'created',
        repository: { name: 'payments', full_name: 'acme/payments', owner: { login: 'acme' } },
        issue: { number: 7, pull_request: { url: 'https://api.github.com/…' } },
        comment: { id: 11, body, user: { login: 'ana', id: 1, type: 'User' } },
        sender: { login: 'ana' },
        ...over,
      });
    const bodies = [
      comment(' /agent retry look at\nthe clock '),
      comment('/agents unite'),
      comment('try /agent retry'),
      comment('/agent retry', { action: 'edited' }),
      comment('/agent retry', { issue: { number: 8 } }),
      comment('/agent retry', {
        comment: { id: 12, body: '/agent retry', user: { login: 'x', id: 2, type: 'Bot' } },
      }),
    ];
    for (const [index, body] of bodies.entries())
      expect(await deliver(url, { event: 'issue_comment', id: `comment-${index}`, body })).toBe(202);
    await webhooks.idle();
    expect(said).toEqual([
      {
        repo: { owner: 'acme', name: 'payments' },
        pullRequest: 7,
        by: 'ana',
        accountId: 1,
        words: 'retry look at\nthe clock',
        key: '11',
      },
    ]);
    expect(heard).toEqual([]);
  });

  test('is worked once, however often it comes, one after the other or at once', async () => {
    const { webhooks, heard, url } = await listening();
    await Promise.all([deliver(url), deliver(url), deliver(url)]);
    expect(await deliver(url)).toBe(202);
    await webhooks.idle();
    expect(heard).toHaveLength(1);
  });

  test('is answered before it is worked', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { webhooks, url } = await listening({ onHint: () => gate });
    expect(await deliver(url)).toBe(202);
    expect(await pendingKeys()).toEqual(['delivery-1']);
    open();
    await webhooks.idle();
    expect(await pendingKeys()).toEqual([]);
  });

  test('is refused without a right signature, and not kept', async () => {
    const { heard, url } = await listening();
    expect(await deliver(url, { signature: signed(PUSH, 'another secret') })).toBe(401);
    expect(await deliver(url, { signature: signed(`${PUSH} `) })).toBe(401);
    expect(await deliver(url, { signature: '' })).toBe(401);
    expect(await deliver(url, { signature: 'sha256=' })).toBe(401);
    expect(heard).toEqual([]);
    expect(await pendingKeys()).toEqual([]);
  });

  test('that says nothing for us is answered and not kept', async () => {
    const { url } = await listening();
    expect(await deliver(url, { event: 'ping', body: '{"zen":"x"}' })).toBe(202);
    expect(await pendingKeys()).toEqual([]);
  });

  test('that is signed and no JSON is done with quietly', async () => {
    const { webhooks, heard, url } = await listening();
    expect(await deliver(url, { body: 'not json' })).toBe(202);
    await webhooks.idle();
    expect(heard).toEqual([]);
    expect(await pendingKeys()).toEqual([]);
  });

  test('needs a method, an id and an event', async () => {
    const { url } = await listening();
    expect(await deliver(url, { method: 'GET' })).toBe(405);
    expect(await deliver(url, { id: '../etc/passwd' })).toBe(400);
    expect(await deliver(url, { event: '' })).toBe(400);
  });

  test('of more than 25 MB is refused, whether it says so or not', async () => {
    const { url } = await listening();
    expect(await announced(url, 26 * 1024 * 1024)).toContain('413');
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 40) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const headers = {
      'x-github-event': 'push',
      'x-github-delivery': 'big',
      'x-hub-signature-256': 'sha256=00',
    };
    const answer = fetch(url, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
    // The server stops reading: either its answer arrives, or the connection ends under the sender.
    const status = await answer.then((response) => response.status).catch(() => 413);
    expect(status).toBe(413);
    expect(sent).toBeLessThan(40);
  });

  test('that cannot be stored is an error to GitHub, so that it can be sent again', async () => {
    const broken = { ...inbox, put: () => Promise.reject(new Error('disk full')) };
    const { heard, url } = await listening({ inbox: broken });
    expect(await deliver(url)).toBe(500);
    expect(heard).toEqual([]);
  });
});

/** Sends only the header that announces a body, and reads the first line of the answer. */
async function announced(url: string, sizeBytes: number): Promise<string> {
  const { port, pathname } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  const headers = [
    'x-github-event: push',
    'x-github-delivery: big',
    `content-length: ${sizeBytes}`,
    'host: x',
  ];
  socket.write(`POST ${pathname} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  const [first] = await socket.take(1).toArray();
  socket.destroy();
  return String(first).split('\r\n')[0] ?? '';
}

describe('work that fails', () => {
  test('stays kept, is tried again with growing pauses, and is a matter for the log', async () => {
    const errors: string[] = [];
    const log: Log = { ...silentLog, error: (_, message) => errors.push(message) };
    let failures = 2;
    const onHint = vi.fn(async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('store is locked');
    });
    const { clock, url } = await listening({ onHint, log });
    expect(await deliver(url)).toBe(202);
    await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBe(clock.nowMs() + 5_000));
    expect(await pendingKeys()).toEqual(['delivery-1']);
    clock.advance(5_000);
    await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBe(clock.nowMs() + 15_000));
    clock.advance(15_000);
    await vi.waitFor(async () => expect(await pendingKeys()).toEqual([]));
    expect(onHint).toHaveBeenCalledTimes(3);
    expect(errors).toHaveLength(2);
  });

  test('is worked after a restart', async () => {
    const first = await listening({ onHint: () => Promise.reject(new Error('dying')) });
    await deliver(first.url);
    await vi.waitFor(() => expect(first.clock.nextWakeAtMs()).toBeDefined());
    await first.webhooks.close();
    expect(await deliver(first.url, { id: 'delivery-2' })).toBe(503);
    const second = await listening();
    await second.webhooks.resume();
    await second.webhooks.resume();
    await second.webhooks.idle();
    expect(second.heard.map(({ key }) => key)).toEqual(['delivery-1']);
    expect(await pendingKeys()).toEqual([]);
  });
});

describeWith('git', 'webhooks of the local GitHub', () => {
  test('sent twice, late and out of order give each hint once', async () => {
    const { webhooks, heard, url } = await listening();
    const world = await githubWorld({ webhookUrl: url });
    cleanUps.push(() => world.close());
    world.github.faults.webhooks.duplicate(2);
    world.github.faults.webhooks.reorder(3);
    const head = await world.push('greenlight/t-abcdefgh', { a: '1' });
    const number = await world.github.people.openPull({
      repository: 'acme/payments',
      branch: 'greenlight/t-abcdefgh',
      by: 'ana',
      title: 'T',
    });
    await world.github.settled();
    const on = { repository: 'acme/payments', number, by: 'ana' };
    await world.github.people.requestChanges({ ...on, body: 'please not' });
    await world.github.people.convertToDraft(on);
    await world.github.people.closePull(on);
    await world.github.settled();
    world.github.faults.webhooks.reorder(0);
    await world.github.people.reopenPull(on);
    await world.github.settled();
    await webhooks.idle();
    const said = new Set(heard.map(({ hint }) => hint.type));
    expect(said).toEqual(
      new Set([
        'branch_moved',
        'ci_changed',
        'changes_requested',
        'pull_request_drafted',
        'pull_request_closed',
      ]),
    );
    expect(new Set(heard.map(({ key }) => key)).size).toBe(heard.length);
    expect(heard.filter(({ hint }) => hint.type === 'pull_request_closed')).toMatchObject([
      { hint: { by: 'ana', mergeSha: null } },
    ]);
    expect(heard.every(({ hint }) => !('headSha' in hint) || hint.headSha === head)).toBe(true);
    expect(
      world.github.deliveries().every(({ statusCode }) => statusCode === 202 || statusCode === null),
    ).toBe(true);
  });
});
