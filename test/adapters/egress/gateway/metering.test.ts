// What the gateway makes of every protocol's answers: passed on as they are, and counted to the token.
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Wire } from '#core/egress/model/provider.ts';
import {
  API_OF,
  asking,
  type GatewayBench,
  gatewayBench,
  REAL_KEY,
  startPlainServer,
} from './gateway-bench.ts';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of closing.splice(0)) await each.close();
});
async function bench(...args: Parameters<typeof gatewayBench>): Promise<GatewayBench> {
  const made = await gatewayBench(...args);
  closing.push(made);
  return made;
}

const WIRES: readonly Wire[] = ['anthropic', 'responses', 'chat', 'gemini'];
const BOTH = WIRES.flatMap((wire) => [[wire, false] as const, [wire, true] as const]);
const usage = { input: 2_000, output: 300, cacheRead: 5_000 };
/** 2,000 at 1.5, 300 at 10 and 5,000 at 0.1 dollars a million. */
const COST = 0.003 + 0.003 + 0.0005;

describe.each(BOTH)('%s, stream %s', (wire, isStream) => {
  it('passes the answer on and counts what it says', async () => {
    const { post, usage: used, server } = await bench(API_OF[wire]);
    const say = 'It is done, umlauts (äöü) and all. '.repeat(20);
    const { path, body } = asking(wire, { steps: [{ say, usage }] }, { isStream });
    const response = await post(path, body);
    expect(response.status).toBe(200);
    const direct = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'x-api-key': REAL_KEY },
      body: JSON.stringify(
        wire === 'chat' && isStream ? { ...body, stream_options: { include_usage: true } } : body,
      ),
    });
    const sameIds = (text: string) => text.replaceAll(/_model\d+/g, '');
    expect(sameIds(await response.text())).toBe(sameIds(await direct.text()));
    expect(used()).toMatchObject({
      requests: 1,
      inputTokens: 2_000,
      outputTokens: 300,
      cacheReadTokens: 5_000,
      estimated: false,
      isExhausted: false,
    });
    expect(used().costUsd).toBeCloseTo(COST, 10);
  });

  it('counts an answer that does not say what it used, high, and says so', async () => {
    const { post, usage: used } = await bench(API_OF[wire]);
    const { path, body } = asking(wire, { steps: [{ say: 'x'.repeat(4_000), usage: null }] }, { isStream });
    await (await post(path, body)).text();
    expect(used()).toMatchObject({ requests: 1, estimated: true });
    expect(used().outputTokens).toBeGreaterThan(900);
    expect(used().inputTokens).toBeGreaterThan(1_000);
  });

  it('counts an answer that breaks off, and breaks off too', async () => {
    const { post, usage: used } = await bench(API_OF[wire]);
    const { path, body } = asking(
      wire,
      { steps: [{ say: 'y'.repeat(4_000), usage, cut: true }] },
      { isStream },
    );
    const outcome = await post(path, body).then(
      async (response) => (response.status === 200 ? await response.text().catch(() => 'broken') : 'refused'),
      () => 'broken',
    );
    expect(outcome).toMatch(isStream ? 'broken' : 'refused');
    if (isStream) expect(used()).toMatchObject({ requests: 1, estimated: true });
    if (isStream) expect(used().outputTokens).toBeGreaterThan(300);
  });

  it('counts nothing for a refusal of the provider, and passes it on', async () => {
    const { post, usage: used } = await bench(API_OF[wire]);
    const { path, body } = asking(wire, { steps: [{ status: 529 }] }, { isStream });
    const response = await post(path, body);
    expect(response.status).toBe(529);
    expect(await response.text()).toContain('scripted 529');
    expect(used().requests).toBe(0);
  });

  it('takes the dearest price for a model that has none, and says so', async () => {
    const { post, usage: used } = await bench(API_OF[wire]);
    const { path, body } = asking(wire, { steps: [{ say: 'x', usage }] }, { isStream, model: 'brand-new' });
    await (await post(path, body)).text();
    expect(used().estimated).toBe(true);
    expect(used().costUsd).toBeCloseTo(0.003 + 0.003 + 0.0075, 10);
  });

  it('lets through the real key in no answer, and no credential of the agent’s', async () => {
    const { post, server, token } = await bench(API_OF[wire]);
    const { path, body } = asking(wire, { steps: [{ reveal: true }] }, { isStream });
    const response = await post(path, body, {
      authorization: `Bearer ${token}`,
      'x-api-key': token,
      cookie: 'session=1',
      'proxy-authorization': 'Basic eDp5',
      'openai-organization': 'org-other',
      'x-forwarded-for': '1.2.3.4',
      'anthropic-version': '2023-06-01',
    });
    const text = await response.text();
    expect(text).not.toContain(REAL_KEY);
    expect(JSON.stringify([...response.headers])).not.toContain(REAL_KEY);
    const [seen] = server.requests;
    expect(JSON.stringify(seen)).not.toContain(token);
    expect(
      Object.keys(seen?.headers ?? {}).filter((name) => /cookie|proxy|organization|forwarded/.test(name)),
    ).toEqual([]);
    expect(JSON.stringify(seen?.headers)).toContain(REAL_KEY);
    expect(seen?.headers['anthropic-version']).toBe('2023-06-01');
  });
});

