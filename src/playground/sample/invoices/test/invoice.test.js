import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../src/invoice.js';

const base = { number: '2026-0117', date: '2026-03-02', customer: 'Books & Co' };

test('an invoice adds up', () => {
  const lines = [{ netCents: 2_000, ratePercent: 19 }];
  assert.equal(invoice({ ...base, lines }).totalCents, 2_380);
});

test('an invoice is in euros unless it says otherwise', () => {
  const lines = [{ netCents: 2_000, ratePercent: 19 }];
  assert.equal(invoice({ ...base, lines }).currency, 'EUR');
  assert.equal(invoice({ ...base, currency: 'CHF', lines }).currency, 'CHF');
});

test('an invoice needs a line', () => {
  assert.throws(() => invoice({ ...base, lines: [] }), /has no lines/);
});
