import { test } from '@playwright/test';

const books = undefined;
test.describe('twice', () => {
  test('the same', () => {});
  test('the same', () => {});
});
test(`a title of ${books.name}`, () => {});
