import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Holds } from '../src/holds.js';

const ttlMs = 60_000;
const place = (holds, amount = 500) => holds.place({ merchantId: 'm-books', card: 'tok_4242', amount });

test('holds: a live hold is captured once', () => {
  const holds = new Holds({ ttlMs });
  const hold = place(holds);
  assert.equal(holds.capture(hold.id, 300).captured, 300);
  assert.throws(() => holds.capture(hold.id, 100), /is captured/);
});

test('holds: a hold expires exactly its lifetime after it was placed', () => {
  const holds = new Holds({ ttlMs });
  for (const amount of [100, 40_000, 250_000]) {
    const hold = place(holds, amount);
    assert.equal(hold.expiresAtMs - hold.placedAtMs, ttlMs);
  }
});

test('holds: no more than was held is captured', () => {
  const holds = new Holds({ ttlMs });
  const hold = place(holds, 500);
  assert.throws(() => holds.capture(hold.id, 501), RangeError);
});

test('holds: a released hold cannot be captured', () => {
  const holds = new Holds({ ttlMs });
  const hold = place(holds);
  holds.release(hold.id);
  assert.throws(() => holds.capture(hold.id, 100), /is released/);
});

test('holds: an expired hold cannot be captured', () => {
  const holds = new Holds({ ttlMs });
  const hold = place(holds);
  assert.throws(() => holds.capture(hold.id, 100, hold.expiresAtMs), /has expired/);
});

test('holds: a hold needs a positive amount', () => {
  assert.throws(() => place(new Holds({ ttlMs }), 0), RangeError);
});

test('holds: the same card and merchant give the same authorisation', () => {
  const holds = new Holds({ ttlMs });
  assert.equal(place(holds).authorisation, place(holds).authorisation);
});
