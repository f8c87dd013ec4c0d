import { expect, test } from '@playwright/test';
import { expectPaid, pay } from '../pages/ledger-page.js';

test.describe('ledger', () => {
  test('has a title', async ({ page }) => {
    await page.goto('/');
    await expect(page).toHaveTitle('Payments');
  });

  test('has another title', async ({ page }) => {
    await page.goto('/');
    await expect(page).toHaveTitle(/Invoices/);
  });

  test('pays', async ({ page }) => {
    await pay(page);
    await expectPaid(page);
  });

  test('says so', async ({ page }) => {
    await page.goto('/');
    await expectPaid(page);
  });

  test('clicks one of many', async ({ page }) => {
    await page.goto('/');
    await page.locator('li').click();
  });

  test('checks softly', async ({ page }) => {
    await page.goto('/');
    await expect.soft(page.locator('h1')).toHaveText('Books');
    await expect.soft(page.locator('li')).toHaveCount(3);
  });

  test.fail('is expected to fail', async ({ page }) => {
    await page.goto('/');
  });
});

test('goes where nobody listens', async ({ page }) => {
  await page.goto('http://localhost:4999/');
});

test('waits for ever', async ({ page }) => {
  await page.goto('/');
  await page.waitForSelector('#never');
});

test('compares a picture', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveScreenshot('ledger.png');
});
