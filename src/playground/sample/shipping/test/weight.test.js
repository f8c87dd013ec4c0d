import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billedGrams, parcelGrams } from '../src/weight.js';

const items = [
  { grams: 210, count: 2 },
  { grams: 95, count: 1 },
];

test('a parcel weighs what its items weigh', () => {
  assert.equal(parcelGrams(items), 515);
});

test('every half kilogram that was begun is billed', () => {
  assert.equal(billedGrams(items), 1_000);
  assert.equal(billedGrams([{ grams: 500, count: 1 }]), 500);
});
