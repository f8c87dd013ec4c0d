// The runner's door: one HTTP server on a unix socket of its user's own, or on a loopback port behind a token. Speaks protocol.ts and nothing else.
import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, rm } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { ZodError, z } from 'zod';
import { gitCommand } from '#adapters/git/git-command.ts';
import { fsFailure, gitMirrors } from '#adapters/git/mirror.ts';
import { problem } from '#core/problem.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import type { RunnerAddress } from './address.ts';
import { failureOf } from './failures.ts';
import { PROTOCOL, PROTOCOL_HEADER } from './protocol.ts';
import { refused } from './read-json.ts';
import { NOT_FOUND, type Parts, ROUTES } from './routes.ts';
import { openSpool } from './spool.ts';

export type RunnerOptions = {
  /** Where the attempts really run; closed with the runner. */
  readonly sandbox: Sandbox;
  /** Mirrors, logs and results that nobody has fetched. */
  readonly dataDir: string;
  readonly address: RunnerAddress;
  /** Wanted of every request; a socket file is its user's alone, and may do without. */
  readonly token: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
};

export type Runner = {
  /** Differs from the wanted one where that was port 0. */
  readonly address: RunnerAddress;
  /** Ends every attempt that runs. */
  close(): Promise<void>;
};

export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { sandbox, dataDir, log, token } = options;
  const scratchDir = join(dataDir, 'incoming');
  await rm(scratchDir, { recursive: true, force: true });
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  // Before anything is touched: another runner may be alive on the same place.
  const server = http.createServer();
  // A pack of a large repository takes its time, and an attempt takes hours.
  server.requestTimeout = 0;
  const address = await listen(server, options.address);
  const git = gitCommand(options.env);
  const parts: Parts = {
    sandbox,
    scratchDir,
    spool: await openSpool(join(dataDir, 'runs'), log),
    mirrors: gitMirrors({ git, root: join(dataDir, 'mirrors'), log }),
  };
  server.on('request', (request, response) => {
    void answer(parts, { token, log }, request, response);
  });
  return {
    address,
    async close() {
      server.close();
      await sandbox.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: http.Server, address: RunnerAddress): Promise<RunnerAddress> {
  if ('socketPath' in address) return await listenOnSocket(server, address);
  server.listen(address);
  await once(server, 'listening');
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? { ...address, port: bound.port } : address;
}

/** A socket file that nobody answers on is left over; one that somebody answers on is another runner's. */
async function listenOnSocket(server: http.Server, address: { socketPath: string }): Promise<RunnerAddress> {
  const { socketPath } = address;
  await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
  if (await answers(socketPath)) throw new Error(`another runner listens on ${socketPath}; only one may`);
  await rm(socketPath, { force: true });
  const before = process.umask(0o177);
  try {
    server.listen(socketPath);
    await once(server, 'listening');
  } finally {
    process.umask(before);
  }
  await chmod(socketPath, 0o600);
  return address;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

type Door = { readonly token: string | null; readonly log: Log };

async function answer(
  parts: Parts,
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader(PROTOCOL_HEADER, PROTOCOL);
  const url = new URL(request.url ?? '/', 'http://runner');
  const [, version, ...path] = url.pathname.split('/');
  if (!isLetIn(door.token, request)) return say(response, 401, failureOf(NO_ENTRY));
  if (version !== `v${PROTOCOL}`) return say(response, 426, failureOf(otherVersion(version)));
  const [first = '', id = '', last] = path;
  const name = `${request.method} /${[first, ...(id === '' ? [] : [':id']), ...(last === undefined ? [] : [last])].join('/')}`;
  const route = ROUTES[name];
  if (route === undefined) return say(response, 404, failureOf(refused(`The runner knows no ${name}.`)));
  try {
    const result = await route(parts, { request, response, query: url.searchParams, id });
    if (result === NOT_FOUND) say(response, 404, failureOf(refused('The runner holds no such run.')));
    else if (result !== undefined) say(response, 200, result);
  } catch (error) {
    fail(door, name, response, error);
  }
}

function fail({ log }: Door, name: string, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    if (!response.destroyed) log.warn({ error, name }, 'an answer of the runner broke off');
    response.destroy();
    return;
  }
  const known =
    error instanceof ZodError ? refused(`${name}: ${z.prettifyError(error)}`) : fsFailure(name, error);
  if (!(known instanceof PortError)) log.error({ error, name }, 'the runner failed at a request');
  say(response, error instanceof ZodError ? 400 : 500, failureOf(known));
}

function say(response: ServerResponse, status: number, body: unknown): void {
  // What of the request was not read would be taken for the next one.
  if (status >= 400) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function isLetIn(token: string | null, { headers }: IncomingMessage): boolean {
  if (token === null) return true;
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}

const unavailable = (detail: string): PortError =>
  new PortError(problem('sandbox_unavailable', detail), { retryable: false });

const NO_ENTRY = unavailable(
  'The runner refuses the token: give bot and runner the same GREENLIGHT_RUNNER_TOKEN.',
);

const otherVersion = (version: string | undefined): PortError =>
  unavailable(
    `The runner speaks protocol ${PROTOCOL} and was asked in ${version?.slice(0, 20) ?? 'none'}: run bot and runner from the same release.`,
  );
