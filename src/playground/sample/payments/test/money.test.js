import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cents, formatAmount, parseAmount, sum } from '../src/money.js';

test('money: an amount is read as whole cents', () => {
  assert.equal(parseAmount('12.34'), 1234);
  assert.equal(parseAmount('12'), 1200);
  assert.equal(parseAmount('-0.05'), -5);
});

test('money: text that is no amount is refused', () => {
  for (const text of ['', '1.2', '1,20', 'ten', '1e3']) assert.throws(() => parseAmount(text), TypeError);
});

test('money: an amount is written with two decimals and its currency', () => {
  assert.equal(formatAmount(1205), '12.05 EUR');
  assert.equal(formatAmount(-5, 'GBP'), '-0.05 GBP');
});

test('money: fractions of a cent are refused', () => {
  assert.throws(() => cents(0.5), TypeError);
});

test('money: a sum of nothing is zero', () => {
  assert.equal(sum([]), 0);
  assert.equal(sum([1, 2, 3]), 6);
});
