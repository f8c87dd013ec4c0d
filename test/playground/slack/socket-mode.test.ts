// Socket Mode with the official client behind Bolt: tickets, lost acknowledgements, and a connection that ends.
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { SECRETS, startBench, until } from './bolt-app.ts';

const openUrl = async (apiUrl: string): Promise<string> => {
  const headers = { authorization: `Bearer ${SECRETS.appToken}` };
  const answer = (await (
    await fetch(`${apiUrl}apps.connections.open`, { method: 'POST', headers })
  ).json()) as { url: string };
  return answer.url;
};

describe('Socket Mode', () => {
  test('a ticket opens one connection, which is greeted', async () => {
    await using bench = await startBench('Socket');
    const url = await openUrl(bench.slack.apiUrl);
    const first = new WebSocket(url);
    const hello = await new Promise((resolve) =>
      first.once('message', (data) => resolve(JSON.parse(String(data)))),
    );
    expect(hello).toMatchObject({
      type: 'hello',
      num_connections: 2,
      connection_info: { app_id: 'A0GREENLIT' },
    });
    const second = new WebSocket(url);
    const refused = await new Promise((resolve) => second.once('error', (error) => resolve(error.message)));
    expect(refused).toContain('401');
    first.close();
  });

  test('a command that is not acknowledged fails visibly, once', async () => {
    let calls = 0;
    await using bench = await startBench('Socket', { ackTimeoutMs: 150 }, (app) => {
      app.command('/agent', async () => {
        calls += 1;
      });
    });
    expect(await bench.slack.as('ana').slash('payments', '/agent fix')).toMatchObject({
      error: 'operation_timeout',
    });
    expect(calls).toBe(1);
  });

  test('an event whose acknowledgement is lost comes again, with its number', async () => {
    const retries: unknown[] = [];
    await using bench = await startBench('Socket', {}, (app) => {
      app.event('app_mention', async ({ context }) => {
        retries.push([context.retryNum, context.retryReason]);
      });
    });
    bench.slack.faults.dropAcks(1);
    await bench.slack.as('ana').mention('payments', null, 'status');
    await until(() => retries.length === 2);
    expect(retries[1]).toEqual([1, 'http_timeout']);
  });

  test('a connection told to refresh gets nothing more, and the bot comes back', async () => {
    await using bench = await startBench('Socket', {}, (app) => {
      app.command('/agent', async ({ ack }) => ack('here'));
    });
    bench.slack.setEventsUrl('http://127.0.0.1:1/');
    bench.slack.faults.disconnectSockets();
    expect(await bench.slack.as('ana').slash('payments', '/agent one')).toMatchObject({
      error: 'dispatch_failed',
    });
    await until(() => bench.slack.socketCount() === 1);
    expect(await bench.slack.as('ana').slash('payments', '/agent two')).toMatchObject({ ok: true });
    expect(bench.lines()).toContain('ephemeral: here');
  });
});
