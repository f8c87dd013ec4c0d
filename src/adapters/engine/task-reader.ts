// Looking at tasks without running them: for the engine itself, and for `explain` beside a running bot.
import { forgottenTask } from '#adapters/store/forgotten.ts';
import type { Store } from '#adapters/store/store.ts';
import { eventsOf, taskRecords } from '#adapters/store/task-records.ts';
import type { Engine } from '#ports/engine.ts';

export type TaskReader = Pick<Engine, 'get' | 'list' | 'history' | 'forgotten'>;

/** `store` may be open for reading only. `taskVersion` is the newest record version the caller understands. */
export function taskReader(store: Store, taskVersion?: number): TaskReader {
  const records = taskRecords(taskVersion);
  return {
    get: async (taskId) => records.get(store.read, taskId),
    list: (filter) => records.list(store, filter),
    history: (taskId) => eventsOf(store, taskId),
    forgotten: async (taskId) => forgottenTask(store.read, taskId),
  };
}
