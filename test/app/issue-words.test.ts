// What a repository's own file may get wrong, told by key and without repeating a value.
import { expect, it } from 'vitest';
import { readRepositoryFile } from '#app/repository-file.ts';

const problems = (text: string): readonly string[] => {
  const read = readRepositoryFile(text);
  return read.ok ? [] : read.problems;
};

it('takes an empty file, or one of remarks alone, for one that asks for nothing', () => {
  for (const text of ['', '\n', '# nothing yet\n', 'null']) expect(problems(text)).toEqual([]);
});

it('reads what it is told', () => {
  const read = readRepositoryFile(
    'max_attempts: 2\nmax_runtime: 90m\nrisk: high\nprotected_paths: [db/**]\n',
  );
  expect(read).toMatchObject({
    ok: true,
    policy: { maxAttempts: 2, maxRuntimeMs: 5_400_000, risk: 'high', protectedPaths: ['db/**'] },
  });
});

it('reads how a fix for flaky tests is proved, and names what it may not say', () => {
  const text = 'prove:\n  runs: 50\n  command: [npm, test]\n  run_timeout: 5m\n';
  expect(readRepositoryFile(text)).toMatchObject({
    policy: { prove: { runs: 50, command: ['npm', 'test'], runTimeoutMs: 300_000 } },
  });
  expect(problems('prove: { rums: 5, max_runs: 500, command: npm test, runs: 201 }')).toMatchInlineSnapshot(`
    [
      "prove.runs: wants at most 200",
      "prove.command: wants a list",
      "prove.rums: unknown key, did you mean runs?",
      "prove.max_runs: unknown key",
    ]
  `);
});

it('tells every problem at once, by key', () => {
  const text = `
max_atempts: 2
max_attempts: 50
max_runtime: [1]
max_cost_usd: 0
protected_paths: docs
required_checks: ['']
risk: extreme
merge: later
`;
  expect(problems(text)).toMatchInlineSnapshot(`
    [
      "max_attempts: wants at most 20",
      "max_runtime: wants a time such as 30m or 2h",
      "max_cost_usd: wants more than 0",
      "protected_paths: wants a list",
      "required_checks.0: is empty",
      "risk: wants low or high",
      "merge: wants never or on_approval or auto",
      "max_atempts: unknown key, did you mean max_attempts?",
    ]
  `);
});

it.each([
  ['a list', '- a'],
  ['text', 'hello'],
  ['broken', 'a: [\nsecret-secret'],
  ['one key twice', 'risk: low\nrisk: high'],
  ['many aliases', `a: &a [x]\nb: &b [${'*a,'.repeat(9)}]\nc: [${'*b,'.repeat(9)}]`],
])('refuses %s without repeating it', (_, text) => {
  expect(problems(text)).not.toEqual([]);
  expect(problems(text).join()).not.toContain('secret-secret');
});

it('does not take inherited names for keys', () => {
  expect(problems('constructor: 1\n')).toEqual(['constructor: unknown key']);
  expect(problems('__proto__: { risk: low }\n')).toEqual(['__proto__: unknown key']);
});
