jest.retryTimes(2, { logErrorsBeforeRetry: true });

test('throws Error: FAIL test/a.test.js › b', () => {
  console.error('Error: no such account\n  ● printed by the code\nFAIL test/a.test.js\n 1 failed');
  expect(() => {
    throw new Error('0 failed');
  }).toThrow('0 failed');
});

let runs = 0;
test('✕ passes the second time', () => {
  runs += 1;
  expect(runs).toBe(2);
});
