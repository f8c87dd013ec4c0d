// The helpers of this folder themselves: a helper that always skips, or never refuses, would hide everything else.
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { agentImage, describeWith, requiredParts } from './parts.ts';
import { redisUrl, startRedis } from './redis.ts';

const run = promisify(execFile);

test('names of required parts are split at commas and spaces', () => {
  expect(requiredParts('docker,redis  chromium')).toEqual(['docker', 'redis', 'chromium']);
  expect(requiredParts('')).toEqual([]);
  expect(requiredParts(undefined)).toEqual([]);
});

test('a connection that leaves the machine is refused with the name of its target', async () => {
  const failure = await fetch('http://192.0.2.1/').catch((error: unknown) => error);
  expect(failure).toHaveProperty('cause.message', expect.stringContaining('connects to 192.0.2.1'));
});

test('a connection to this machine is let through', async () => {
  const server: Server = createServer((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(204);
  server.close();
});

describeWith('docker', 'the agent image', () => {
  test('holds Node 24 and git and runs as an ordinary user', async () => {
    const command = 'node --version && git --version && id -u && id -u relay';
    const { stdout } = await run('docker', [
      'run',
      '--rm',
      '--network',
      'none',
      agentImage,
      'sh',
      '-c',
      command,
    ]);
    expect(stdout).toMatch(/^v24\.\d+\.\d+\ngit version .*\n10001\n10002\n$/);
  });
});

describeWith('redis', 'a Redis for tests', () => {
  test('answers at the address that redisUrl gives, the same one each time', async () => {
    const url = await redisUrl();
    expect(await redisUrl()).toBe(url);
    expect(await ping(url)).toBe('+PONG\r\n');
  });

  test('is gone after stop, and stopping twice is harmless', async () => {
    const server = await startRedis();
    expect(await ping(server.url)).toBe('+PONG\r\n');
    await server.stop();
    await server.stop();
    await expect(ping(server.url)).rejects.toThrow('ECONNREFUSED');
  });
});

describeWith('chromium', 'a browser for tests', () => {
  test('shows a page', async () => {
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.setContent('<h1>green</h1>');
    expect(await page.textContent('h1')).toBe('green');
    await browser.close();
  });
});

async function ping(url: string): Promise<string> {
  const { connect } = await import('node:net');
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString());
    });
    socket.write('PING\r\n');
  });
}
