// The bot's calls to a runner. Whatever is wrong becomes a PortError; that nobody answers is one of its own, since a run may be gone on with later.
import { Agent, request } from 'undici';
import { type ZodType, z } from 'zod';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { RunnerAddress } from './address.ts';
import { errorOf } from './failures.ts';
import { ALIVE_EVERY_MS, failureSchema, PROTOCOL, PROTOCOL_HEADER } from './protocol.ts';

/** A runner that says nothing for this long is gone, or cut off. */
const SILENCE_MS = 4 * ALIVE_EVERY_MS;
const CONNECT_MS = 3_000;
/** The engine tries its controls in the meantime, clears away, takes a large pack in. */
const ANSWER_MS = 10 * 60_000;

export class RunnerAway extends PortError {
  override readonly name = 'RunnerAway';
}

/** 404: there is no such run, any more. */
export const NOTHING_THERE = Symbol('nothing there');

export type Answer = NonNullable<Awaited<ReturnType<typeof request>>>;
export type Ask = {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly json?: unknown;
  readonly body?: NonNullable<Parameters<typeof request>[1]>['body'];
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
};

export type RunnerClient = {
  readonly place: string;
  /** Throws RunnerAway where nobody answers, PortError what the runner said no with. */
  ask<T>(path: string, schema: ZodType<T>, ask?: Ask): Promise<T>;
  /** The same for what may not be there. */
  find<T>(path: string, schema: ZodType<T>, ask?: Ask): Promise<T | undefined>;
  /** The answer's body is the caller's, who must read or destroy it. */
  open(path: string, ask?: Ask): Promise<Answer | typeof NOTHING_THERE>;
  close(): Promise<void>;
};

export const doneSchema = z.object({});

export function runnerClient(address: RunnerAddress, token: string | null): RunnerClient {
  const place = 'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`;
  const origin =
    'socketPath' in address ? 'http://runner' : `http://${bracketed(address.host)}:${address.port}`;
  const dispatcher = new Agent({
    connect: { timeout: CONNECT_MS, ...('socketPath' in address ? { socketPath: address.socketPath } : {}) },
    bodyTimeout: SILENCE_MS,
  });

  const open: RunnerClient['open'] = async (
    path,
    { method = 'GET', json, body, signal, timeoutMs = ANSWER_MS } = {},
  ) => {
    const answer = await request(`${origin}/v${PROTOCOL}${path}`, {
      dispatcher,
      method,
      headersTimeout: timeoutMs,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: json === undefined ? (body ?? null) : JSON.stringify(json),
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => {
      throw awayUnlessAborted(place, error, signal);
    });
    if (answer.headers[PROTOCOL_HEADER] === undefined) throw await noRunner(place, answer);
    if (answer.statusCode === 200) return answer;
    const failure = failureSchema.safeParse(await jsonOf(place, answer, signal));
    if (answer.statusCode === 404) return NOTHING_THERE;
    if (!failure.success) throw strange(place, `status ${answer.statusCode}`);
    throw errorOf(failure.data);
  };

  const find: RunnerClient['find'] = async (path, schema, how = {}) => {
    const answer = await open(path, how);
    if (answer === NOTHING_THERE) return undefined;
    const parsed = schema.safeParse(await jsonOf(place, answer, how.signal));
    if (!parsed.success) throw strange(place, z.prettifyError(parsed.error));
    return parsed.data;
  };

  return {
    place,
    open,
    find,
    async ask(path, schema, how) {
      const found = await find(path, schema, how);
      if (found === undefined) throw strange(place, `there is no ${path}`);
      return found;
    },
    close: () => dispatcher.destroy(),
  };
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

async function jsonOf(place: string, answer: Answer, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    return await answer.body.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw strange(place, 'no JSON');
    throw awayUnlessAborted(place, error, signal);
  }
}

/** Decided by who ended it and not by the library's words: no call of ours fails for another reason than the connection. */
export function awayUnlessAborted(place: string, error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof PortError) return error;
  const why = error instanceof Error ? error.message || error.name : String(error);
  const detail = `The runner at ${place} does not answer (${why}). Start it (greenlight runner), or forward its socket again.`;
  return new RunnerAway(problem('sandbox_unavailable', detail), { retryable: true, cause: error });
}

async function noRunner(place: string, answer: Answer): Promise<PortError> {
  await answer.body.dump();
  const detail = `What answers at ${place} is no runner of Greenlight's: correct the address.`;
  return new PortError(problem('sandbox_unavailable', detail), { retryable: false });
}

export function strange(place: string, what: string): PortError {
  const detail = `The runner at ${place} answered what this bot does not understand (${what}): run both from the same release.`;
  return new PortError(problem('sandbox_unavailable', detail), { retryable: false });
}
