import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelLines } from '../src/label.js';

const parcel = {
  parcelNumber: 'P-1007',
  recipient: { name: 'Ida Berg', street: 'Hafenweg 3', postcode: '24103', town: 'Kiel' },
  items: [{ grams: 700, count: 1 }],
};

test('a label names the recipient, the carrier and the billed weight', () => {
  assert.deepEqual(labelLines(parcel).slice(0, 4), ['Ida Berg', 'Hafenweg 3', '24103 Kiel', 'Post · 1 kg · P-1007']);
});
