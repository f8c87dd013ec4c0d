import { expect, test } from 'vitest';

test('leaves a promise behind', async () => {
  void Promise.reject(new Error('nobody waits for me'));
  await new Promise((done) => setTimeout(done, 5));
  expect(1).toBe(1);
});
