import { defineConfig } from '@playwright/test';

const only = process.env.ONLY;
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'out',
  workers: Number(process.env.WORKERS ?? 1),
  fullyParallel: true,
  retries: Number(process.env.RETRIES ?? 0),
  timeout: 4_000,
  expect: { timeout: 1_000 },
  ...(only ? { testMatch: `**/${only}.spec.js` } : { testIgnore: '**/{server,setup,global}*' }),
  ...(process.env.GLOBAL ? { globalSetup: './global-setup.js' } : {}),
  use: {
    baseURL: 'http://localhost:4173',
    launchOptions: { executablePath: process.env.BROWSER ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
    ...(process.env.TRACES ? { screenshot: 'only-on-failure', trace: 'retain-on-failure' } : {}),
  },
  projects: process.env.PROJECTS
    ? [{ name: 'setup', testMatch: '**/setup.js' }, { name: 'chromium', dependencies: ['setup'] }, { name: 'Mobile Chrome', dependencies: ['setup'] }]
    : [{ name: 'chromium' }],
  webServer: {
    command: 'node server.js',
    url: process.env.SERVER ? 'http://localhost:4174' : 'http://localhost:4173',
    timeout: 3_000,
    reuseExistingServer: false,
  },
});
