import assert from 'node:assert/strict';
import { test } from 'node:test';
import { place, ttlMs } from '../src/holds.js';

test('holds: a hold expires exactly its lifetime after it was placed', () => {
  const hold = place();
  assert.ok(hold.placedAtMs > 0);
  assert.equal(hold.expiresAtMs - hold.placedAtMs, ttlMs);
});

test('holds: a hold is placed in the past', () => {
  assert.ok(place().placedAtMs < Date.now());
});
