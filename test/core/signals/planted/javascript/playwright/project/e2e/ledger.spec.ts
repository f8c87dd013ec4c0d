import { expect, test } from '@playwright/test';

test.describe('ledger', () => {
  test('adds up', () => expect(1 + 1).toBe(2));

  test('keeps the order', () => {
    expect([1, 3, 2]).toEqual([1, 2, 3]);
  });

  test.describe('of yesterday: "early"', () => {
    test('reads x - y › amount', async () => {
      await test.step('parse', () => {
        throw new TypeError('no amount: x - y');
      });
    });
  });
});

test('settles in time', async () => {
  test.setTimeout(50);
  await new Promise(() => {});
});

test('passes the second time', ({}, info) => {
  expect(info.retry).toBe(1);
});

test('throws [z] @slow', () => {
  throw new Error('no such account');
});

test.skip('is skipped', () => expect(1).toBe(2));
