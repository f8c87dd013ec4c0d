// Keyv on Redis, set so that a Redis that is down rejects at once instead of queueing for ever.
import KeyvRedis, { createClient, Keyv } from '@keyv/redis';
import type { Log } from '#ports/log.ts';

type Options = { readonly namespace: string; readonly log: Log; readonly timeoutMs: number };

const LONGEST_RECONNECT_PAUSE_MS = 2_000;

/** Connects at the first call and reconnects by itself. `where` names the server without its password. */
export function redisKeyv(redisUrl: string, { namespace, log, timeoutMs }: Options) {
  const where = withoutPassword(redisUrl);
  const client = createClient({
    url: redisUrl,
    socket: {
      connectTimeout: timeoutMs,
      reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, LONGEST_RECONNECT_PAUSE_MS),
    },
    // Commands that were not sent within the deadline are dropped from the client's queue, not run later.
    commandOptions: { timeout: timeoutMs },
  });
  const adapter = new KeyvRedis(client, {
    throwOnErrors: true,
    throwOnConnectError: true,
    connectionTimeout: timeoutMs,
  });
  const keyv = new Keyv(adapter, { namespace, useKeyPrefix: false, throwOnErrors: true });
  // Keyv 5.6 with throwOnErrors throws as well as it emits: listening hides nothing (a test holds it to that).
  keyv.on('error', (error: unknown) => log.warn({ err: error, redis: where }, 'redis trouble'));
  return { keyv, where, close: () => adapter.disconnect(true) };
}

function withoutPassword(redisUrl: string): string {
  const url = new URL(redisUrl);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
