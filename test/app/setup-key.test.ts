// `setup` of a repository's own file: a list of commands, or a map that says more.
import { expect, test } from 'vitest';
import { readRepositoryFile } from '#app/repository-file.ts';
import { DEFAULT_POLICY, MAX_SETUP_MS, tighten } from '#core/policy.ts';

const setupOf = (text: string) => {
  const file = readRepositoryFile(text);
  return file.ok ? tighten(DEFAULT_POLICY, file.policy).setup : file.problems;
};

test('is a list of commands', () => {
  expect(setupOf('setup: [npm ci, npm run build]\n')).toEqual({
    commands: ['npm ci', 'npm run build'],
    timeoutMs: MAX_SETUP_MS,
  });
});

test('is a map with a time of its own', () => {
  expect(setupOf('setup:\n  commands: [make deps]\n  timeout: 5m\n')).toEqual({
    commands: ['make deps'],
    timeoutMs: 300_000,
  });
});

test('is no part of a policy that nobody asked it of', () => {
  expect(setupOf('max_attempts: 2\n')).toBeUndefined();
  expect(setupOf('setup: []\n')).toBeUndefined();
});

test.each([
  ['setup: {comands: [a]}', 'setup.comands: unknown key, did you mean commands?'],
  ['setup: npm ci', 'setup: Invalid input'],
])('%s is refused by name', (text, problem) => {
  expect(setupOf(`${text}\n`)).toEqual([problem]);
});
