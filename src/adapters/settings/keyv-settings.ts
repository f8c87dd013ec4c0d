// The Settings port through Keyv: on our own store, or on Redis where several bots share them. Failures are loud.
import { setTimeout as pause } from 'node:timers/promises';
import { Keyv } from 'keyv';
import { keyvStore } from '#adapters/store/keyv-store.ts';
import type { Store } from '#adapters/store/store.ts';
import { problem } from '#core/problem.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { Settings } from '#ports/settings.ts';
import { redisKeyv } from './redis-keyv.ts';

export type KeyvSettingsOptions = ({ readonly store: Store } | { readonly redisUrl: string }) & {
  /** Keeps unlike things apart in one place: keys of one namespace are unseen by another. */
  readonly namespace?: string;
  readonly log: Log;
  /** No call takes longer than this. */
  readonly timeoutMs?: number;
};

export type ClosableSettings = Settings & { close(): Promise<void> };

const DEFAULT_TIMEOUT_MS = 3_000;

/** Every call resolves with the truth or rejects within `timeoutMs` with a retryable PortError. */
export function keyvSettings(options: KeyvSettingsOptions): ClosableSettings {
  const { namespace = 'settings', log, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { keyv, where, close } =
    'store' in options
      ? onStore(options.store, namespace)
      : redisKeyv(options.redisUrl, { namespace, log, timeoutMs });

  const loud = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await withDeadline(call(), timeoutMs);
    } catch (error) {
      if (error instanceof PortError) throw error;
      const detail = `settings: ${what} failed at ${where}: ${error instanceof Error ? error.message : error}`;
      throw new PortError(problem('internal', detail), { retryable: true, cause: error });
    }
  };

  return {
    get: <T>(key: string) => loud(`reading "${key}"`, () => keyv.get<T>(key)),
    async set(key, value, { ttlMs } = {}) {
      const isSet = await loud(`writing "${key}"`, () => keyv.set(key, value, ttlMs));
      if (!isSet)
        throw new PortError(problem('internal', `settings: "${key}" was not written at ${where}`), {
          retryable: true,
        });
    },
    async delete(key) {
      await loud(`deleting "${key}"`, () => keyv.delete(key));
    },
    close,
  };
}

/** The store is the caller's and stays open. */
function onStore(store: Store, namespace: string) {
  const keyv = new Keyv(keyvStore(store), { namespace, useKeyPrefix: false, throwOnErrors: true });
  return { keyv, where: store.path, close: async () => {} };
}

async function withDeadline<T>(call: Promise<T>, timeoutMs: number): Promise<T> {
  const ended = new AbortController();
  const late = pause(timeoutMs, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    late.catch(() => undefined);
    ended.abort();
  }
}
