// A store in a folder of its own, gone when the test is over.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '#adapters/store/store.ts';

export function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'greenlight.db');
}

export function temporaryStore(path = temporaryDatabase()): Store {
  const store = openStore({ path });
  onTestFinished(() => store.close());
  return store;
}
