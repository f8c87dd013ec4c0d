import { expect, test } from 'vitest';

test('answers', () => {
  expect({ status: 500 }).toMatchObject({ status: 200 });
});
