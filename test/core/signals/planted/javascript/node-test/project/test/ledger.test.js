import assert from 'node:assert/strict';
import { before, beforeEach, describe, it, test } from 'node:test';
import { parse } from '../src/money.js';

describe('ledger', () => {
  it('adds up', () => assert.equal(1 + 1, 2));

  it('keeps the order', () => {
    assert.deepEqual([1, 3, 2], [1, 2, 3]);
  });

  describe('of yesterday: "early"', () => {
    for (const text of ['1', 'x - y', '[z]']) {
      it(`reads ${text} → amount`, () => {
        assert.equal(parse(text), 1);
      });
    }
  });
});

describe('holds', () => {
  beforeEach(() => {
    throw new Error('no database');
  });
  it('expire', () => {});
});

describe('accounts', () => {
  before(() => {
    throw new Error('no schema');
  });
  it('are opened', () => {});
});

test('settles in time', { timeout: 20 }, () => new Promise((done) => setTimeout(done, 1_000)));

test('starts with parts', async (t) => {
  await t.test('first # part', () => {
    assert.ok(false, 'the first part is missing');
  });
  t.test('never awaited', () => new Promise((done) => setTimeout(done, 50)));
});

test('throws no Error', () => {
  throw 'a plain string';
});

test('rejects', async () => {
  await Promise.reject(new RangeError('out of range'));
});

test('is to be done', { todo: true }, () => assert.equal(1, 2));
test('is skipped', { skip: 'for now' }, () => assert.equal(1, 2));
