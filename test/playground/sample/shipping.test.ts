// The code of shipping is well before and after the agent's change: only where its CI installs from is not.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRepositoryFile } from '#app/repository-file.ts';
import { MIRRORED } from '#playground/samples.ts';
import { type Checkout, checkout } from './checkout.ts';

const REQUEST = 'print the tracking link on labels in shipping';
let here: Checkout;
beforeEach(async () => {
  here = await checkout('shipping');
});
afterEach(async () => await here[Symbol.asyncDispose]());

/** What both of its CI jobs do once everything is installed. */
async function judge(): Promise<readonly number[]> {
  const tests = await here.node('--test', '--test-isolation=none');
  const lint = await here.node(join(MIRRORED[0] ?? '', 'house-rules.js'), 'src', 'test');
  return [tests.exitCode, lint.exitCode];
}

test('tests and lint pass before the change and after it', async () => {
  expect(await judge()).toEqual([0, 0]);
  const { summary } = await here.agent({ request: REQUEST });
  expect(summary).toContain('tracking link');
  expect(await here.changed()).toEqual(['src/label.js', 'test/label.test.js']);
  expect(await judge()).toEqual([0, 0]);
  expect((await here.agent({ request: REQUEST, attempt: 2 })).summary).toContain('changed nothing');
});

test('the new test fails without the change', async () => {
  await here.agent({ request: REQUEST });
  await here.git('checkout', '--quiet', '--', 'src');
  expect(await judge()).toEqual([1, 0]);
});

test('its lint finds what it looks for', async () => {
  await writeFile(join(here.cwd, 'src/noise.js'), 'console.log(1);\n\tdebugger;\n');
  const { exitCode, output } = await here.node(join(MIRRORED[0] ?? '', 'house-rules.js'), 'src');
  expect(exitCode).toBe(1);
  expect(output.split('\n').filter((line) => line.startsWith('src/'))).toEqual([
    'src/noise.js:1: no-console',
    'src/noise.js:2: no-debugger',
    'src/noise.js:2: no-tabs',
  ]);
});

test('its settings are ones Greenlight reads', async () => {
  const settings = readRepositoryFile(await readFile(join(here.cwd, '.github/greenlight.yml'), 'utf8'));
  expect(settings).toMatchObject({ ok: true, policy: { maxAttempts: 3, requiredChecks: ['test', 'lint'] } });
});
