// Real agent command lines as an operator configures them, in the hardened container, with no way out but the gateway to a scripted model.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { egress } from '#adapters/egress/egress.ts';
import { AgentLines } from '#core/agents/line-reader.ts';
import { type Preset, startOfPreset } from '#core/agents/preset.ts';
import { PRESETS } from '#core/agents/presets/presets.ts';
import { NO_PROGRESS, type Progress, progressed } from '#core/agents/progress.ts';
import { STREAMS } from '#core/agents/streams/streams.ts';
import { silentLog } from '#ports/log.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { type Config, readConfig } from '#src/config.ts';
import { type EngineUnderTest, engineFor } from '#test/adapters/docker/engine-for.ts';
import { GOOD_ENV } from '#test/config/good.ts';
import { type Bench, LIMITS, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { type ModelServer, startModelServer } from '#test/support/model-server/model-server.ts';
import { scripted } from '#test/support/model-server/script.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { imageOf } from './cli-images.ts';

const REAL_KEY = 'the-real-key-of-the-model-provider';
const APIS = ['anthropic', 'openai', 'gemini'] as const;
const REPOSITORIES = 'repositories: [{ name: acme/bench }]';
const DOOR = { gateway: 'http://127.0.0.1:4000', token: 'glt_x', model: 'm-1' };
const MIB = 2 ** 20;
const ROOM = { ...LIMITS, memoryBytes: 2_048 * MIB, cpus: 2, pids: 512, timeoutMs: 90_000 };
const FROM_NPM = PRESETS.filter(({ packages }) => packages.length > 0);

describe.each(PRESETS)('the preset $name', (preset) => {
  test('leaves no placeholder unfilled and asks for the prompt where it lies', () => {
    const { command, env, files } = startOfPreset(preset, DOOR, { args: ['--more'] });
    expect(JSON.stringify([env, files])).not.toMatch(/\{(gateway|token|model)\}/);
    expect(command.slice(0, 2)).toEqual(['sh', '-c']);
    expect(command.slice(3)).toEqual([preset.name, '--more']);
    expect(command[2]).toContain('$GREENLIGHT_PROMPT_FILE');
  });
});

describeWith(['docker', 'agents'], 'in a sealed container', () => {
  let model: ModelServer;
  let engine: EngineUnderTest;
  let bench: Bench;
  let sandbox: Sandbox;
  let config: Config;

  beforeAll(async () => {
    model = await startModelServer({ key: REAL_KEY });
    engine = engineFor(agentImage);
    bench = await sandboxBench(agentImage);
    config = configured(model.url);
    sandbox = engine.sandbox({ egress: egress({ log: silentLog, models: config.sandbox.models }) });
  });
  afterAll(async () => {
    await engine.dispose();
    await bench.remove();
    await model.close();
  });

  const promptOf = (words: string, script: Parameters<typeof scripted>[0]) => ({
    inputs: { 'prompt.md': `${words}\n${scripted(script)}` },
    limits: ROOM,
    budget: { maxUsd: 10, spentUsd: 0 },
  });
  const asked = () => model.requests.map(({ body }) => JSON.stringify(body));

  test.each(FROM_NPM)(
    '$name edits files, ends, and goes on in the next attempt',
    {
      timeout: 120_000,
    },
    async (preset) => {
      const script = {
        steps: [
          { sh: 'echo one >> README.md', say: 'editing the readme' },
          { write: { path: '/work/repo/src/new.txt', content: 'made\n' } },
          { sh: 'exit 3' },
        ],
        final: 'All done, I edited README.',
      };
      const agent = config.app.agents[preset.name];
      if (agent === undefined) throw new Error(`${preset.name} is not configured`);
      const first = bench.spec('', { agent, ...promptOf('Please edit.', script) });
      const { result, log } = await bench.run(sandbox, first);
      expect(result, log.slice(-2_000)).toMatchObject({ ended: 'exited', exitCode: 0 });
      const tree = await bench.treeOf(result.bundlePath);
      expect(tree['README.md']).toBe('# bench\none\n');
      expect(tree['src/new.txt']?.trim()).toBe('made');
      const progress = progressOf(preset, log);
      expect(progress).toMatchObject({ lastMessage: 'All done, I edited README.', ended: { isOk: true } });
      expect(progress.toolCalls).toBeGreaterThanOrEqual(3);
      expect(progress.sessionId).toBeDefined();
      expect(log).not.toContain(REAL_KEY);
      // Four answers of the script at least, metered by the gateway and by nobody else.
      expect(result.usage?.requests).toBeGreaterThanOrEqual(4);
      expect(result.usage?.costUsd).toBeGreaterThanOrEqual(4 * (1_000 * 3 + 50 * 15) * 1e-6);
      expect(new Set(model.requests.map(({ headers }) => JSON.stringify(headers).includes('glt_')))).toEqual(
        new Set([false]),
      );

      const before = model.requests.length;
      const next = { steps: [{ sh: 'echo two >> README.md', say: 'going on' }], final: 'Twice done.' };
      const second = await bench.run(sandbox, {
        ...bench.spec('', { agent, attempt: 2, ...promptOf('CI is red.', next) }),
        taskId: first.taskId,
        resume: { id: progress.sessionId ?? '', attempt: 1, run: 1 },
      });
      expect(second.result, second.log.slice(-2_000)).toMatchObject({ ended: 'exited', exitCode: 0 });
      expect(second.result.session).toEqual({ wasThere: true, isKept: true });
      expect(progressOf(preset, second.log)).toMatchObject({ lastMessage: 'Twice done.' });
      // The model hears the first prompt and its own last words before it hears of CI.
      const heard = asked()
        .slice(before)
        .find((body) => body.includes('CI is red.'));
      expect(heard).toContain('Please edit.');
      expect(heard).toContain('All done, I edited README.');
      expect(progressOf(preset, second.log).sessionId).toBe(progress.sessionId);
    },
  );

  test.each(FROM_NPM)(
    '$name ends badly and asks no model where it does not know the session',
    {
      timeout: 120_000,
    },
    async ({ name }) => {
      const agent = config.app.agents[name];
      if (agent === undefined) throw new Error(`${name} is not configured`);
      const before = model.requests.length;
      // The variable alone: as where the kept folder lacks the conversation.
      const env = { ...agent.env, GREENLIGHT_SESSION: '01234567-89ab-4def-8123-456789abcdef' };
      const spec = bench.spec('', { ...promptOf('Go on.', { steps: [] }), agent: { ...agent, env } });
      const { result } = await bench.run(sandbox, spec);
      expect(result).toMatchObject({ ended: 'exited', bundlePath: null, usage: { requests: 0 } });
      expect(result.exitCode).not.toBe(0);
      expect(model.requests).toHaveLength(before);
    },
  );
});

/** As an operator names them: one provider for each API, one agent for each preset. */
function configured(modelUrl: string): Config {
  const agents = FROM_NPM.map(
    ({ name, api }) => `  ${name}: { preset: ${name}, image: ${imageOf(name)}, model: ${api} }`,
  );
  const models = APIS.map(
    (api) =>
      `  ${api}: { api: ${api}, url: "${modelUrl}", key_env: MODEL_KEY, prices: { "*": { input: 3, output: 15 } } }`,
  );
  const file = ['agents:', ...agents, 'default_agent: codex', 'models:', ...models, REPOSITORIES].join('\n');
  const read = readConfig({ ...GOOD_ENV, MODEL_KEY: REAL_KEY }, () => file);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.config;
}

function progressOf(preset: Preset, log: string): Progress {
  let progress = NO_PROGRESS;
  const lines = new AgentLines(STREAMS[preset.stream], (event) => {
    progress = progressed(progress, event);
  });
  lines.push(new TextEncoder().encode(log));
  lines.end();
  return progress;
}
