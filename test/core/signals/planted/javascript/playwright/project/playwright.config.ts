import { defineConfig } from '@playwright/test';

export default defineConfig({ testDir: process.env.DIR ?? 'e2e', retries: Number(process.env.RETRIES ?? 1), workers: 1, outputDir: 'out', testIgnore: process.env.BROKEN ? [] : ['**/broken*'],
  ...(process.env.PROJECTS ? { projects: [{ name: 'chromium' }, { name: 'Mobile Safari' }] } : {}) });
