import { expect } from '@playwright/test';

export const pay = async (page) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Pay' }).click({ timeout: 1_000 });
};

export const expectPaid = async (page) => {
  await expect(page.getByText('Paid')).toBeVisible();
};
