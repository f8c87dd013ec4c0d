import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['fine/*.test.ts'], coverage: { enabled: true, thresholds: { lines: 90 }, include: ['src/**'], reporter: 'text-summary' } },
});
