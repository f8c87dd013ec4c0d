// An inbox and settings in memory that outlive a "process" of a test and fail on request.
import type { Inbox, InboxItem } from '#ports/inbox.ts';
import type { Settings } from '#ports/settings.ts';

export type MemoryInbox = Inbox & {
  readonly items: Map<string, InboxItem & { isDone: boolean }>;
  /** The next puts fail as a full disk would. */
  failNextPuts(times: number): void;
  /** Runs once, after the next put was stored and before the caller learns of it. */
  afterNextPut(then: () => Promise<void>): void;
};

export function memoryInbox(): MemoryInbox {
  const items: MemoryInbox['items'] = new Map();
  let failures = 0;
  let then: (() => Promise<void>) | undefined;
  return {
    items,
    failNextPuts(times) {
      failures = times;
    },
    afterNextPut(what) {
      then = what;
    },
    async put(item) {
      if (failures > 0) {
        failures -= 1;
        throw new Error('the disk is full');
      }
      if (items.has(item.key)) return 'seen';
      items.set(item.key, { ...item, isDone: false });
      const after = then;
      then = undefined;
      await after?.();
      return 'new';
    },
    async done(_source, key) {
      const item = items.get(key);
      if (item !== undefined) item.isDone = true;
    },
    async *pending(source) {
      for (const item of items.values()) if (item.source === source && !item.isDone) yield item;
    },
  };
}

export type MemorySettings = Settings & { readonly values: Map<string, string> };

export function memorySettings(): MemorySettings {
  const values = new Map<string, string>();
  return {
    values,
    async get<T>(key: string) {
      const kept = values.get(key);
      return kept === undefined ? undefined : (JSON.parse(kept) as T);
    },
    async set(key, value) {
      values.set(key, JSON.stringify(value));
    },
    async delete(key) {
      values.delete(key);
    },
  };
}
