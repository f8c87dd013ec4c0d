const assert = require('node:assert/strict');
const { parse } = require('../src/money.js');

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

it('settles in time', function (done) {
  this.timeout(20);
  setTimeout(() => {}, 100);
});

it('throws no Error', () => {
  throw 'a plain string';
});

it('rejects:', async () => {
  await Promise.reject(new RangeError('out of range'));
});

it('is retried in vain', function () {
  this.retries(1);
  assert.equal('open', 'closed');
});

it.skip('is skipped', () => {});
it('is to be done');
