// What the gateway lets through and what it does not: tokens, paths, what reaches out at the provider, and the end of the money.
import { afterEach, describe, expect, it } from 'vitest';
import { rawClient } from '#test/adapters/egress/raw-client.ts';
import { type Json, record } from '#test/support/model-server/json.ts';
import { API_OF, asking, type GatewayBench, gatewayBench, REAL_KEY } from './gateway-bench.ts';

const closing: GatewayBench[] = [];
afterEach(async () => {
  for (const each of closing.splice(0)) await each.close();
});
async function bench(...args: Parameters<typeof gatewayBench>): Promise<GatewayBench> {
  const made = await gatewayBench(...args);
  closing.push(made);
  return made;
}

const usage = { input: 1_000_000, output: 0 };
const QUIET = { steps: [{ say: 'x' }] };

describe('the token', () => {
  it.each([
    ['anthropic', 'x-api-key'],
    ['anthropic', 'authorization'],
    ['openai', 'authorization'],
    ['gemini', 'x-goog-api-key'],
  ] as const)('of %s is taken in %s', async (api, header) => {
    const { post, token } = await bench(api);
    const wire = api === 'openai' ? 'chat' : api;
    const { path, body } = asking(wire, QUIET);
    const value = header === 'authorization' ? `Bearer ${token}` : token;
    expect((await post(path, body, { [header]: value })).status).toBe(200);
  });

  it('is taken in the query, and does not go on there', async () => {
    const { post, token, server } = await bench('gemini');
    const { path, body } = asking('gemini', QUIET, { isStream: true });
    expect((await post(`${path}&key=${token}`, body, {})).status).toBe(200);
    expect(server.requests[0]?.path).toBe('/v1beta/models/known-1:streamGenerateContent?alt=sse');
  });

  it.each([
    ['none', {}],
    ['another', { 'x-api-key': 'glt_other' }],
    ['the real key', { 'x-api-key': REAL_KEY }],
    ['an empty one', { 'x-api-key': '' }],
    ['no bearer', { authorization: 'Basic x' }],
  ])('refuses %s', async (_what, headers) => {
    const { post, denials, server } = await bench('anthropic');
    const { path, body } = asking('anthropic', QUIET);
    const response = await post(path, body, headers as Record<string, string>);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { type: 'authentication_error' } });
    expect(denials).toMatchObject([{ rule: 'model_token' }]);
    expect(server.requests).toEqual([]);
  });

  it('beside another one is none', async () => {
    const { post, token } = await bench('anthropic');
    const { path, body } = asking('anthropic', QUIET);
    expect((await post(path, body, { 'x-api-key': token, authorization: 'Bearer other' })).status).toBe(401);
  });

  it('is another in every attempt, and ends with it', async () => {
    const [one, two] = [await bench('anthropic'), await bench('anthropic')];
    expect(one.token).toMatch(/^glt_[\w-]{32}$/);
    expect(one.token).not.toBe(two.token);
    const { path, body } = asking('anthropic', QUIET);
    one.gateway.close();
    await expect(one.post(path, body)).rejects.toThrow();
  });
});

