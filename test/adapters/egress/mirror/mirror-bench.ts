// A mirror on a real port in front of a registry of tests, with its cache in a folder of its own.
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileCache } from '#adapters/egress/mirror/file-cache.ts';
import { IndexCache } from '#adapters/egress/mirror/index-cache.ts';
import { packageMirror } from '#adapters/egress/mirror/mirror.ts';
import type { RegistrySource } from '#adapters/egress/mirror/registry.ts';
import type { Denial } from '#core/egress/denial.ts';
import { type Ecosystem, MIRROR_PORTS } from '#core/egress/mirror/ecosystem.ts';
import { silentLog } from '#ports/log.ts';
import { type Registry, startRegistry } from '#test/support/registry/registry.ts';

export type MirrorBench = {
  readonly registry: Registry;
  readonly url: string;
  readonly cacheDir: string;
  readonly denials: Denial[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  /** Time passes for the indexes in memory. */
  later(ms: number): void;
  get(path: string, options?: RequestInit): Promise<Response>;
  cached(): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** `onItsPort`: where package managers in a sandbox would look for it. */
export async function mirrorBench(
  ecosystem: Ecosystem,
  {
    source = {},
    maxBytes = 2 ** 30,
    onItsPort = false,
  }: { source?: Partial<RegistrySource>; maxBytes?: number; onItsPort?: boolean } = {},
): Promise<MirrorBench> {
  const registry = await startRegistry();
  const cacheDir = await mkdtemp(join(tmpdir(), 'mirror-cache-'));
  let nowMs = 1_000;
  const denials: Denial[] = [];
  const mirror = packageMirror({
    ecosystem,
    source: { url: registry.url, fileHosts: [], ...source },
    caches: { indexes: new IndexCache({ nowMs: () => nowMs }), files: new FileCache(cacheDir, maxBytes) },
    log: silentLog,
    onDenied: (denial) => denials.push(denial),
  });
  mirror.server.listen(onItsPort ? MIRROR_PORTS[ecosystem] : 0, '127.0.0.1');
  await once(mirror.server, 'listening');
  const url = `http://127.0.0.1:${(mirror.server.address() as AddressInfo).port}`;
  return {
    registry,
    url,
    cacheDir,
    denials,
    env: mirror.env,
    files: mirror.files ?? {},
    later: (ms) => {
      nowMs += ms;
    },
    get: (path, options) => fetch(url + path, options),
    cached: async () => await readdir(cacheDir),
    async close() {
      mirror.close();
      mirror.server.close();
      await registry.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}
