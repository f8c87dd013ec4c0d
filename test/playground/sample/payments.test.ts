// The sample's races are real, the guess cures nothing, the cures cure; and the agent's other outcomes are what they claim.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRepositoryFile } from '#app/repository-file.ts';

const run = promisify(execFile);
const sample = new URL('../../../src/playground/sample/payments', import.meta.url).pathname;
const agentFile = new URL('../../../src/playground/agent/scripted-agent.mjs', import.meta.url).pathname;
const ordering = 'settlement: each day of two weeks lists its captures in order';
const clock = 'holds: a hold expires exactly its lifetime after it was placed';
/** As many as `prove.runs` of the sample asks for. */
const RUNS = 10;

let directory = '';
let checkout = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sample-'));
  checkout = join(directory, 'payments');
  await cp(sample, checkout, { recursive: true });
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Start');
});
afterEach(async () => await rm(directory, { recursive: true, force: true, maxRetries: 5 }));

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  return (await run('git', [...identity, ...args], { cwd: checkout })).stdout;
}

const changed = async () =>
  (await git('status', '--porcelain'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(3));

async function agent(
  options: { request?: string; failing?: string[]; script?: string; attempt?: number } = {},
) {
  const { request = 'fix flaky tests in payments', failing = [], script = '', attempt = 1 } = options;
  const at = (name: string): string => join(directory, name);
  const failures = failing.map((testId) => ({
    kind: 'test',
    tool: 'node',
    job: 'test',
    testId,
    message: 'failed',
  }));
  await writeFile(
    at('prompt.md'),
    `# Task\n\n\`\`\`text the request\n${request}\n\`\`\`\n\n## Rules\n\n- Never hide a flaky test.\n`,
  );
  await writeFile(at('signals.json'), JSON.stringify({ attempt, failures, hint: null }));
  const { NODE_TEST_CONTEXT: _, ...outer } = process.env;
  const env = {
    PATH: outer.PATH ?? '',
    GREENLIGHT_PROMPT_FILE: at('prompt.md'),
    GREENLIGHT_SIGNALS_FILE: at('signals.json'),
    GREENLIGHT_RESULT_FILE: at('result.json'),
    GREENLIGHT_ATTEMPT: String(attempt),
    GREENLIGHT_SCRIPT: script,
  };
  await run(process.execPath, [agentFile], { cwd: checkout, env, timeout: 60_000 });
  return JSON.parse(await readFile(at('result.json'), 'utf8')) as { summary: string; question?: string };
}

/** As a proof runs it: `{tests}` names none. */
const node = (...args: string[]) => {
  const { NODE_TEST_CONTEXT: _, ...outer } = process.env;
  return run(process.execPath, args, { cwd: checkout, env: { PATH: outer.PATH ?? '', TMPDIR: directory } });
};

async function ci(): Promise<{ exitCode: number; output: string }> {
  const env = { PATH: process.env.PATH ?? '', TMPDIR: directory };
  return await run(process.execPath, ['scripts/repeat.mjs'], { cwd: checkout, env }).then(
    ({ stdout }) => ({ exitCode: 0, output: stdout }),
    (error: { code: number; stdout: string }) => ({ exitCode: error.code, output: error.stdout }),
  );
}

test('CI is red for both races, still red after the guess, and green only after both cures', {
  timeout: 120_000,
}, async () => {
  const untouched = await ci();
  expect(untouched.exitCode).toBe(1);
  expect(untouched.output).toContain(`title=Flaky test::${clock}`);
  await agent();
  expect(await changed()).toEqual(['src/journal.js']);
  expect((await ci()).exitCode).toBe(1);
  await agent({ attempt: 2, failing: [clock, ordering] });
  const half = await ci();
  expect(half.output).toContain('✔ test/settlement.test.js: 20 runs, all passed');
  expect(half.output).toContain(clock);
  await agent({ attempt: 3, failing: [clock] });
  expect((await ci()).exitCode).toBe(0);
  expect(await changed()).toEqual(['src/holds.js', 'src/settlement.js']);
});

test('the tests that prove a fix fail before it and pass after it', { timeout: 60_000 }, async () => {
  const fails = () =>
    node('--test', '--test-isolation=none').then(
      () => false,
      () => true,
    );
  let before = false;
  for (let run = 0; run < RUNS && !before; run += 1) before = await fails();
  expect(before).toBe(true);
  await agent({ script: 'cure-all' });
  for (let run = 0; run < RUNS; run += 1) expect(await fails()).toBe(false);
});

test('the agent goes by the names of failing tests, not by the number of the attempt', async () => {
  await agent({ attempt: 5, failing: [clock] });
  expect(await changed()).toEqual(['src/holds.js']);
});

test('a request that the agent cannot serve is answered and changes nothing', async () => {
  const { summary } = await agent({ request: 'add PayPal' });
  expect(summary).toContain('changed nothing');
  expect(await changed()).toEqual([]);
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
    expect(await changed()).toEqual(paths);
  });

  test('same gives another patch with the same failures', async () => {
    await agent({ script: 'same', attempt: 1 });
    const first = await git('diff');
    await agent({ script: 'same', attempt: 2 });
    expect(await git('diff')).not.toBe(first);
    expect(await git('diff', '--', 'src/settlement.js', 'src/holds.js')).toBe('');
  });

  test('crash ends with exit code 70', async () => {
    await expect(agent({ script: 'crash' })).rejects.toMatchObject({ code: 70 });
  });
});

test('the sample passes its own lint and its settings are ones Greenlight reads', async () => {
  const { stdout } = await run(process.execPath, ['--experimental-vm-modules', 'scripts/lint.mjs'], {
    cwd: checkout,
  });
  expect(stdout).toContain('no problems');
  const settings = readRepositoryFile(await readFile(join(checkout, '.github/greenlight.yml'), 'utf8'));
  expect(settings).toMatchObject({
    ok: true,
    policy: {
      maxAttempts: 4,
      requiredChecks: ['test', 'lint'],
      prove: { runs: RUNS, command: ['node', '--test', '--test-isolation=none', '{tests}'] },
    },
  });
});
