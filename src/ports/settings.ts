// Everything shared and small: channel defaults, links, dedupe windows, caches. Never the task record.

export interface Settings {
  /** Undefined when absent or expired. Throws when the store cannot be read: an error is never an absence. */
  get<T>(key: string): Promise<T | undefined>;
  set<T>(key: string, value: T, options?: { ttlMs?: number }): Promise<void>;
  delete(key: string): Promise<void>;
}
