// Follows a run that a runner holds, to its end and over every break of the connection: the log goes on at the byte where it stopped.
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { emptyResult } from '#adapters/sandbox/work.ts';
import { parsedJson } from '#core/parsed-json.ts';
import type { Clock } from '#ports/clock.ts';
import type { AttemptResult, Sandbox } from '#ports/sandbox.ts';
import { errorOf } from './failures.ts';
import { eventSchema, type LastEvent, type RunEvent } from './protocol.ts';
import {
  awayUnlessAborted,
  doneSchema,
  NOTHING_THERE,
  RunnerAway,
  type RunnerClient,
  strange,
} from './runner-client.ts';

const TRY_AGAIN_MS = 250;

export type FollowHooks = Parameters<Sandbox['run']>[1];
export type FollowDeps = {
  readonly client: RunnerClient;
  readonly clock: Clock;
  /** How long a runner may be away before its runs count as lost. */
  readonly patienceMs: number;
  /** Aborts when the sandbox is closed. */
  readonly closing: AbortSignal;
};

type Progress = { logBytes: number; others: number; hasStarted: boolean; heardAtMs: number };

/** Rejects with `leave`'s reason when the bot goes down; the run goes on then. */
export async function followRun(deps: FollowDeps, id: string, hooks: FollowHooks): Promise<AttemptResult> {
  const { clock, closing } = deps;
  const beganAtMs = clock.nowMs();
  const progress: Progress = { logBytes: 0, others: 0, hasStarted: false, heardAtMs: beganAtMs };
  const away = AbortSignal.any([closing, ...(hooks.leave === undefined ? [] : [hooks.leave])]);
  const abort = () => void askToAbort(deps, id);
  hooks.signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      if (hooks.signal.aborted) abort();
      const end = await followOnce(deps, id, hooks, { progress, away });
      if (end === 'unknown') return lost(beganAtMs, clock.nowMs());
      if (end !== 'broken') return end;
      if (clock.nowMs() - progress.heardAtMs > deps.patienceMs) return lost(beganAtMs, clock.nowMs());
      await clock.sleepUntil(clock.nowMs() + TRY_AGAIN_MS, away);
    }
  } catch (error) {
    hooks.leave?.throwIfAborted();
    if (closing.aborted) return lost(beganAtMs, clock.nowMs());
    throw error;
  } finally {
    hooks.signal.removeEventListener('abort', abort);
  }
}

/** The follower hears of the end, or asks again when the connection is back. */
async function askToAbort({ client }: FollowDeps, id: string): Promise<void> {
  await client.ask(`/runs/${id}/abort`, doneSchema, { method: 'POST' }).catch((error: unknown) => {
    if (!(error instanceof RunnerAway)) throw error;
  });
}

async function followOnce(
  deps: FollowDeps,
  id: string,
  hooks: FollowHooks,
  { progress, away }: { progress: Progress; away: AbortSignal },
): Promise<AttemptResult | 'unknown' | 'broken'> {
  const { client, clock } = deps;
  try {
    const answer = await client.open(
      `/runs/${id}/events?from=${progress.logBytes}&others=${progress.others}`,
      { signal: away },
    );
    if (answer === NOTHING_THERE) return 'unknown';
    for await (const event of eventsOf(client, answer.body, away)) {
      progress.heardAtMs = clock.nowMs();
      if (event.type === 'ended' || event.type === 'failed')
        return await resultOf(deps, id, hooks, event, away);
      tell(hooks, progress, event);
    }
    return 'broken';
  } catch (error) {
    if (error instanceof RunnerAway) return 'broken';
    throw error;
  }
}

async function* eventsOf(client: RunnerClient, body: Readable, away: AbortSignal): AsyncGenerator<RunEvent> {
  const lines = createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY });
  // Some failures of its input readline hands on, some it does not.
  let failure: unknown;
  body.on('error', (error) => {
    failure = error;
    lines.close();
  });
  try {
    for await (const line of lines) {
      const event = eventSchema.safeParse(parsedJson(line));
      if (!event.success) throw strange(client.place, `an event of a run: ${line.slice(0, 80)}`);
      yield event.data;
    }
  } catch (error) {
    throw awayUnlessAborted(client.place, error, away);
  } finally {
    body.destroy();
  }
  if (failure !== undefined) throw awayUnlessAborted(client.place, failure, away);
}

function tell(hooks: FollowHooks, progress: Progress, event: Exclude<RunEvent, LastEvent>): void {
  switch (event.type) {
    case 'alive':
      return;
    case 'started':
      if (!progress.hasStarted) hooks.started?.();
      progress.hasStarted = true;
      return;
    case 'log': {
      const chunk = Buffer.from(event.base64, 'base64');
      if (event.at !== progress.logBytes)
        throw new Error(`a log goes on at ${event.at}, not at ${progress.logBytes}`);
      progress.logBytes += chunk.length;
      hooks.onLog(chunk);
      return;
    }
    case 'other':
      progress.others = event.at + 1;
      hooks.onOther?.(event.source, Buffer.from(event.base64, 'base64'));
      return;
    case 'usage':
      hooks.onUsage?.(event.usage);
  }
}

async function resultOf(
  { client }: FollowDeps,
  id: string,
  { outDir }: FollowHooks,
  event: LastEvent,
  away: AbortSignal,
): Promise<AttemptResult | 'unknown' | 'broken'> {
  if (event.type === 'failed') throw errorOf(event.failure);
  if (event.bundleBytes === null) return { ...event.result, bundlePath: null };
  const answer = await client.open(`/runs/${id}/bundle`, { signal: away });
  if (answer === NOTHING_THERE) return 'unknown';
  const bundlePath = join(outDir, 'result.bundle');
  await pipeline(answer.body, createWriteStream(bundlePath)).catch((error: unknown) => {
    throw awayUnlessAborted(client.place, error, away);
  });
  const isWhole = (await stat(bundlePath)).size === event.bundleBytes;
  return isWhole ? { ...event.result, bundlePath } : 'broken';
}

/** Not the attempt's fault: run it again. */
const lost = (startedAtMs: number, endedAtMs: number): AttemptResult =>
  emptyResult('lost', startedAtMs, endedAtMs);
