// How tests run: everything in one command, without network; what needs Docker, Redis or a browser asks test/support.
import { defineConfig } from 'vitest/config';

// CI names a file for machine-readable results; a person reads the terminal.
const report = process.env.GREENLIGHT_TEST_REPORT;

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // Faults on purpose: what tools print about them is read, they are not run here.
    exclude: ['test/core/signals/planted/**'],
    // Processes, not threads: tests start children, change signals and open SQLite files, and die alone when they crash.
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['test/support/find-parts.ts'],
    setupFiles: ['test/support/no-network.ts', 'test/support/seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: report ? ['default', 'json'] : ['default'],
    ...(report ? { outputFile: { json: report } } : {}),
  },
});
