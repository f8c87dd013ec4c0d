// Records that cannot be read are named, never skipped.
import { expect, test } from 'vitest';
import { eventsOf, taskRecords } from '#adapters/store/task-records.ts';
import { collect } from '#test/contracts/engine/harness.ts';
import { idNo, requested } from '#test/contracts/engine/sample-events.ts';
import { toyTransition } from '#test/contracts/engine/toy-core.ts';
import { temporaryStore } from './folder.ts';

async function storeWith(count: number) {
  const store = temporaryStore();
  const records = taskRecords();
  await store.write((sql) => {
    for (let no = 1; no <= count; no += 1) {
      const { task } = toyTransition(undefined, requested(idNo(no)));
      if (task) records.save(sql, task, 0);
    }
  });
  return { store, records };
}

test('throws in the middle of a list at a record that cannot be read', async () => {
  const { store, records } = await storeWith(5);
  await store.write((sql) => sql.run("UPDATE tasks SET record = '{half' WHERE id = ?", idNo(3)));
  await expect(collect(records.list(store))).rejects.toMatchObject({
    reason: 'unreadable',
    message: expect.stringContaining(idNo(3)),
  });
});

test('throws when the store goes away in the middle of a list', async () => {
  const { store, records } = await storeWith(250);
  const read = async () => {
    let count = 0;
    for await (const _ of records.list(store)) {
      count += 1;
      if (count === 50) await store.close();
    }
  };
  await expect(read()).rejects.toMatchObject({ reason: 'closed' });
});

test('reads a history of many events in order', async () => {
  const { store } = await storeWith(1);
  await store.write((sql) => {
    for (let no = 1; no <= 230; no += 1)
      sql.run(
        `INSERT INTO events (task_id, event_id, sequence, event, because, from_state, to_state)
         VALUES (?, ?, ?, '{}', '{}', NULL, 'requested')`,
        idNo(1),
        `e${no}`,
        no,
      );
  });
  const sequences = (await collect(eventsOf(store, idNo(1)))).map(({ sequence }) => sequence);
  expect(sequences).toEqual(Array.from({ length: 230 }, (_, index) => index + 1));
});
