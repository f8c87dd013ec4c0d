// A package mirror inside the company, as CI asks it: npm's protocol for what lies in a few directories, and trouble that people can make.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Health, isServed, type Mirror, type Package } from './mirror.ts';
import { answerPage } from './page.ts';
import { tarballOf } from './tarball.ts';

export interface MirrorStandIn {
  /** Its page, and what npm takes for its registry. */
  readonly url: string;
  readonly health: Health;
  setHealth(health: Health): void;
  close(): Promise<void>;
}

/** `packages`: directories with a package.json each. Listens on this machine only, on any free port. */
export async function startMirrorStandIn(options: {
  readonly packages: readonly string[];
  readonly health: Health;
}): Promise<MirrorStandIn> {
  const packages = await Promise.all(options.packages.map(readPackage));
  const server = createServer((request, response) => {
    answer(mirror, request, response).catch((error: unknown) => {
      console.error('the mirror stand-in failed to answer', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const mirror: Mirror = {
    origin: `http://127.0.0.1:${port}`,
    packages,
    health: options.health,
    installs: 0,
  };
  return {
    url: mirror.origin,
    get health() {
      return mirror.health;
    },
    setHealth: (health) => void Object.assign(mirror, { health, installs: 0 }),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function readPackage(directory: string): Promise<Package> {
  const manifest = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  return { manifest, tarball: await tarballOf(directory) };
}

async function answer(mirror: Mirror, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers.host !== mirror.origin.slice('http://'.length))
    return send(response, 421, { error: 'this is a local stand-in' });
  const path = new URL(request.url ?? '/', mirror.origin).pathname.replace(/%2f/gi, '/');
  if (path === '/') return await answerPage(mirror, request, response);
  const wanted = mirror.packages.find(({ manifest }) => path.startsWith(`/${manifest.name}`));
  if (request.method !== 'GET' || wanted === undefined) return send(response, 404, { error: 'Not found' });
  const isInstall = path === `/${wanted.manifest.name}`;
  if (isInstall) mirror.installs += 1;
  // As a proxy answers for what is behind it: in words, not in npm's JSON.
  if (!isServed(mirror))
    return void response.writeHead(503, { 'content-type': 'text/plain' }).end('Service Unavailable\n');
  if (isInstall) return send(response, 200, documentOf(mirror, wanted));
  if (path !== tarballPath(wanted)) return send(response, 404, { error: 'Not found' });
  response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(wanted.tarball);
}

const tarballPath = ({ manifest: { name, version } }: Package): string =>
  `/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;

/** What npm asks first: the versions there are, and where each lies. */
function documentOf({ origin }: Mirror, wanted: Package) {
  const { manifest, tarball } = wanted;
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const dist = { tarball: `${origin}${tarballPath(wanted)}`, integrity };
  return {
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, dist } },
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
