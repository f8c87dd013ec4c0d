// The guard against two hundred evasions, and against honest changes that look like some of them.
import { expect, test } from 'vitest';
import { findWeakenings } from '#core/integrity/guard.ts';
import { type Change, EVASIONS, HONEST, NOT_SEEN } from './evasions.ts';

const found = ([, path, before, after]: Change) =>
  findWeakenings([{ path, before: before || null, after: after || null }]).map(
    ({ rule, line }) => `${rule}:${line}`,
  );

test.each(EVASIONS)('%s is seen', (...change) => {
  expect(change[2]).not.toBe(change[3]);
  expect(found(change)).not.toEqual([]);
});

test.each(HONEST)('%s is nothing to ask about', (...change) => {
  expect(found(change)).toEqual([]);
});

test('what is not seen is known', () => {
  expect(NOT_SEEN.filter((change) => found(change).length > 0)).toEqual([]);
});
