import { expect, test } from '@playwright/test';

test('passes when run again', ({}, info) => {
  expect(info.retry).toBe(1);
});

test('never passes', () => {
  expect(1).toBe(2);
});
