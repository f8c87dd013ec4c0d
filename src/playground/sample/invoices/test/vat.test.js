import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vatOf } from '../src/vat.js';

test('VAT is a share of the net amount', () => {
  assert.equal(vatOf([{ netCents: 10_000, ratePercent: 19 }]), 1_900);
});

test('VAT of each line is rounded by itself', () => {
  const line = { netCents: 45, ratePercent: 10 };
  assert.equal(vatOf([line, line, line]), 15);
});

test('VAT may have different rates on one invoice', () => {
  assert.equal(
    vatOf([
      { netCents: 1_000, ratePercent: 19 },
      { netCents: 1_000, ratePercent: 7 },
    ]),
    260,
  );
});
