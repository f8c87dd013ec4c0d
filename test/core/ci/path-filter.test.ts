// Path filters of workflows, by GitHub's documented examples.
import { expect, test } from 'vitest';
import { branchPasses, pathsPass } from '#core/ci/path-filter.ts';

const filter = (words: { paths?: string[]; pathsIgnore?: string[]; branches?: string[] }) => ({
  paths: null,
  pathsIgnore: null,
  branches: null,
  ...words,
});

test.each<[string, string[], string[], boolean]>([
  ['a star stays within a folder', ['*.js'], ['src/a.js'], false],
  ['a star fits any name', ['*.js'], ['a.js'], true],
  ['two stars cross folders', ['**.js'], ['src/deep/a.js'], true],
  ['a folder with two stars holds everything below', ['docs/**'], ['docs/a/b.md'], true],
  ['a folder without stars is only itself', ['docs'], ['docs/a.md'], false],
  ['stars before a slash may be no folder at all', ['**/README.md'], ['README.md'], true],
  ['stars before a slash end at a folder', ['**/README.md'], ['src/NOT-README.md'], false],
  ['stars in the middle', ['docs/**/*.md'], ['docs/a/b/c.md'], true],
  ['stars in the middle may be nothing', ['docs/**/*.md'], ['docs/c.md'], true],
  ['the last pattern that fits decides', ['src/**', '!src/docs/**'], ['src/docs/a.md'], false],
  ['a later one may take it in again', ['src/**', '!src/docs/**', 'src/docs/a.md'], ['src/docs/a.md'], true],
  ['one file is enough', ['src/**'], ['README.md', 'src/a.js'], true],
  ['no file is not', ['src/**'], ['README.md'], false],
])('%s', (_, paths, changed, passes) => {
  expect(pathsPass(filter({ paths }), changed)).toBe(passes);
});

test('ignored paths hold a change back only when they are all of it', () => {
  expect(pathsPass(filter({ pathsIgnore: ['**.md'] }), ['docs/a.md', 'b.md'])).toBe(false);
  expect(pathsPass(filter({ pathsIgnore: ['**.md'] }), ['docs/a.md', 'b.js'])).toBe(true);
});

test('branches are told apart in the same way', () => {
  expect(branchPasses(filter({}), 'anything')).toBe(true);
  expect(branchPasses(filter({ branches: ['release/**'] }), 'main')).toBe(false);
  expect(branchPasses(filter({ branches: ['**', '!greenlight/**'] }), 'greenlight/t-1')).toBe(false);
});

test('a pattern of many stars takes no longer for a long path', () => {
  const started = performance.now();
  expect(pathsPass(filter({ paths: ['**a'.repeat(30)] }), ['a'.repeat(2_000).concat('b')])).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});
