import { expect, test } from '@playwright/test';

test.describe.serial('in order', () => {
  test('first', () => {
    expect({ cents: 1, of: { account: 'a' } }).toEqual({ cents: 2, of: { account: 'a' } });
  });
  test('second', () => {});
});

test.describe('with a set-up', () => {
  test.beforeAll(() => {
    throw new Error('no account to begin with');
  });
  test('never begins', () => {});
  test('nor this', () => {});
});

test.describe('with a tear-down', () => {
  test.afterEach(() => {
    throw new Error('could not clean up');
  });
  test('passes itself', () => {});
});

test('is told apart @smoke', { tag: ['@slow'] }, async () => {
  await test.step('open › the ledger', async () => {
    await test.step('inner', async () => {
      expect(await Promise.resolve('a\nb')).toBe('a\nc');
    });
  });
});

test('ends its worker', () => {
  process.exit(3);
});
