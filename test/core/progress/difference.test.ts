// New, still there, fixed: told by what failed, not by how it failed this time.
import { expect, it } from 'vitest';
import { differenceBetween } from '#core/progress/difference.ts';
import type { FailureNote } from '#core/signals/failure-signal.ts';
import { failure } from '../support/samples.ts';

/** The same test with another print: it expected 60000 and got something else than before. */
const again = (name: string, print: string, more: Partial<FailureNote> = {}): FailureNote => ({
  ...failure(name),
  ...more,
  fingerprint: { fine: `test:${name}:${print}`, coarse: `test:${name}`, v: 1 },
});

it('tells what came, what stayed and what went', () => {
  expect(differenceBetween([failure('a'), failure('b')], [failure('b'), failure('c')])).toEqual({
    added: ['test:c'],
    persisting: ['test:b'],
    fixed: ['test:a'],
  });
});

it('takes a test that fails in another way for neither new nor fixed', () => {
  const before = [again('hold', '60002'), failure('settles')];
  expect(differenceBetween(before, [again('hold', '60001')])).toEqual({
    added: [],
    persisting: ['test:hold:60001'],
    fixed: ['test:settles'],
  });
});

it('tells tests of one name in two files apart, and what is no test by its print', () => {
  const inFile = (file: string) => again('works', file, { file });
  expect(differenceBetween([inFile('a.test.js')], [inFile('b.test.js')])).toMatchObject({
    added: ['test:works:b.test.js'],
    fixed: ['test:works:a.test.js'],
  });
  const { testId: _, ...error } = again('TS2322', 'x');
  const { testId: __, ...other } = again('TS2322', 'y');
  expect(differenceBetween([error], [other])).toMatchObject({ persisting: [], added: ['test:TS2322:y'] });
});

it('counts one failure in several places once', () => {
  expect(differenceBetween([], [failure('a'), failure('a')]).added).toEqual(['test:a']);
});
