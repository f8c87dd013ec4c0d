// From inside a real container: the model answers to the attempt's token, the real key is nowhere, and the end of the money keeps the work.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { egress } from '#adapters/egress/egress.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { type EngineUnderTest, engineFor, warningLog } from '#test/adapters/docker/engine-for.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { type ModelServer, startModelServer } from '#test/support/model-server/model-server.ts';
import { scripted } from '#test/support/model-server/script.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { PRICES, REAL_KEY } from './gateway-bench.ts';

/** An agent of few lines: asks until it is refused, and writes down every answer. */
const AGENT = `
const fs = require('node:fs');
const ask = (content, headers) => fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', {
  method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': process.env.ANTHROPIC_API_KEY, ...headers },
  body: JSON.stringify({ model: 'known-1', max_tokens: 100, stream: true, messages: [{ role: 'user', content }] }),
});
(async () => {
  console.log('token', /^glt_/.test(process.env.GREENLIGHT_MODEL_TOKEN), process.env.GREENLIGHT_MODEL_TOKEN === process.env.ANTHROPIC_API_KEY);
  console.log('filled', process.argv[1], process.env.OWN === process.env.ANTHROPIC_API_KEY);
  console.log('wrong token', (await ask('x', { 'x-api-key': 'glt_wrong' })).status);
  for (let no = 1; no < 9; no++) {
    const answer = await ask(process.env.PROMPT);
    const text = await answer.text();
    fs.appendFileSync('answers.txt', no + ' ' + answer.status + '\\n');
    console.log(no, answer.status, text.length > 0, text);
    if (answer.status !== 200) process.exit(1);
  }
})();`;

/** Every place inside in which a key could lie. */
const SEARCH = `for f in /proc/[0-9]*/environ /proc/[0-9]*/cmdline; do tr '\\0' '\\n' < $f; done 2>/dev/null; env; find /work/input /work/out /tmp /home /etc -type f -exec cat {} + 2>/dev/null; cat /proc/1/mem 2>/dev/null; echo searched`;

describeWith('docker', 'the model gateway of a container', () => {
  let engine: EngineUnderTest;
  let bench: Bench;
  let model: ModelServer;
  let sandbox: Sandbox;

  beforeAll(async () => {
    engine = engineFor(agentImage);
    bench = await sandboxBench(agentImage);
    model = await startModelServer({ key: REAL_KEY });
    const provider = {
      name: 'claude',
      api: 'anthropic' as const,
      url: model.url,
      key: REAL_KEY,
      prices: PRICES,
    };
    const models = { claude: { ...provider, providerTools: false } };
    sandbox = engine.sandbox({ egress: egress({ log: { ...warningLog, warn: () => undefined }, models }) });
  });

  afterAll(async () => {
    await engine?.dispose();
    await bench?.remove();
    await model?.close();
  });

  test('answers, meters, warns and ends; the work until then is collected', async () => {
    const spec = bench.spec('', { budget: { maxUsd: 10, spentUsd: 4 } });
    const script = { steps: [{ reveal: true, usage: { input: 1_000_000, output: 100_000 } }] };
    const env = { PROMPT: `Go on. ${scripted(script)}`, OWN: '{model_token}' };
    const agent = { ...spec.agent, model: 'claude', env, command: ['node', '-e', AGENT, '{model_url}'] };
    const usages: ModelUsage[] = [];
    const outDir = bench.folder;
    let log = '';
    const result = await sandbox.run(
      { ...spec, agent },
      {
        outDir,
        signal: new AbortController().signal,
        onLog: (chunk) => {
          log += Buffer.from(chunk).toString();
        },
        onUsage: (usage) => usages.push(usage),
      },
    );
    expect(
      log.match(/^(token|filled|wrong token|\d) .*?(?= event|$)/gm)?.map((line) => line.slice(0, 40)),
    ).toEqual([
      'token true true',
      'filled http://127.0.0.1:4000 true',
      'wrong token 401',
      '1 200 true',
      '2 200 true',
      '3 200 true',
      expect.stringMatching(/^4 400 true {"type":"error"/),
    ]);
    expect(log).toContain('budget_exhausted: the $10.00 of this task are spent');
    expect(log).not.toContain(REAL_KEY);
    expect(result).toMatchObject({
      ended: 'exited',
      exitCode: 1,
      usage: { requests: 3, inputTokens: 3_000_000, costUsd: 7.5, isExhausted: true, estimated: false },
      denials: { list: [{ rule: 'model_token', count: 1 }] },
    });
    expect(usages.map(({ costUsd }) => costUsd)).toEqual([2.5, 5, 7.5]);
    expect((await bench.treeOf(result.bundlePath))['answers.txt']).toBe('1 200\n2 200\n3 200\n4 400\n');
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('[Budget: $9.00 of $10.00');
  });

  test('keeps the real key where no search inside finds it', async () => {
    const spec = bench.spec(SEARCH, { budget: { maxUsd: 10, spentUsd: 0 } });
    const { log } = await bench.run(sandbox, { ...spec, agent: { ...spec.agent, model: 'claude' } });
    expect(log).toContain('ANTHROPIC_API_KEY=glt_');
    expect(log).toContain('searched');
    expect(log).not.toContain(REAL_KEY);
  });

  test('tells at the end of a plain command’s log what was refused to it', async () => {
    const ask = `node -e "fetch('http://blocked.example.com/').catch(() => console.log('refused'))"; exit 3`;
    const { log, result } = await bench.startCommand(sandbox, bench.command(ask)).done;
    expect(result).toMatchObject({ ended: 'exited', exitCode: 3 });
    expect(log).toMatch(/^refused\ngreenlight: blocked blocked\.example\.com:80 by rule host_not_listed\n$/);
  });

  test('is not there for an agent without a model, nor for a plain command', async () => {
    const probe = `node -e "fetch('http://127.0.0.1:4000/v1/models').then((r) => console.log(r.status), (e) => console.log(e.cause.code))"; env | grep -c MODEL_`;
    const { log, result } = await bench.run(sandbox, bench.spec(probe));
    expect(log).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)\n0\n$/);
    expect(result).not.toHaveProperty('usage');
    const running = bench.startCommand(sandbox, bench.command(probe));
    expect((await running.done).log).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)\n0\n$/);
  });
});
