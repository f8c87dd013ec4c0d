import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feeFor } from '../src/fees.js';

const standard = { percent: 1.4, fixed: 25 };

test('fees: a fee is the percentage plus the fixed part', () => {
  assert.equal(feeFor(10_000, standard), 165);
});

test('fees: fractions are rounded up', () => {
  assert.equal(feeFor(101, standard), 27);
});

test('fees: a fee never exceeds the capture', () => {
  assert.equal(feeFor(10, standard), 10);
});

test('fees: nothing captured costs nothing', () => {
  assert.equal(feeFor(0, standard), 0);
});
