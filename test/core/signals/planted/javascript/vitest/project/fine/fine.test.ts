import { expect, test } from 'vitest';

test('throws Error: FAIL  test/a.test.ts > b', () => {
  console.error('Error: no such account\n    at fine/fine.test.ts:4:3\n 1 failed');
  expect(() => {
    throw new Error('0 failed');
  }).toThrow('0 failed');
});

test.fails('AssertionError: expected 1 to be 2', () => expect(1).toBe(2));

let runs = 0;
test('× passes the second time', { retry: 2 }, () => {
  runs += 1;
  expect(runs).toBe(2);
});
