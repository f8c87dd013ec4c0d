// `problem_matchers` of a repository's own file: files inside of it, united with the operator's.
import { expect, test } from 'vitest';
import { readRepositoryFile } from '#app/repository-file.ts';
import { DEFAULT_POLICY, tighten } from '#core/policy.ts';

const read = (path: string) => readRepositoryFile(`problem_matchers: ['${path}']\n`);

test('takes files of the repository, and goes into the policy of its tasks', () => {
  const file = read('.github/own.json');
  expect(file.ok && tighten(DEFAULT_POLICY, file.policy).problemMatchers).toEqual(['.github/own.json']);
  const operator = { ...DEFAULT_POLICY, problemMatchers: ['tools/all.json'] };
  expect(file.ok && tighten(operator, file.policy).problemMatchers).toEqual([
    'tools/all.json',
    '.github/own.json',
  ]);
});

test('is no part of a policy that nobody asked it of', () => {
  const file = readRepositoryFile('max_attempts: 2\n');
  expect(file.ok && tighten(DEFAULT_POLICY, file.policy)).not.toHaveProperty('problemMatchers');
});

test.each(['/etc/own.json', '../own.json', 'a/../../own.json', 'own.yml', ''])('refuses %j', (path) => {
  expect(read(path)).toMatchObject({ ok: false });
});
