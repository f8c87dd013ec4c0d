// Services run beside an agent: a real Redis in its network, sealed as it is, ready before it starts and gone when it ends.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Service } from '#core/policy.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { type EngineUnderTest, engineFor } from './engine-for.ts';

const REDIS_IMAGE = 'greenlight-test-redis:local';
const MAKE_IMAGE = new URL('./make-redis-image.sh', import.meta.url).pathname;

const service = (changes: Partial<Service>): Service => ({
  ...{
    name: 'cache',
    image: agentImage,
    command: [],
    env: {},
    health: [],
    readyWithinMs: 15_000,
    writable: [],
  },
  ...changes,
});

/** Stores a value, asks for it, and tries to end the server by force. */
const CLIENT = `
const net = require('node:net'), fs = require('node:fs');
const pid = fs.readdirSync('/proc').find((p) => /^\\d+$/.test(p) && fs.readFileSync('/proc/' + p + '/cmdline', 'utf8').includes('redis-server'));
try { process.kill(Number(pid), 'SIGKILL'); console.log('killed'); } catch (error) { console.log(error.code); }
const socket = net.connect(6379, '127.0.0.1', () => socket.write('SET a hello\\r\\nGET a\\r\\nQUIT\\r\\n'));
socket.on('data', (chunk) => process.stdout.write(chunk)).on('close', () => setTimeout(() => process.exit(), 1500));
`;

describeWith(['docker', 'redis'], 'services', () => {
  let engine: EngineUnderTest;
  let bench: Bench;
  let sandbox: Sandbox;

  beforeAll(async () => {
    engine = engineFor(agentImage);
    [bench] = await Promise.all([
      sandboxBench(agentImage),
      promisify(execFile)('bash', [MAKE_IMAGE, agentImage, REDIS_IMAGE]),
    ]);
    sandbox = engine.sandbox();
  });

  afterAll(async () => {
    await engine?.dispose();
    await bench?.remove();
  });

  const failureOf = async (wrong: Partial<Service>) => {
    const running = await bench.start(sandbox, bench.spec('echo never', { services: [service(wrong)] }));
    const failure = await running.done.catch((error: unknown) => error);
    expect(running.log()).toBe('');
    return failure;
  };

  test('share the agent’s loopback, sealed as it is, and go with it', async () => {
    const redis = service({ image: REDIS_IMAGE, command: ['--save', ''], health: ['redis-cli', 'ping'] });
    const spec = bench.spec('', { services: [redis] });
    const agent = { ...spec.agent, command: ['node', '-e', CLIENT] };
    const running = await bench.start(sandbox, { ...spec, agent });
    await running.says('hello');
    const [mine] = (await engine.containers()).filter(
      ({ Labels }) => Labels['dev.greenlight.role'] === 'service',
    );
    const { HostConfig, Config, Mounts } = await engine.docker.getContainer(mine?.Id ?? '').inspect();
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      Memory: spec.limits.memoryBytes,
    });
    expect(HostConfig.NetworkMode).toMatch(/^container:/);
    expect([HostConfig.PidMode, Config.User]).toEqual([HostConfig.NetworkMode, '10003:10003']);
    expect(Mounts.filter(({ Type }) => Type === 'volume')).toEqual([]);
    const { log, result } = await running.done;
    expect(log).toContain('EPERM\n+OK\r\n$5\r\nhello');
    expect(result).toMatchObject({ exitCode: 0, bundlePath: null });
    expect(running.other('service-cache')).toContain('Ready to accept connections');
    const left = async () => (await engine.containers()).filter(({ Labels }) => Labels['dev.greenlight.key']);
    await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 10_000 });
  });

  test('that end, or are never ready, are a problem that says what they said', async () => {
    const ends = { command: ['sh', '-c', 'echo no config; exit 3'], health: ['false'] };
    const [ended, late, unknown] = await Promise.all([
      failureOf(ends),
      failureOf({ command: ['sleep', '60'], health: ['false'], readyWithinMs: 1_000 }),
      failureOf({ image: 'greenlight-no-such-image:1' }),
    ]);
    expect(ended).toMatchObject({
      problem: { code: 'service_failed', detail: expect.stringMatching(/^cache .*exit code 3: no config/) },
      retryable: false,
    });
    expect(late).toMatchObject({ problem: { detail: expect.stringContaining('not ready within 1 s') } });
    expect(unknown).toMatchObject({ problem: { code: 'image_missing' } });
  });
});
