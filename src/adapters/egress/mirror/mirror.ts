// A package registry inside a sandbox, to read from and nothing else: no upload, no login, no search, no credential from inside, and only paths that a package manager reads.
import { createReadStream } from 'node:fs';
import type http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Ecosystem, MIRROR_PORTS, type Wanted, wantedOf } from '#core/egress/mirror/ecosystem.ts';
import type { Log } from '#ports/log.ts';
import { boundedServer } from '../bounded-server.ts';
import { readBody } from '../gateway/read-body.ts';
import { oddness } from '../odd-request.ts';
import type { OnDenied, Service } from '../way-out.ts';
import { cratesRegistry } from './crates.ts';
import { type FileCache, WrongDigest } from './file-cache.ts';
import type { IndexCache } from './index-cache.ts';
import { mirrorSettings } from './mirror-settings.ts';
import { npmRegistry } from './npm.ts';
import { pypiRegistry } from './pypi.ts';
import {
  type Content,
  type FileWanted,
  plainRegistry,
  type ReadIndex,
  type Registry,
  type RegistrySource,
} from './registry.ts';
import { fetchFrom } from './registry-fetch.ts';

export type Caches = { readonly indexes: IndexCache; readonly files: FileCache };

export type MirrorOptions = {
  readonly ecosystem: Ecosystem;
  readonly source: RegistrySource;
  readonly caches: Caches;
  readonly log: Log;
  onDenied: OnDenied;
};

const REGISTRIES: Record<Ecosystem, (source: RegistrySource) => Registry> = {
  npm: npmRegistry,
  pypi: pypiRegistry,
  crates: cratesRegistry,
  go: plainRegistry,
  maven: plainRegistry,
  rubygems: plainRegistry,
};

export function packageMirror(options: MirrorOptions): Service {
  const { ecosystem, source, onDenied, log } = options;
  const place = { host: ecosystem, port: MIRROR_PORTS[ecosystem] };
  const bounded = boundedServer({
    onMalformed: (detail) => onDenied({ ...place, rule: 'malformed', detail }),
    onTooMany: () => onDenied({ ...place, rule: 'too_many' }),
  });
  const mirror: Mirror = { ...options, registry: REGISTRIES[ecosystem](source) };
  bounded.server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    serve(mirror, request, response).catch((error: unknown) => {
      if (!response.destroyed)
        log.warn({ err: error, ecosystem, path: request.url }, 'a package mirror failed');
      if (response.headersSent) response.destroy();
      else send(response, 502, 'Greenlight: the registry could not be read.\n');
    });
  });
  return { server: bounded.server, ...mirrorSettings(ecosystem), close: bounded.close };
}

type Mirror = MirrorOptions & { readonly registry: Registry };

async function serve(
  mirror: Mirror,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '' } = request;
  const wanted = wantedBy(mirror, request);
  if (wanted === undefined) {
    send(
      response,
      403,
      `Greenlight: ${method} ${url.slice(0, 200)} is none of what is read of a package registry.\n`,
    );
    return;
  }
  if (wanted.kind === 'own') sendContent(request, response, mirror.registry.own());
  else if (wanted.kind === 'index') {
    const accept = String(request.headers.accept ?? '');
    const content = await mirror.registry.index(wanted, readIndexOf(mirror), accept);
    if (content === undefined) send(response, 404, 'Greenlight: the registry has no such package.\n');
    else sendContent(request, response, content);
  } else await serveFile(mirror, wanted, request, response);
}

function wantedBy({ ecosystem, onDenied }: Mirror, request: http.IncomingMessage): Wanted | undefined {
  const { method = 'GET', url = '' } = request;
  const place = { host: ecosystem, port: MIRROR_PORTS[ecosystem], method };
  const odd = oddness(request);
  const isRead = method === 'GET' || method === 'HEAD';
  const wanted = odd === undefined && isRead ? wantedOf(ecosystem, url) : undefined;
  if (odd !== undefined) onDenied({ ...place, rule: 'malformed', detail: odd });
  else if (!isRead) onDenied({ ...place, rule: 'registry_method', detail: url });
  else if (wanted === undefined) onDenied({ ...place, rule: 'registry_path', detail: url });
  return wanted;
}

const readIndexOf = (mirror: Mirror): ReadIndex => {
  const { source, caches } = mirror;
  return ({ url, accept = '*/*' }) =>
    caches.indexes.get(`${source.url} ${accept} ${url}`, async () => {
      const response = await responseOf(mirror, url, accept);
      if (response === undefined) return undefined;
      const body = response.body === null ? Buffer.alloc(0) : await readBody(response.body);
      if (body === undefined) throw new Error(`${url} is too large an index`);
      return { body, type: response.headers.get('content-type') ?? 'application/octet-stream' };
    });
};

async function responseOf(
  { source, ecosystem, onDenied }: Mirror,
  url: string,
  accept?: string,
): Promise<Response | undefined> {
  const fetched = await fetchFrom(source, url, accept === undefined ? {} : { accept });
  if (fetched.ok) return fetched.response;
  if (fetched.why === 'missing') return undefined;
  if (fetched.why === 'elsewhere')
    onDenied({ host: ecosystem, port: MIRROR_PORTS[ecosystem], rule: 'registry_host', detail: fetched.host });
  throw new Error(`${ecosystem}: ${fetched.why} at ${fetched.host}`);
}

async function serveFile(
  mirror: Mirror,
  wanted: FileWanted,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { registry, caches, log, ecosystem } = mirror;
  const place = await registry.locate(wanted, readIndexOf(mirror));
  try {
    const path =
      place &&
      (await caches.files.get(`${mirror.source.url} ${place.url}`, place.digest, () =>
        responseOf(mirror, place.url),
      ));
    if (path === undefined) {
      send(response, 404, 'Greenlight: the registry has no such file.\n');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(path), response);
  } catch (error) {
    if (!(error instanceof WrongDigest)) throw error;
    log.error({ err: error, ecosystem, path: wanted.path }, 'a package is not what its registry says');
    // No fault of the moment: package managers try those again for minutes.
    send(response, 409, 'Greenlight: the file does not have the digest that its registry names.\n');
  }
}

function sendContent(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { body, type }: Content,
): void {
  response.writeHead(200, { 'content-type': type, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function send(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(text);
}
