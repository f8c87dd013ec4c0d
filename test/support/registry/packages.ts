// Small packages of four kinds, real enough for their package managers, put into a registry of tests.
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { zip } from '#playground/github/actions/zip.ts';
import type { Registry } from './registry.ts';

type Files = Readonly<Record<string, string>>;

export async function tarGz(files: Files): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

const zipOf = (files: Files): Uint8Array =>
  zip(Object.entries(files).map(([name, content]) => ({ name, data: Buffer.from(content) })));
const hex = (algorithm: string, bytes: Uint8Array): string =>
  createHash(algorithm).update(bytes).digest('hex');

/** Gives its integrity, as a lockfile has it. */
export async function putNpmPackage(
  registry: Registry,
  name: string,
  version: string,
  { files = {}, tarballUrl }: { files?: Files; tarballUrl?: string } = {},
): Promise<string> {
  const manifest = { name, version, main: 'index.js' };
  const tarball = await tarGz({
    'package/package.json': JSON.stringify(manifest),
    'package/index.js': `module.exports = '${name} ${version}';\n`,
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`package/${path}`, text])),
  });
  const file = `${name.split('/').at(-1)}-${version}.tgz`;
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const dist = {
    tarball: tarballUrl ?? `${registry.url}/${name}/-/${file}`,
    integrity,
    shasum: hex('sha1', tarball),
  };
  const document = { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
  registry.put(`/${name.replace('/', '%2f')}`, { type: 'application/json', body: JSON.stringify(document) });
  registry.put(`/${name}/-/${file}`, { body: tarball });
  return integrity;
}

/** A pure wheel that says its name. */
export function putWheel(registry: Registry, name: string, version: string): string {
  const info = `${name}-${version}.dist-info`;
  const files: Files = {
    [`${name}/__init__.py`]: `WORDS = "${name} ${version}"\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  const record = [...Object.keys(files), `${info}/RECORD`].map((path) => `${path},,\n`).join('');
  const wheel = zipOf({ ...files, [`${info}/RECORD`]: record });
  const file = `${name}-${version}-py3-none-any.whl`;
  const sha256 = hex('sha256', wheel);
  const page = {
    name,
    files: [
      {
        filename: file,
        url: `../../packages/${file}`,
        hashes: { sha256 },
        'requires-python': '>=3.8',
        yanked: false,
      },
    ],
  };
  registry.put(`/simple/${name}/`, {
    type: 'application/vnd.pypi.simple.v1+json',
    body: JSON.stringify(page),
  });
  registry.put(`/packages/${file}`, { body: wheel });
  return sha256;
}

export function putGoModule(registry: Registry, module: string, version: string): void {
  const at = `/${module}/@v/${version}`;
  const goMod = `module ${module}\n\ngo 1.20\n`;
  const root = `${module}@${version}`;
  const source = `package ${module.split('/').at(-1)}\n\nfunc Words() string { return "${module} ${version}" }\n`;
  registry.put(`/${module}/@v/list`, { type: 'text/plain', body: `${version}\n` });
  registry.put(`${at}.info`, { body: JSON.stringify({ Version: version, Time: '2020-01-01T00:00:00Z' }) });
  registry.put(`${at}.mod`, { body: goMod });
  registry.put(`${at}.zip`, { body: zipOf({ [`${root}/go.mod`]: goMod, [`${root}/words.go`]: source }) });
}

export async function putCrate(registry: Registry, name: string, version: string): Promise<void> {
  const root = `${name}-${version}`;
  const crate = await tarGz({
    [`${root}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n`,
    [`${root}/src/lib.rs`]: `pub fn words() -> &'static str { "${name} ${version}" }\n`,
  });
  const line = { name, vers: version, deps: [], cksum: hex('sha256', crate), features: {}, yanked: false };
  registry.put(`/${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`, {
    type: 'text/plain',
    body: `${JSON.stringify(line)}\n`,
  });
  registry.put('/config.json', {
    type: 'application/json',
    body: JSON.stringify({ dl: `${registry.url}/dl` }),
  });
  registry.put(`/dl/${name}/${version}/download`, { body: crate });
}
