// GitHub's problem matchers of a repository's own: one line, several lines, loops, and patterns that mean harm.
import { describe, expect, test } from 'vitest';
import { problemMatchers } from '#core/signals/matchers/problem-matchers.ts';

const linesOf = (text: string) =>
  text.split('\n').map((line, at) => ({ no: at + 1, text: line, mark: null }));
const read = (matcher: object, text: string) => {
  const { grammars, problems } = problemMatchers(JSON.stringify({ problemMatcher: [matcher] }));
  expect(problems).toEqual([]);
  return grammars.flatMap((grammar) => grammar.read(linesOf(text)).findings);
};

const STYLISH = {
  owner: 'eslint-own',
  pattern: [
    { regexp: '^([^\\s].*)$', file: 1 },
    {
      regexp: '^\\s+(\\d+):(\\d+)\\s+(error|warning)\\s+(.*)\\s\\s+(.*)$',
      line: 1,
      column: 2,
      severity: 3,
      message: 4,
      code: 5,
      loop: true,
    },
  ],
};

test('reads one line', () => {
  const gcc = {
    owner: 'gcc-own',
    pattern: [
      {
        regexp: '^(.*):(\\d+):(\\d+): (?:fatal )?(warning|error): (.*)$',
        file: 1,
        line: 2,
        column: 3,
        severity: 4,
        message: 5,
      },
    ],
  };
  expect(read(gcc, 'noise\nsrc/a.c:3:5: error: no\nsrc/a.c:4:1: warning: mild')).toEqual([
    { kind: 'compile', file: 'src/a.c', line: 3, column: 5, code: undefined, message: 'no', from: 1, to: 2 },
  ]);
});

test('reads several lines, the last of them as often as it comes', () => {
  const text =
    'src/a.js\n  3:1  error  no  rule-a\n  4:2  warning  mild  rule-b\n  5:3  error  never  rule-c\n\nsrc/b.js\n  1:1  error  ever  rule-d';
  expect(read(STYLISH, text).map(({ file, line, code }) => [file, line, code])).toEqual([
    ['src/a.js', 3, 'rule-a'],
    ['src/a.js', 5, 'rule-c'],
    ['src/b.js', 1, 'rule-d'],
  ]);
});

describe('refuses', () => {
  test.each([
    ['no JSON', '{', /no JSON/],
    ['no list', '{}', /problemMatcher/],
    ['no pattern', '{"problemMatcher":[{"owner":"x"}]}', /pattern/],
    [
      'a group that is not there',
      '{"problemMatcher":[{"owner":"x","pattern":[{"regexp":"a","message":1}]}]}',
      /group/,
    ],
    ['no message', '{"problemMatcher":[{"owner":"x","pattern":[{"regexp":"(a)","file":1}]}]}', /message/],
    [
      'what needs backtracking',
      '{"problemMatcher":[{"owner":"x","pattern":[{"regexp":"(a)\\\\1","message":1}]}]}',
      /linear/,
    ],
    [
      'a loop before the end',
      '{"problemMatcher":[{"owner":"x","pattern":[{"regexp":"(a)","message":1,"loop":true},{"regexp":"b"}]}]}',
      /loop/,
    ],
  ])('%s', (_, text, why) => {
    const { grammars, problems } = problemMatchers(text);
    expect(grammars).toEqual([]);
    expect(problems.join('\n')).toMatch(why);
  });
});

test('is not slowed by a pattern that would stop other engines', () => {
  const evil = { owner: 'evil', pattern: [{ regexp: '^(a+)+$', message: 1 }] };
  expect(read(evil, `${'a'.repeat(20_000)}b`)).toEqual([]);
});
