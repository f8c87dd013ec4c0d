// What happens where a part is missing, seen from outside: a run of vitest on a machine that has none of the parts.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const PROJECT = new URL('../..', import.meta.url).pathname;

type Outcome = { code?: number; stdout: string };

/** Runs the tests of the helpers with an empty PATH and no engine, which is what a machine without the parts looks like. */
async function runWithout(env: Record<string, string>): Promise<Outcome> {
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    'test/support/support',
  ];
  const bare = {
    PATH: '/nonexistent',
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    NO_COLOR: '1',
    ...env,
  };
  const child = run(process.execPath, args, { cwd: PROJECT, env: bare });
  return await child.catch((failure: Outcome) => failure);
}

test('a suite whose part is missing is skipped with the reason, and the run passes', async () => {
  const { code, stdout } = await runWithout({});
  expect(code).toBeUndefined();
  expect(stdout).toContain(
    'skipped: the agent image: no Docker engine answers (start dockerd or set DOCKER_HOST)',
  );
  expect(stdout).toContain('skipped: a Redis for tests: no redis-server found');
  expect(stdout).toContain('skipped: a browser for tests: no Chromium found');
});

test('a missing part that is required fails the run with the reason', async () => {
  const { code, stdout } = await runWithout({ GREENLIGHT_REQUIRE: 'redis' });
  expect(code).toBe(1);
  expect(stdout).toContain('a Redis for tests has what it needs');
  expect(stdout).toContain('skipped: the agent image');
});
