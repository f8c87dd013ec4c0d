import { test } from '@playwright/test';

test('never runs', () => {
  const x = ;
});
