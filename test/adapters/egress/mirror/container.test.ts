// npm inside a real container: a lockfile made with another registry installs through the mirror, and nothing is written to it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { egress } from '#adapters/egress/egress.ts';
import { FileCache } from '#adapters/egress/mirror/file-cache.ts';
import { IndexCache } from '#adapters/egress/mirror/index-cache.ts';
import { silentLog } from '#ports/log.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { type EngineUnderTest, engineFor } from '#test/adapters/docker/engine-for.ts';
import { type Bench, LIMITS, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { type NpmImage, npmImage } from '#test/support/npm-image.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { putNpmPackage } from '#test/support/registry/packages.ts';
import { type Registry, startRegistry } from '#test/support/registry/registry.ts';

/** npm starts slowly on a machine that does much else. */
const PATIENT = { ...LIMITS, timeoutMs: 80_000 };
const TEST_TIMEOUT_MS = 180_000;

describeWith('docker', 'npm in a container', () => {
  let engine: EngineUnderTest;
  let bench: Bench;
  let registry: Registry;
  let sandbox: Sandbox;
  let npm: NpmImage | undefined;
  let cacheDir: string;

  beforeAll(async () => {
    engine = engineFor(agentImage);
    npm = await npmImage(engine.docker, agentImage);
    bench = await sandboxBench(npm?.image ?? agentImage);
    registry = await startRegistry();
    cacheDir = await mkdtemp(join(tmpdir(), 'packages-'));
    const mirrors = {
      sources: { npm: { url: registry.url, fileHosts: [], token: 'operators-token' } },
      caches: { indexes: new IndexCache({ nowMs: () => 0 }), files: new FileCache(cacheDir, 2 ** 30) },
    };
    sandbox = engine.sandbox({ egress: egress({ log: silentLog, mirrors }) });
  });

  afterAll(async () => {
    await engine?.dispose();
    await bench?.remove();
    await registry?.close();
    await npm?.remove();
    if (cacheDir !== undefined) await rm(cacheDir, { recursive: true, force: true });
  });

  async function locked(): Promise<Awaited<ReturnType<Bench['commit']>>> {
    const left = await putNpmPackage(registry, 'left-pad', '1.3.0');
    const rules = await putNpmPackage(registry, '@acme/rules', '2.0.0');
    const dependencies = { 'left-pad': '1.3.0', '@acme/rules': '2.0.0' };
    const at = (path: string, integrity: string, version: string) => ({
      version,
      resolved: `https://npm.example.com/${path}`,
      integrity,
    });
    const lock = {
      name: 'bench',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'bench', version: '1.0.0', dependencies },
        'node_modules/left-pad': at('left-pad/-/left-pad-1.3.0.tgz', left, '1.3.0'),
        'node_modules/@acme/rules': at('@acme/rules/-/rules-2.0.0.tgz', rules, '2.0.0'),
      },
    };
    return await bench.commit({
      'package.json': JSON.stringify({ name: 'bench', version: '1.0.0', dependencies }),
      'package-lock.json': JSON.stringify(lock),
    });
  }

  test(
    'installs by `npm ci`, the second time from the cache, and cannot publish or log in',
    async (context) => {
      if (npm === undefined) return context.skip('this machine has no npm');
      const fromSha = await locked();
      const say = `node -p "[require('left-pad'), require('@acme/rules')].join()"`;
      const first = await bench.run(
        sandbox,
        bench.spec(`npm ci --loglevel=error && ${say}`, { fromSha, limits: PATIENT }),
      );
      expect(first.log).toContain('left-pad 1.3.0,@acme/rules 2.0.0');
      expect(first.result).toMatchObject({ exitCode: 0, denials: { list: [] } });
      const tarballs = () => registry.requests.filter(({ path }) => path.endsWith('.tgz')).length;
      expect(tarballs()).toBe(2);
      expect(JSON.stringify(registry.requests)).toContain('Bearer operators-token');

      const again = `npm ci --loglevel=error && ${say}; npm publish --loglevel=error --//127.0.0.1:4873/:_authToken=agents 2>&1 | tail -3; env | grep -c operators-token`;
      const second = await bench.run(sandbox, bench.spec(again, { fromSha, limits: PATIENT }));
      expect(second.log).toContain('left-pad 1.3.0,@acme/rules 2.0.0');
      expect(second.log).toMatch(/\n0\n$/);
      expect(tarballs()).toBe(2);
      expect(second.result.denials.list.map(({ rule }) => rule)).toContain('registry_method');
      expect(registry.requests.every(({ method }) => method === 'GET')).toBe(true);
      expect(JSON.stringify(registry.requests)).not.toContain('agents');
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'installs nothing that is not what the lockfile says',
    async (context) => {
      if (npm === undefined) return context.skip('this machine has no npm');
      const fromSha = await locked();
      await putNpmPackage(registry, 'left-pad', '1.3.0', { files: { 'evil.js': '' } });
      await rm(cacheDir, { recursive: true, force: true });
      const { log, result } = await bench.run(
        sandbox,
        bench.spec('npm ci --loglevel=error', { fromSha, limits: PATIENT }),
      );
      expect(result.exitCode).not.toBe(0);
      expect(log).toMatch(/409|EINTEGRITY/);
    },
    TEST_TIMEOUT_MS,
  );
});
