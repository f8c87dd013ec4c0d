// A process with a store of its own, for tests that kill it or take its disk away: node child.ts <what> <path> [from].
import { openStore, openStoreReadOnly, type Store } from '#adapters/store/store.ts';
import { StoreError } from '#adapters/store/store-error.ts';

const [what, path = '', from = '0'] = process.argv.slice(2);

const put = (store: Store, key: number, value: string) =>
  store.write((sql) =>
    sql.run("INSERT INTO kv (namespace, key, value) VALUES ('test', ?, ?)", String(key), value),
  );

/** Says each number once its write is acknowledged. */
async function write(): Promise<void> {
  const store = openStore({ path });
  for (let no = Number(from); ; no += 1) {
    await put(store, no, 'x');
    process.stdout.write(`${no}\n`);
  }
}

/** Drops every reference to the store, collects garbage, and waits to be killed. */
async function forget(): Promise<void> {
  await (async () => put(openStore({ path }), 1, 'x'))();
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  process.stdout.write('forgotten\n');
  setInterval(() => {}, 1_000);
}

/** Writes until the disk refuses. */
async function fill(): Promise<void> {
  const store = openStore({ path });
  let acknowledged = 0;
  try {
    while (true) {
      await put(store, acknowledged, 'x'.repeat(10_000));
      acknowledged += 1;
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    await store.close();
    const rows = openStoreReadOnly({ path }).read.get<{ n: number }>('SELECT COUNT(*) AS n FROM kv');
    const { reason, message } = error;
    process.stdout.write(JSON.stringify({ acknowledged, found: rows?.n, reason, message }));
  }
}

await { write, forget, fill }[what as 'write' | 'forget' | 'fill']();