it('takes a key out that comes in the smallest pieces', async () => {
  const plain = await startPlainServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const character of `data: {"a":"${REAL_KEY}${REAL_KEY.slice(0, 20)}"}\n\n`)
      response.write(character);
    response.end();
  });
  closing.push(plain);
  const { post } = await bench('anthropic', { provider: { url: plain.url } });
  const { path, body } = asking('anthropic', { steps: [] }, { isStream: true });
  expect(await (await post(path, body)).text()).toBe(`data: {"a":"[redacted]${REAL_KEY.slice(0, 20)}"}\n\n`);
});

it('reads an answer that is packed although it was asked not to be', async () => {
  const answer = JSON.stringify({ type: 'message', usage: { input_tokens: 10, output_tokens: 20 } });
  const plain = await startPlainServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(answer));
  });
  closing.push(plain);
  const { post, usage: used } = await bench('anthropic', { provider: { url: plain.url } });
  const { path, body } = asking('anthropic', { steps: [] });
  expect(await (await post(path, body)).text()).toBe(answer);
  expect(used()).toMatchObject({ inputTokens: 10, outputTokens: 20, estimated: false });
});

it('follows no redirect and repeats nothing of a refused key', async () => {
  const answers = [301, 401, 403];
  const plain = await startPlainServer((_request, response) => {
    const status = answers.shift() ?? 500;
    response.writeHead(status, { location: 'https://evil.test/' });
    response.end(`Incorrect key: ${REAL_KEY.slice(0, 8)}`);
  });
  closing.push(plain);
  const { post, denials } = await bench('openai', { provider: { url: plain.url } });
  const { path, body } = asking('chat', { steps: [] });
  const texts = [await post(path, body), await post(path, body), await post(path, body)];
  expect(texts.map(({ status }) => status)).toEqual([502, 400, 400]);
  expect((await Promise.all(texts.map((each) => each.text()))).join()).not.toContain(REAL_KEY.slice(0, 8));
  expect(denials.map(({ rule }) => rule)).toEqual(['model_key', 'model_key']);
});

it('stops the provider when the agent leaves a stream, and counts what there was', async () => {
  const { promise: left, resolve } = Promise.withResolvers<void>();
  const start = { type: 'message_start', message: { usage: { input_tokens: 700, output_tokens: 1 } } };
  const plain = await startPlainServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(start)}\n\n`);
    response.once('close', resolve);
  });
  closing.push(plain);
  const { url, token, usages } = await bench('anthropic', { provider: { url: plain.url } });
  const { path, body } = asking('anthropic', { steps: [] }, { isStream: true });
  const abort = new AbortController();
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'x-api-key': token },
    body: JSON.stringify(body),
    signal: abort.signal,
  });
  await response.body?.getReader().read();
  abort.abort();
  await left;
  await expect.poll(() => usages.length).toBe(1);
  expect(usages[0]).toMatchObject({ inputTokens: 700, estimated: true });
});

it('reads a whole answer to its end for the bill when the agent has left', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<() => void>();
  const plain = await startPlainServer((_request, response) => {
    resolve(() => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ usage: { input_tokens: 9, output_tokens: 8 } }));
    });
  });
  closing.push(plain);
  const { url, token, usages } = await bench('anthropic', { provider: { url: plain.url } });
  const { path, body } = asking('anthropic', { steps: [] });
  const abort = new AbortController();
  const request = fetch(url + path, {
    method: 'POST',
    headers: { 'x-api-key': token },
    body: JSON.stringify(body),
    signal: abort.signal,
  }).catch(() => 'left');
  const answer = await asked;
  abort.abort();
  await request;
  answer();
  await expect.poll(() => usages.length).toBe(1);
  expect(usages[0]).toMatchObject({ inputTokens: 9, outputTokens: 8, estimated: false });
});
