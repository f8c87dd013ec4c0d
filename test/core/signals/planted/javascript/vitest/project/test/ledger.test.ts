import { beforeEach, describe, expect, it, test } from 'vitest';
import { parse } from '../src/money.ts';

describe('ledger', () => {
  it('adds up', () => expect(1 + 1).toBe(2));

  it('keeps the order', () => {
    expect([1, 3, 2]).toEqual([1, 2, 3]);
  });

  describe('of yesterday: "early"', () => {
    it.each(['a', 'x - y', '[z]'])('reads %s → amount', (text) => {
      expect(parse(text === 'a' ? '1' : text)).toBe(1);
    });
  });
});

describe('holds', () => {
  beforeEach(() => {
    throw new Error('no database');
  });
  it('expire', () => {});
});

test('settles in time', { timeout: 20 }, () => new Promise(() => {}));

test('prints the statement', () => {
  expect('total 12').toMatchInlineSnapshot(`"total 13"`);
});

test('is retried in vain', { retry: 1 }, () => {
  expect('open').toBe('closed');
});

let runs = 0;
test('passes the second time', { retry: 2 }, () => {
  runs += 1;
  expect(runs).toBe(2);
});

test.fails('fails with Error: FAIL on purpose', () => {
  expect(1).toBe(2);
});

test.skip('is skipped', () => expect(1).toBe(2));
test.todo('is to be done');