describe('paths', () => {
  const ask = async (api: 'anthropic' | 'openai' | 'gemini', method: string, path: string) => {
    const { url, token, denials, server } = await bench(api);
    const response = await fetch(url + path, {
      method,
      headers: { 'x-api-key': token },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    return { status: response.status, rules: denials.map(({ rule }) => rule), asked: server.requests.length };
  };

  it.each([
    ['anthropic', 'POST', '/v1/messages/count_tokens'],
    ['anthropic', 'GET', '/v1/models'],
    ['openai', 'GET', '/v1/models/known-1'],
    ['gemini', 'POST', '/v1beta/models/known-1:countTokens'],
    ['gemini', 'GET', '/v1beta/models'],
  ] as const)('of %s: %s %s is open and free', async (api, method, path) => {
    expect(await ask(api, method, path)).toEqual({ status: 200, rules: [], asked: 1 });
  });

  it.each([
    ['anthropic', 'GET', '/v1/files'],
    ['anthropic', 'POST', '/v1/files'],
    ['anthropic', 'POST', '/v1/messages/batches'],
    ['anthropic', 'GET', '/v1/organizations/api_keys'],
    ['anthropic', 'DELETE', '/v1/messages'],
    ['anthropic', 'POST', '/v1/responses'],
    ['anthropic', 'POST', '/v1//messages'],
    ['anthropic', 'POST', '/v1/messages/'],
    ['anthropic', 'POST', '/v1/%6dessages'],
    ['openai', 'GET', '/v1/responses/resp_1'],
    ['openai', 'POST', '/v1/embeddings'],
    ['openai', 'POST', '/v1/audio/speech'],
    ['openai', 'GET', '/v1/models/..%2ffiles'],
    ['gemini', 'POST', '/v1beta/cachedContents'],
    ['gemini', 'POST', '/v1beta/models/x:batchGenerateContent'],
    ['gemini', 'POST', '/v1beta/models/a%2fb:generateContent'],
    ['gemini', 'POST', '/upload/v1beta/files'],
  ] as const)('of %s: %s %s is closed', async (api, method, path) => {
    expect(await ask(api, method, path)).toEqual({ status: 403, rules: ['model_path'], asked: 0 });
  });
});

describe('a request', () => {
  it('that can be read in two ways is refused', async () => {
    const { gateway, token, denials, server } = await bench('anthropic');
    const client = rawClient(gateway.server);
    client.send(
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${token}\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\n{}`,
    );
    expect(await client.ended()).toMatch(/^HTTP\/1.1 400/);
    expect(denials).toMatchObject([{ rule: 'malformed' }]);
    expect(server.requests).toEqual([]);
  });

  it.each(['no json', '[1]x', '5', '"x"', ''])('whose body is %j is refused', async (text) => {
    const { post } = await bench('openai');
    expect((await post('/v1/chat/completions', text)).status).toBe(400);
  });

  it('is not too large', async () => {
    const { post, server } = await bench('openai');
    const huge = `{"a":"${'x'.repeat(33 * 2 ** 20)}"}`;
    const outcome = await post('/v1/chat/completions', huge).then(
      ({ status }) => status,
      () => 'closed',
    );
    expect([413, 'closed']).toContain(outcome);
    expect(server.requests).toEqual([]);
  });
});

describe('what would reach out from the provider', () => {
  const sent = async (
    wire: 'anthropic' | 'responses' | 'chat' | 'gemini',
    more: object,
    providerTools = false,
  ) => {
    const { post, denials, server } = await bench(API_OF[wire], { provider: { providerTools } });
    const { path, body } = asking(wire, QUIET, { more });
    const response = await post(path, body);
    const details = denials.map(({ rule, detail }) => `${rule}: ${detail}`);
    return { status: response.status, body: record(server.requests[0]?.body), details };
  };
  const own = { name: 'Bash', input_schema: { type: 'object' } };

  it.each([
    [
      'anthropic',
      { tools: [own, { type: 'web_search_20250305', name: 'web_search' }] },
      [own],
      'web_search_20250305',
    ],
    [
      'anthropic',
      { tools: [own, { type: 'web_fetch_20250910', name: 'web_fetch' }] },
      [own],
      'web_fetch_20250910',
    ],
    [
      'anthropic',
      { tools: [{ type: 'code_execution_20250825', name: 'c' }] },
      undefined,
      'code_execution_20250825',
    ],
    [
      'anthropic',
      { mcp_servers: [{ type: 'url', url: 'https://evil.test/' }] },
      undefined,
      'source by address',
    ],
    [
      'responses',
      { tools: [{ type: 'function', name: 'f' }, { type: 'web_search' }] },
      [{ type: 'function', name: 'f' }],
      'web_search',
    ],
    ['responses', { tools: [{ type: 'mcp', server_url: 'https://evil.test/' }] }, undefined, 'mcp'],
    [
      'responses',
      { tools: [{ type: 'code_interpreter' }], tool_choice: 'auto' },
      undefined,
      'code_interpreter',
    ],
    ['chat', { web_search_options: {} }, undefined, 'web_search_options'],
    ['chat', { plugins: [{ id: 'web' }] }, undefined, 'plugins'],
    [
      'gemini',
      { tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: 'f' }] }] },
      [{ functionDeclarations: [{ name: 'f' }] }],
      'googleSearch',
    ],
    ['gemini', { tools: [{ urlContext: {}, codeExecution: {} }] }, undefined, 'urlContext'],
  ] as const)('of %s is taken off or refused: %j', async (wire, more, tools, what) => {
    const { status, body, details } = await sent(wire, more);
    expect(details[0]).toBe(`${status === 200 ? 'model_tool' : 'model_reach'}: ${what}`);
    if (status === 200) expect(body.tools).toEqual(tools);
    else expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toMatch(/evil|tool_choice|web_search_options/);
  });

  it.each([
    [
      'anthropic',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image', source: { type: 'url', url: 'https://evil.test/?secret' } }],
          },
        ],
      },
    ],
    [
      'responses',
      {
        input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://evil.test/?secret' }] }],
      },
    ],
    [
      'responses',
      { input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'https://evil.test/?secret' }] }] },
    ],
    [
      'chat',
      {
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'HTTPS://evil.test/?secret' } }] },
        ],
      },
    ],
    ['gemini', { contents: [{ parts: [{ fileData: { fileUri: 'https://evil.test/?secret' } }] }] }],
  ] as const)('an address in the content of %s is refused: %j', async (wire, more) => {
    expect(await sent(wire, more)).toMatchObject({ status: 400, body: {} });
  });

  it('is not what an agent’s own tools are called with', async () => {
    const schema = { type: 'object', properties: { image_url: { type: 'string' } } };
    const messages = [
      { role: 'user', content: 'x' },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'a', name: 'get', input: { image_url: 'https://ok.test/' } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'see https://ok.test/' }] },
    ];
    const { status } = await sent('anthropic', { tools: [{ name: 'get', input_schema: schema }], messages });
    expect(status).toBe(200);
  });

  it('is let through where the operator says so', async () => {
    const tools = [{ type: 'web_search' }];
    expect(await sent('responses', { tools }, true)).toMatchObject({
      status: 200,
      body: { tools },
      details: [],
    });
  });

  it('does not change what a token costs', async () => {
    const { body } = await sent('anthropic', { service_tier: 'priority', speed: 'fast' }, true);
    expect(body).not.toHaveProperty('service_tier');
    expect(body).not.toHaveProperty('speed');
  });
});

describe('money', () => {
  const million = { steps: [{ say: 'x', usage }] };
  const WIRES = ['anthropic', 'responses', 'chat', 'gemini'] as const;

  it.each(WIRES)('is warned of at 80 and at 95 percent, at the end of what %s sends', async (wire) => {
    const { post, server } = await bench(API_OF[wire], { maxUsd: 10, spentUsd: 6.5 });
    const { path, body } = asking(wire, million);
    for (let i = 0; i < 3; i += 1) await (await post(path, body)).text();
    const texts = server.requests.map((request) => JSON.stringify(request.body));
    expect(texts[0]).not.toContain('[Budget');
    expect(texts[1]).toContain('[Budget: $8.00 of $10.00 for this task are spent. Finish what matters most');
    expect(texts[2]).toContain('[Budget: $9.50 of $10.00 for this task are spent. Stop now');
    const { body: last = {} } = server.requests[1] ?? {};
    const conversation = last.messages ?? last.input ?? last.contents;
    expect(JSON.stringify((conversation as Json[]).at(-1))).toContain('[Budget');
  });

  it('is warned of behind the results of tools, and before no answer that was begun', async () => {
    const { post, server } = await bench('anthropic', { maxUsd: 10, spentUsd: 9 });
    const results = [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] }];
    await post('/v1/messages', { model: 'known-1', messages: results });
    expect(server.requests[0]?.body.messages).toMatchObject([
      { content: [{ type: 'tool_result' }, { type: 'text', text: expect.stringContaining('[Budget') }] },
    ]);
    const begun = [...results, { role: 'assistant', content: 'I ' }];
    await post('/v1/messages', { model: 'known-1', messages: begun });
    expect(server.requests[1]?.body.messages).toEqual(begun);
  });

  it.each(WIRES)('that is spent ends %s for good', async (wire) => {
    const { post, server, usage: used, usages } = await bench(API_OF[wire], { maxUsd: 3, spentUsd: 1 });
    const { path, body } = asking(wire, million);
    expect((await post(path, body)).status).toBe(200);
    expect(used().isExhausted).toBe(false);
    expect((await post(path, body)).status).toBe(200);
    expect(usages.at(-1)).toMatchObject({ isExhausted: true, costUsd: 3 });
    const refused = await post(path, body);
    expect(refused.status).toBe(400);
    const text = await refused.text();
    expect(text).toContain('budget_exhausted: the $3.00 of this task are spent');
    if (wire !== 'gemini') expect(text).toContain('"invalid_request_error"');
    expect(server.requests).toHaveLength(2);
  });

  it('that is spent before it begins lets nothing through', async () => {
    const { post, server, usage: used } = await bench('openai', { maxUsd: 1, spentUsd: 1 });
    const { path, body } = asking('chat', QUIET);
    expect((await post(path, body)).status).toBe(400);
    expect(used().isExhausted).toBe(true);
    expect(server.requests).toEqual([]);
  });

  it('is not overrun by many at once: near the end they go one by one', async () => {
    const { post, usage: used, server } = await bench('openai', { maxUsd: 4 });
    const script = { steps: [{ say: 'x', usage, delayMs: 30 }] };
    const { path, body } = asking('chat', script, { more: { max_tokens: 300_000 } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(path, body)));
    const passed = answers.filter(({ status }) => status === 200);
    expect(passed).toHaveLength(server.requests.length);
    // One request costs 1.5: the third overruns the 4 dollars, and no fourth is let through.
    expect(used().costUsd).toBe(4.5);
  });
});
