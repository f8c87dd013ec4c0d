import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop } from './helpers.js';

const day = '2026-03-02';
const captures = (...ids) => ids.map((captureId) => ({ captureId, amount: 1_000 }));

test('settlement: each day of a week lists its captures in order', async (t) => {
  const { settlement } = await openShop(t);
  for (let number = 1; number <= 7; number += 1) {
    const date = `2026-02-${String(number).padStart(2, '0')}`;
    const ids = [`${date}-a`, `${date}-b`, `${date}-c`, `${date}-d`, `${date}-e`];
    const statement = await settlement.settle('m-books', date, captures(...ids));
    assert.deepEqual(statement.captures, ids);
  }
});

test('settlement: a day without captures pays nothing', async (t) => {
  const { settlement } = await openShop(t);
  const statement = await settlement.settle('m-books', day, []);
  assert.deepEqual(statement, { merchantId: 'm-books', day, captures: [], paid: 0 });
});

test('settlement: an unknown merchant is refused', async (t) => {
  const { settlement } = await openShop(t);
  await assert.rejects(settlement.settle('m-nobody', day, captures('c-1')), /No merchant/);
});
