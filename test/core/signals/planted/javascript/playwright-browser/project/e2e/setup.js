import { test } from '@playwright/test';

test('signs in', () => {
  throw new Error('wrong password');
});
