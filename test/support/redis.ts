// A real Redis for tests: the one of GREENLIGHT_TEST_REDIS_URL, or a redis-server of our own on a free loopback port.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';

export type RedisServer = { url: string; stop: () => Promise<void> };

let shared: Promise<RedisServer> | undefined;

/**
 * Address of the Redis of this test file. Call it within describeWith('redis', …), which stops the server afterwards.
 * Other tests may use the same server at the same time: take a key prefix or namespace of your own.
 */
export async function redisUrl(): Promise<string> {
  const given = process.env.GREENLIGHT_TEST_REDIS_URL;
  if (given) return given;
  shared ??= startRedis();
  return (await shared).url;
}

/** Stops the server that redisUrl() started, if it did. */
export async function stopRedis(): Promise<void> {
  const server = shared;
  shared = undefined;
  await (await server)?.stop();
}

/** A private server for tests that stop it in the middle. The caller stops it; stopping twice is harmless. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  // No persistence and no files: what a test writes ends with the server.
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  await untilReady(child);
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      process.off('exit', killWithUs);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function untilReady(child: ChildProcess): Promise<void> {
  const output: string[] = [];
  if (child.stdout === null) throw new Error('redis-server was started without a pipe for its output.');
  await once(child, 'spawn');
  for await (const line of createInterface({ input: child.stdout })) {
    output.push(line);
    if (line.includes('Ready to accept connections')) {
      child.stdout.resume();
      return;
    }
  }
  throw new Error(`redis-server ended before it was ready:\n${output.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
