// What a runner does for each request. Bodies are checked before anything is done; answers are JSON, bytes, or a stream of events.
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GitFailure } from '#adapters/git/git-command.ts';
import type { Mirrors } from '#adapters/git/mirror.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { OUT_DIR } from './held-run.ts';
import {
  beginSchema,
  checkoutSchema,
  forgetSchema,
  placeSchema,
  reapSchema,
  stopSchema,
} from './protocol.ts';
import { readJson } from './read-json.ts';
import type { Spool } from './spool.ts';

export type Parts = {
  readonly sandbox: Sandbox;
  readonly spool: Spool;
  readonly mirrors: Mirrors;
  /** For packs on their way in; emptied by nobody else. */
  readonly scratchDir: string;
};

type Call = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** The id in the path, where there is one. */
  readonly id: string;
};

/** What is given becomes the body as JSON; undefined: the route has answered by itself. */
type Route = (parts: Parts, call: Call) => Promise<unknown>;

const DONE = {};

export const ROUTES: Readonly<Record<string, Route>> = {
  'GET /check': async ({ sandbox }) => {
    await sandbox.check();
    return { kind: sandbox.kind };
  },
  'GET /controls': ({ sandbox }) => sandbox.controls(),
  'GET /objects': ({ mirrors }, { query }) => {
    const { owner, name, sha } = placeSchema.parse(Object.fromEntries(query));
    return mirrors.offer({ owner, name }, sha);
  },
  'POST /warmth': async ({ sandbox }, { request }) =>
    (await sandbox.warmth?.(checkoutSchema.parse(await readJson(request)))) ?? 'cold',
  'POST /objects': takeObjects,
  'PUT /runs/:id': beginRun,
  'GET /runs': async ({ spool }, { query }) => {
    const held = spool.find(query.get('key') ?? '', Number(query.get('run')));
    return held === undefined ? NOT_FOUND : { id: held.name.id };
  },
  'GET /runs/:id/events': tellEvents,
  'GET /runs/:id/bundle': async ({ spool }, { id, response }) => {
    const held = spool.get(id);
    if (held === undefined) return NOT_FOUND;
    await pipeline(createReadStream(join(held.folder, OUT_DIR, 'result.bundle')), response);
    return undefined;
  },
  'POST /runs/:id/abort': async ({ spool }, { id }) => {
    spool.abort(id);
    return DONE;
  },
  'DELETE /runs/:id': async ({ spool }, { id }) => {
    await spool.drop(id);
    return DONE;
  },
  'POST /stop': async ({ sandbox }, { request }) => {
    const { key, collect } = stopSchema.parse(await readJson(request));
    await sandbox.stop(key, { collect });
    return DONE;
  },
  'POST /forget': async ({ sandbox }, { request }) => {
    const which = forgetSchema.parse(await readJson(request));
    await sandbox.forgetSessions?.('of' in which ? which : { allBut: new Set(which.allBut) });
    return DONE;
  },
  'POST /reap': async ({ sandbox, spool }, { request }) => {
    const live = new Set(reapSchema.parse(await readJson(request)).live);
    const removed = await sandbox.reap(live);
    await spool.sweep(live);
    return removed;
  },
};

export const NOT_FOUND = Symbol('nothing there');

async function takeObjects({ mirrors, scratchDir }: Parts, { request, query }: Call): Promise<unknown> {
  const { owner, name, sha } = placeSchema.parse(Object.fromEntries(query));
  const file = join(scratchDir, `${randomUUID()}.pack`);
  try {
    await pipeline(request, createWriteStream(file, { mode: 0o600 }));
    await mirrors.take({ owner, name }, sha, file);
    return DONE;
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const detail = `The runner could not take in commit ${sha} of ${owner}/${name}: ${error.message}`;
    throw new PortError(problem('workspace_failed', detail), { retryable: true, cause: error });
  } finally {
    await rm(file, { force: true });
  }
}

async function beginRun({ sandbox, spool, mirrors }: Parts, { request, id }: Call): Promise<unknown> {
  const wanted = beginSchema.parse(await readJson(request));
  const { key, run, repo } = wanted.spec;
  const mirrorDir = await mirrors.existing(repo);
  await spool.begin({ id, key, run }, (hooks) =>
    wanted.kind === 'attempt'
      ? sandbox.run({ ...wanted.spec, mirrorDir }, hooks)
      : sandbox.runCommand({ ...wanted.spec, mirrorDir }, hooks),
  );
  return DONE;
}

async function tellEvents({ spool }: Parts, { id, query, response }: Call): Promise<unknown> {
  const held = spool.get(id);
  if (held === undefined) return NOT_FOUND;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.flushHeaders();
  for await (const event of held.follow(fromOf(query), gone.signal)) {
    if (!response.write(`${JSON.stringify(event)}\n`) && !gone.signal.aborted)
      await drained(response, gone.signal);
  }
  response.end();
  return undefined;
}

/** A follower that reads slowly holds up nobody but itself. */
function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', () => resolve());
    gone.addEventListener('abort', () => resolve(), { once: true });
  });
}

const fromOf = (query: URLSearchParams) => ({
  logBytes: Number(query.get('from') ?? 0),
  others: Number(query.get('others') ?? 0),
});
