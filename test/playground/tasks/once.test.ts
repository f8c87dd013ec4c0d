// `--once` as a script runs it: one JSON line for each thing seen, the result last, and an exit code that is 0 for merged only.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { SUGGESTIONS } from '#playground/samples.ts';
import { describeWith } from '#test/support/parts.ts';

const MAIN = new URL('../../../src/playground/main.ts', import.meta.url).pathname;
const env = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'warn' };

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [MAIN, ...args], { env }).then(
    ({ stdout }) => ({ exitCode: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      exitCode: code,
      stdout,
      stderr,
    }),
  );

describeWith('git', 'the playground as a command', () => {
  test('ends with 1 and the state where a person is needed', { timeout: 120_000 }, async () => {
    const { exitCode, stdout } = await run('--once', SUGGESTIONS[1]?.text ?? '', '--json', '--worktree');
    expect(exitCode).toBe(1);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toEqual({
      kind: 'result',
      state: 'needs_human',
      task: expect.stringMatching(/^t-[0-9a-z]{8}$/),
      pullRequest: expect.stringMatching(/\/acme\/invoices\/pull\/1$/),
      seconds: expect.any(Number),
    });
    expect(lines.filter(({ kind }) => kind === 'pull_opened')).toHaveLength(1);
  });

  test.each([
    ['that starts no task', ['hlep'], 'not_started'],
    ['that takes longer than one waits', [SUGGESTIONS[0]?.text ?? '', '--timeout', '1'], 'timed_out'],
  ])('ends with 1 and a result for a request %s', { timeout: 60_000 }, async (_what, words, state) => {
    const { exitCode, stdout } = await run('--once', ...words, '--json', '--worktree');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ kind: 'result', state });
  });

  test('names what can be tried, and what a mirror can be', async () => {
    const { stdout } = await run('--help');
    for (const { text } of SUGGESTIONS) expect(stdout).toContain(`/agent ${text}`);
    expect(await run('--mirror', 'poorly')).toEqual({
      exitCode: 64,
      stdout: '',
      stderr: '--mirror poorly: it is one of well, hiccups, down\n',
    });
  });
});
