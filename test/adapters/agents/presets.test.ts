// Real agent command lines in the hardened container, without any network but a scripted model behind one loopback port.
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Egress } from '#adapters/egress/way-out.ts';
import { AgentLines } from '#core/agents/line-reader.ts';
import { type Preset, startOfPreset } from '#core/agents/preset.ts';
import { PRESETS } from '#core/agents/presets/presets.ts';
import { NO_PROGRESS, type Progress, progressed } from '#core/agents/progress.ts';
import { STREAMS } from '#core/agents/streams/streams.ts';
import { NO_DENIALS } from '#core/egress/denial.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { type EngineUnderTest, engineFor } from '#test/adapters/docker/engine-for.ts';
import { type Bench, LIMITS, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { type ModelServer, startModelServer } from '#test/support/model-server/model-server.ts';
import { scripted } from '#test/support/model-server/script.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { imageOf } from './cli-images.ts';

const GATEWAY_PORT = 4_000;
const GATEWAY = `http://127.0.0.1:${GATEWAY_PORT}`;
const REAL_KEY = 'the-real-key-of-the-model-provider';
const TOKEN = 'glt-of-this-attempt';
const MIB = 2 ** 20;
const ROOM = { ...LIMITS, memoryBytes: 2_048 * MIB, cpus: 2, pids: 512, timeoutMs: 90_000 };
const FROM_NPM = PRESETS.filter(({ packages }) => packages.length > 0);

describe.each(PRESETS)('the preset $name', (preset) => {
  test('leaves no placeholder unfilled and asks for the prompt where it lies', () => {
    const { command, env, files } = startOfPreset(preset, { gateway: GATEWAY, token: TOKEN, model: 'm-1' }, [
      '--more',
    ]);
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

  beforeAll(async () => {
    model = await startModelServer({ key: REAL_KEY });
    engine = engineFor(agentImage);
    bench = await sandboxBench(agentImage);
    sandbox = engine.sandbox({ egress: modelAlone(model.url) });
  });
  afterAll(async () => {
    await engine.dispose();
    await bench.remove();
    await model.close();
  });

  test.each(FROM_NPM)('$name edits files and ends', { timeout: 120_000 }, async (preset) => {
    const script = {
      steps: [
        { sh: 'echo one >> README.md', say: 'editing the readme' },
        { write: { path: '/work/repo/src/new.txt', content: 'made\n' } },
        { sh: 'exit 3' },
      ],
      final: 'All done, I edited README.',
    };
    const { result, log } = await bench.run(
      sandbox,
      specOf(bench, preset, `Please edit.\n${scripted(script)}`),
    );
    expect(result, log.slice(-2_000)).toMatchObject({ ended: 'exited', exitCode: 0 });
    const tree = await bench.treeOf(result.bundlePath);
    expect(tree['README.md']).toBe('# bench\none\n');
    expect(tree['src/new.txt']?.trim()).toBe('made');
    const progress = progressOf(preset, log);
    expect(progress).toMatchObject({ lastMessage: 'All done, I edited README.', ended: { isOk: true } });
    expect(progress.toolCalls).toBeGreaterThanOrEqual(3);
    expect(progress.sessionId).toBeDefined();
    expect(log).not.toContain(REAL_KEY);
  });
});

function specOf(bench: Bench, preset: Preset, prompt: string) {
  const started = startOfPreset(preset, { gateway: GATEWAY, token: TOKEN, model: preset.model });
  const agent = { name: preset.name, image: imageOf(preset.name), ...started };
  return bench.spec('', { agent, inputs: { 'prompt.md': prompt }, limits: ROOM });
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

/** The least of a gateway: it takes this attempt's token and knows the real key. */
function modelAlone(url: string): Egress {
  return {
    portNumbers: [GATEWAY_PORT],
    open() {
      const server = http.createServer((request, response) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [
            name,
            String(value).replaceAll(TOKEN, REAL_KEY),
          ]),
        );
        const path = request.url?.replaceAll(TOKEN, REAL_KEY) ?? '/';
        const { host: _, connection: __, ...sent } = headers;
        const upstream = http.request(
          `${url}${path}`,
          { method: request.method ?? 'GET', headers: sent },
          (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response);
          },
        );
        upstream.on('error', () => response.destroy());
        request.pipe(upstream);
      });
      return {
        ports: { [GATEWAY_PORT]: server },
        env: { NO_PROXY: '127.0.0.1,localhost' },
        files: {},
        facts: () => ({ denials: NO_DENIALS }),
        close: () => server.closeAllConnections(),
      };
    },
  };
}
