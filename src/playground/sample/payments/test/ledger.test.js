import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop } from './helpers.js';

test('ledger: a balance is the sum of what was recorded', async (t) => {
  const { ledger } = await openShop(t);
  await ledger.record({ kind: 'adjustment', merchantId: 'm-books', amount: 700 });
  await ledger.record({ kind: 'adjustment', merchantId: 'm-books', amount: -200 });
  assert.equal(await ledger.balanceOf('m-books'), 500);
});

test('ledger: merchants do not see each other', async (t) => {
  const { ledger } = await openShop(t);
  await ledger.record({ kind: 'adjustment', merchantId: 'm-bikes', amount: 700 });
  assert.equal(await ledger.balanceOf('m-books'), 0);
});

test('ledger: an entry without a merchant is refused', async (t) => {
  const { ledger } = await openShop(t);
  await assert.rejects(ledger.record({ kind: 'adjustment', amount: 1 }), TypeError);
});
