import { expect, test } from '@playwright/test';

test('throws Error: 1) failed', () => {
  console.error('  1) [chromium] › e2e/a.spec.ts:3:1 › b\n  1 failed\nError: no such account');
  expect(() => {
    throw new Error('0 failed');
  }).toThrow('0 failed');
});

test('passes the second time', ({}, info) => {
  expect(info.retry).toBe(1);
});
