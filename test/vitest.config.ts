// How tests run: everything in one command, without network; what needs Docker, Redis or a browser asks test/support.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SlowFirst } from './support/slow-first.ts';

// CI names a file for machine-readable results; a person reads the terminal.
const report = process.env.GREENLIGHT_TEST_REPORT;
// Starting a bot is half compiling it, and the tests start some hundred.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'greenlight-compile-cache');

// Values in, values out, and conversations through fakes: nothing of one file is left for the next, so they share workers.
const PURE = ['test/core/**/*.test.ts', 'test/app/**/*.test.ts', 'test/stories/**/*.test.ts'];
// Faults on purpose: what tools print about them is read, they are not run here.
const PLANTED = 'test/core/signals/planted/**';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // Processes, not threads: tests start children, change signals and open SQLite files, and die alone when they crash.
    pool: 'forks',
    // One more than CI has cores: half of the long ones wait for containers, children and Slack's clocks.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    globalSetup: ['test/support/find-parts.ts'],
    setupFiles: ['test/support/no-network.ts', 'test/support/seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: report ? ['default', 'json'] : ['default'],
    ...(report ? { outputFile: { json: report } } : {}),
    projects: [
      {
        extends: true,
        test: { name: 'world', include: ['test/**/*.test.ts'], exclude: [...PURE, PLANTED] },
      },
      {
        extends: true,
        test: { name: 'pure', include: PURE, exclude: [PLANTED], isolate: false, globalSetup: [] },
      },
    ],
  },
});
