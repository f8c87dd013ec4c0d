// Whether the store can still be written: tried on the disk itself, and seldom enough that whoever asks costs nothing.
import type { Clock } from '#ports/clock.ts';
import type { Store } from './store.ts';

const EVERY_MS = 5_000;

/** Rejects with StoreError where it cannot; also how a process that does nothing else learns that another one took its database. */
export function storeProbe(store: Store, clock: Pick<Clock, 'nowMs'>): () => Promise<void> {
  let newest: { readonly atMs: number; readonly written: Promise<void> } | undefined;
  return () => {
    const atMs = clock.nowMs();
    if (newest === undefined || atMs - newest.atMs >= EVERY_MS)
      newest = { atMs, written: write(store, atMs) };
    return newest.written;
  };
}

const write = (store: Store, atMs: number): Promise<void> =>
  store.write((sql) => {
    sql.run(
      "INSERT INTO meta (key, value) VALUES ('probed_at_ms', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      atMs,
    );
  });
