import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportCsv } from '../src/export.js';
import { invoice } from '../src/invoice.js';

const lines = [{ netCents: 2_000, ratePercent: 19 }];
const march = [
  invoice({ number: '2026-0117', date: '2026-03-02', customer: 'Books, Maps & Co', lines }),
  invoice({ number: '2026-0118', date: '2026-03-05', customer: 'Velo AG', currency: 'CHF', lines }),
];
const rows = (csv) => csv.trimEnd().split('\n');

test('the export has one row for each invoice under the titles', () => {
  assert.equal(rows(exportCsv(march)).length, 3);
});

test('the export quotes what holds a comma', () => {
  assert.match(exportCsv(march), /^2026-0117,2026-03-02,"Books, Maps & Co",20\.00,3\.80,23\.80/m);
});
