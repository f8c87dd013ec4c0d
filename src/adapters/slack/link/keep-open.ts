// One Socket Mode connection kept open: reconnects at once when Slack renews it, ever slower while it cannot.
import type { SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import { problem } from '#core/problem.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';

type SocketClient = SocketModeReceiver['client'];

/** No `hello` after this long: given up and tried anew. */
const HELLO_WITHIN_MS = 20_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** After a refusal: no haste helps, and yet a Slack that had a mishap, or an app that was mended, is noticed. */
const REFUSED_PAUSE_MS = 60_000;
/** The library waits half a minute for a peer that does not say goodbye. */
const CLOSE_WITHIN_MS = 2_000;

export type Connection = {
  /** Settles with the first success, or with the first refusal of the token. */
  readonly opened: Promise<void>;
  /** Resolves when it is over for good. */
  readonly closed: Promise<void>;
  isOpen(): boolean;
};

type Options = {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Nothing has shown yet that the token is right: a refusal is final, and tells the operator so. */
  readonly isProof: boolean;
};

export function keepOpen(client: SocketClient, { clock, log, signal, isProof }: Options): Connection {
  const opened = Promise.withResolvers<void>();
  let isOpen = false;
  let wasOpen = !isProof;
  return { opened: opened.promise, closed: run(), isOpen: () => isOpen };

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await connect();
        failures = 0;
        isOpen = true;
        wasOpen = true;
        opened.resolve();
        log.info({}, 'slack socket mode is connected');
        await disconnected();
        log.info({}, 'slack socket mode was disconnected');
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        if (!isRefused(error)) {
          log.warn({ err: error, failures }, 'slack socket mode could not connect');
          await pause(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS));
        } else if (wasOpen) {
          log.error(
            { err: error, failures },
            'slack refuses the app token that it took before; asking again',
          );
          await pause(REFUSED_PAUSE_MS);
        } else {
          log.error({ err: error }, 'slack refuses the app token');
          opened.reject(tokenRefused(error));
          return;
        }
      } finally {
        isOpen = false;
      }
    }
    opened.reject(signal.reason);
    await close();
  }

  async function connect(): Promise<void> {
    const timer = new AbortController();
    const tooLate = clock
      .sleepUntil(clock.nowMs() + HELLO_WITHIN_MS, AbortSignal.any([timer.signal, signal]))
      .then(() => Promise.reject(new Error('slack sent no hello')));
    const started = client.start();
    // The one that loses the race is nobody's business any more.
    tooLate.catch(() => undefined);
    started.catch(() => undefined);
    try {
      await Promise.race([started, tooLate]);
    } catch (error) {
      await close();
      throw error ?? new Error('slack closed the connection before its hello');
    } finally {
      timer.abort(new Error('no longer needed'));
    }
  }

  /** Resolves when the connection ends, by itself or because the bot stops. */
  function disconnected(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        client.off('disconnected', end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      client.on('disconnected', end);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  async function pause(pauseMs: number): Promise<void> {
    // Rejects only when the bot stops, which the loop sees.
    await clock.sleepUntil(clock.nowMs() + pauseMs, signal).catch(() => undefined);
  }

  async function close(): Promise<void> {
    const never = new AbortController();
    const patience = clock.sleepUntil(clock.nowMs() + CLOSE_WITHIN_MS, never.signal).catch(() => undefined);
    await Promise.race([client.disconnect(), patience]);
    never.abort(new Error('no longer needed'));
  }
}

const REFUSED = [
  'invalid_auth',
  'not_authed',
  'not_allowed_token_type',
  'account_inactive',
  'token_revoked',
  'missing_scope',
];

const isRefused = (error: unknown): boolean =>
  error instanceof WebAPIPlatformError && REFUSED.includes(error.data.error);

function tokenRefused(cause: unknown): PortError {
  const detail =
    'apps.connections.open was refused. Set SLACK_APP_TOKEN to an app-level token (xapp-…) with the scope connections:write, and turn Socket Mode on.';
  return new PortError(problem('chat_unavailable', detail), { retryable: false, cause });
}
