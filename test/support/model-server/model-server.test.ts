// The scripted model server itself: what the agents' real command lines are tested against must keep its promises.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, list, record, records } from './json.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { type Script, scripted } from './script.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({ key: 'the-key' });
});
afterAll(() => server.close());

const SCRIPT: Script = {
  steps: [
    { sh: 'ls', say: 'Looking.' },
    { write: { path: 'a.txt', content: 'it’s here' }, usage: { input: 7, output: 3, cacheRead: 2 } },
  ],
  final: 'All done.',
};
const PROMPT = `Please do it. ${scripted(SCRIPT)}`;
const SHELL_SCHEMA = {
  type: 'object',
  properties: { command: { type: 'string' }, description: { type: 'string' } },
  required: ['command', 'description'],
};

async function post(path: string, body: object, key = 'the-key'): Promise<Response> {
  return await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(body),
  });
}
const json = async (path: string, body: object): Promise<Json> =>
  record(await (await post(path, body)).json());
const events = async (path: string, body: object): Promise<Json[]> =>
  (await (await post(path, body)).text())
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => record(JSON.parse(line.slice(6))));

describe('Anthropic Messages', () => {
  const body = (done: number, more: object = {}) => ({
    model: 'claude-x',
    tools: [{ name: 'Bash', input_schema: SHELL_SCHEMA }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: PROMPT }] },
      ...Array.from({ length: done }, () => ({
        role: 'user',
        content: [{ type: 'tool_result', content: 'x' }],
      })),
    ],
    ...more,
  });

  it('calls the tool of the step that is due, then says the last word', async () => {
    const first = await json('/v1/messages', body(0));
    expect(records(first.content)).toEqual([
      { type: 'text', text: 'Looking.' },
      expect.objectContaining({ name: 'Bash', input: { command: 'ls', description: 'a step' } }),
    ]);
    const second = await json('/v1/messages', body(1));
    expect(record(records(second.content)[0]?.input).command).toContain(`'it’s here' > 'a.txt'`);
    expect(second.usage).toMatchObject({ input_tokens: 7, output_tokens: 3, cache_read_input_tokens: 2 });
    expect((await json('/v1/messages', body(2))).content).toEqual([{ type: 'text', text: 'All done.' }]);
  });

  it('streams the same', async () => {
    const seen = await events('/v1/messages', body(0, { stream: true }));
    expect(seen.map(({ type }) => type).filter((type) => type !== 'content_block_delta')).toEqual([
      'message_start',
      'content_block_start',
      'content_block_stop',
      'content_block_start',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(record(seen.at(-2)).usage).toEqual({ output_tokens: 50 });
  });
});

describe('OpenAI Responses', () => {
  const body = (more: object = {}) => ({
    model: 'gpt-x',
    tools: [{ type: 'function', name: 'shell', parameters: { properties: { command: { type: 'array' } } } }],
    input: [
      { role: 'user', content: [{ type: 'input_text', text: PROMPT }] },
      { type: 'function_call_output', output: 'x' },
    ],
    ...more,
  });

  it('counts tool results in its input', async () => {
    const { output, usage } = await json('/v1/responses', body());
    const call = records(output)[0];
    expect(JSON.parse(String(call?.arguments)).command.slice(0, 2)).toEqual(['bash', '-c']);
    expect(usage).toMatchObject({ input_tokens: 9, input_tokens_details: { cached_tokens: 2 } });
  });

  it('streams, and completes with the usage', async () => {
    const seen = await events('/v1/responses', body({ stream: true }));
    expect(record(record(seen.at(-1)).response).usage).toMatchObject({ output_tokens: 3 });
  });
});

describe('OpenAI Chat Completions', () => {
  const body = (more: object = {}) => ({
    model: 'gpt-x',
    tools: [{ type: 'function', function: { name: 'bash', parameters: SHELL_SCHEMA } }],
    messages: [{ role: 'user', content: PROMPT }],
    ...more,
  });

  it('calls a function', async () => {
    const { choices } = await json('/v1/chat/completions', body());
    const [call] = records(record(records(choices)[0]?.message).tool_calls);
    expect(record(call?.function)).toMatchObject({ name: 'bash' });
  });

  it('tells the usage of a stream only when asked', async () => {
    const usages = async (more: object) =>
      (await events('/v1/chat/completions', body({ stream: true, ...more }))).filter(({ usage }) => usage);
    expect(await usages({})).toEqual([]);
    expect(await usages({ stream_options: { include_usage: true } })).toHaveLength(1);
  });
});

describe('Gemini', () => {
  const body = {
    tools: [{ functionDeclarations: [{ name: 'run_shell_command', parameters: SHELL_SCHEMA }] }],
    contents: [{ role: 'user', parts: [{ text: PROMPT }] }],
  };

  it('calls a function', async () => {
    const { candidates } = await json('/v1beta/models/gemini-x:generateContent', body);
    const parts = records(record(records(candidates)[0]?.content).parts);
    expect(parts[1]?.functionCall).toMatchObject({ name: 'run_shell_command' });
  });

  it('streams events where they are asked for, else a list', async () => {
    const path = '/v1beta/models/gemini-x:streamGenerateContent';
    expect((await events(`${path}?alt=sse`, body)).length).toBeGreaterThan(1);
    expect(list(await (await post(path, body)).json()).length).toBeGreaterThan(1);
  });
});

describe('trouble on request', () => {
  const chat = (script: Script, more: object = {}) => ({
    model: 'gpt-x',
    messages: [{ role: 'user', content: scripted(script) }],
    ...more,
  });
  const CHAT = '/v1/chat/completions';

  it('refuses another key', async () => {
    expect((await post(CHAT, chat({ steps: [] }), 'other')).status).toBe(401);
    expect(server.requests.at(-1)).toMatchObject({ api: 'chat', headers: { 'x-api-key': 'other' } });
  });

  it('answers an error so many times, and then goes on', async () => {
    const ask = chat({ steps: [{ status: 429, times: 2, say: 'at last' }] });
    const statuses = [await post(CHAT, ask), await post(CHAT, ask), await post(CHAT, ask)].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([429, 429, 200]);
  });

  it('breaks off in the middle of a stream', async () => {
    const response = await post(
      CHAT,
      chat({ steps: [{ say: 'x'.repeat(400), cut: true }] }, { stream: true }),
    );
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('may keep what it used to itself', async () => {
    expect(await json(CHAT, chat({ steps: [{ say: 'x', usage: null }] }))).not.toHaveProperty('usage');
  });

  it('can say the headers it got', async () => {
    const answer = await json(CHAT, chat({ steps: [{ reveal: true }] }));
    expect(JSON.stringify(answer)).toContain('the-key');
  });

  it('gives a word to a request that is none of the script’s', async () => {
    const { choices } = await json(CHAT, chat(SCRIPT));
    expect(record(records(choices)[0]?.message).content).toBe('ok');
  });
});
