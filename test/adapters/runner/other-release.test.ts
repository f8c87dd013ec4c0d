// Bot and runner of two releases do not misunderstand each other: they say so.

import { mkdtempDisposable } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { PROTOCOL, PROTOCOL_HEADER } from '#adapters/runner/protocol.ts';
import { runnerSandbox } from '#adapters/runner/runner-sandbox.ts';
import { startRunner } from '#adapters/runner/runner-server.ts';
import { worktreeSandbox } from '#adapters/worktree/worktree-sandbox.ts';
import { silentLog } from '#ports/log.ts';

const common = { clock: systemClock(), log: silentLog };
const BEFORE = `v${Number(PROTOCOL) - 1}`;

test('an older bot is told by the runner', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'greenlight-test-'));
  const socketPath = join(folder.path, 'runner.sock');
  const dataDir = folder.path;
  const sandbox = worktreeSandbox({ dataDir, env: process.env, ...common });
  const runner = await startRunner({
    sandbox,
    dataDir,
    address: { socketPath },
    token: null,
    env: process.env,
    log: silentLog,
  });
  const dispatcher = new Agent({ connect: { socketPath } });
  const answer = await request(`http://runner/${BEFORE}/check`, { dispatcher });
  expect(answer.statusCode).toBe(426);
  expect(await answer.body.json()).toMatchObject({
    problem: {
      code: 'sandbox_unavailable',
      detail: expect.stringContaining('run bot and runner from the same release'),
    },
    retryable: false,
  });
  await dispatcher.close();
  await runner.close();
});

test('an older runner’s refusal is what the newer bot says', async () => {
  const detail = `The runner speaks protocol 1 and was asked in v${PROTOCOL}: run bot and runner from the same release.`;
  const server = http.createServer((_, response) => {
    response.writeHead(426, { [PROTOCOL_HEADER]: '1' });
    response.end(JSON.stringify({ problem: { code: 'sandbox_unavailable', detail }, retryable: false }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const sandbox = runnerSandbox({
    kind: 'docker',
    address: { host: '127.0.0.1', port },
    token: null,
    ...common,
  });
  await expect(sandbox.check()).rejects.toMatchObject({ problem: { detail }, retryable: false });
  await sandbox.close();
  server.close();
});
