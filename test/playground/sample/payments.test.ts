// The sample's races are real, the guess cures nothing, the cures cure; and the agent's other outcomes are what they claim.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRepositoryFile } from '#app/repository-file.ts';
import { type Brief, type Checkout, checkout } from './checkout.ts';

const ordering = 'settlement: each day of a week lists its captures in order';
const clock = 'holds: a hold expires exactly its lifetime after it was placed';
/** As many as `prove.runs` of the sample asks for. */
const RUNS = 12;

let here: Checkout;
beforeEach(async () => {
  here = await checkout('payments');
});
afterEach(async () => await here[Symbol.asyncDispose]());

const agent = (brief: Partial<Brief> = {}) =>
  here.agent({ request: 'fix flaky tests in payments', ...brief });
const ci = () => here.node('scripts/repeat.mjs');

test('CI is red for both races, still red after the guess, and green only after both cures', {
  timeout: 120_000,
}, async () => {
  const untouched = await ci();
  expect(untouched.exitCode).toBe(1);
  expect(untouched.output).toContain(`title=Flaky test::${clock}`);
  await agent();
  expect(await here.changed()).toEqual(['src/journal.js']);
  expect((await ci()).exitCode).toBe(1);
  await agent({ attempt: 2, failing: [clock, ordering] });
  const half = await ci();
  expect(half.output).toMatch(/✔ test\/settlement\.test\.js: \d+ runs, all passed/);
  expect(half.output).toContain(clock);
  await agent({ attempt: 3, failing: [clock] });
  expect((await ci()).exitCode).toBe(0);
  expect(await here.changed()).toEqual(['src/holds.js', 'src/settlement.js']);
});

test('the tests that prove a fix fail before it and pass after it', { timeout: 60_000 }, async () => {
  const fails = async () => (await here.node('--test', '--test-isolation=none')).exitCode !== 0;
  let before = false;
  for (let run = 0; run < RUNS && !before; run += 1) before = await fails();
  expect(before).toBe(true);
  await agent({ script: 'cure-all' });
  for (let run = 0; run < RUNS; run += 1) expect(await fails()).toBe(false);
});

test('the agent goes by the names of failing tests, not by the number of the attempt', async () => {
  await agent({ attempt: 5, failing: [clock] });
  expect(await here.changed()).toEqual(['src/holds.js']);
});

test('a request that the agent cannot serve is answered and changes nothing', async () => {
  const { summary } = await agent({ request: 'add PayPal' });
  expect(summary).toContain('changed nothing');
  expect(await here.changed()).toEqual([]);
});

describe('other outcomes', () => {
  test.each([
    ['empty', []],
    ['protected-path', ['.github/workflows/ci.yml']],
    ['big', ['src/generated.js']],
    ['symlink', ['src/people.js']],
    ['secret', ['src/config.js']],
    ['weaken', ['test/holds.test.js']],
    ['question', []],
  ])('%s touches only %j', async (script, paths) => {
    const result = await agent({ script });
    expect(result.summary.length).toBeGreaterThan(10);
    expect(await here.changed()).toEqual(paths);
  });

  test('same gives another patch with the same failures', async () => {
    await agent({ script: 'same', attempt: 1 });
    const first = await here.git('diff');
    await agent({ script: 'same', attempt: 2 });
    expect(await here.git('diff')).not.toBe(first);
    expect(await here.git('diff', '--', 'src/settlement.js', 'src/holds.js')).toBe('');
  });

  test('crash ends with exit code 70', async () => {
    await expect(agent({ script: 'crash' })).rejects.toMatchObject({ code: 70 });
  });
});

test('the sample passes its own lint and its settings are ones Greenlight reads', async () => {
  const { output } = await here.node('--experimental-vm-modules', 'scripts/lint.mjs');
  expect(output).toContain('no problems');
  const settings = readRepositoryFile(await readFile(join(here.cwd, '.github/greenlight.yml'), 'utf8'));
  expect(settings).toMatchObject({
    ok: true,
    policy: {
      maxAttempts: 4,
      requiredChecks: ['test', 'lint'],
      prove: { runs: RUNS, command: ['node', '--test', '--test-isolation=none', '{tests}'] },
    },
  });
});
