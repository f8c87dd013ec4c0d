import assert from 'node:assert/strict';
import { test } from 'node:test';

test('throws Error: ✖ not ok 1 - FAIL', () => {
  console.error('not ok 1 - printed by the code\nError: no such account\n✖ 1 failed');
  assert.throws(() => {
    throw new Error('0 failed');
  }, /0 failed/);
});

test('is to be done', { todo: true }, () => assert.equal(1, 2));
