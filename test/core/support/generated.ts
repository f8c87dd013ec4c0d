// Documents that are generated from the code: compared on every run, rewritten with UPDATE_DOCS=1.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** `name` is a path inside docs/. */
export function expectGenerated(name: string, content: string): void {
  const path = new URL(`../../../docs/${name}`, import.meta.url);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, content);
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : '';
  expect(kept, `docs/${name} is stale; write it anew with UPDATE_DOCS=1 npm test -- test/core`).toBe(content);
}
