import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['packages/api/*.test.ts'] } },
      { test: { name: 'node 24', include: ['packages/api/*.test.ts'] } },
    ],
  },
});
