// A mirror over HTTP: it only reads, goes where the operator says and nowhere else, and hands on no file that is not what its registry says.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { record, records } from '#test/support/model-server/json.ts';
import { putCrate, putGoModule, putNpmPackage, putWheel } from '#test/support/registry/packages.ts';
import { startRegistry } from '#test/support/registry/registry.ts';
import { type MirrorBench, mirrorBench } from './mirror-bench.ts';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of closing.splice(0)) await each.close();
});
async function bench(...args: Parameters<typeof mirrorBench>): Promise<MirrorBench> {
  const made = await mirrorBench(...args);
  closing.push(made);
  return made;
}

const TARBALL = '/left-pad/-/left-pad-1.3.0.tgz';

describe('an npm mirror', () => {
  it('shows tarballs at its own address, and serves them from the registry once', async () => {
    const { registry, get, cached } = await bench('npm');
    await putNpmPackage(registry, 'left-pad', '1.3.0');
    const document = record(await (await get('/left-pad')).json());
    const dist = record(record(record(document.versions)['1.3.0']).dist);
    expect(dist.tarball).toBe(`http://127.0.0.1:4873${TARBALL}`);
    const bodies = await Promise.all([get(TARBALL), get(TARBALL), get(TARBALL)]).then((all) =>
      Promise.all(all.map(async (each) => Buffer.from(await each.arrayBuffer()).toString('hex'))),
    );
    expect(new Set(bodies).size).toBe(1);
    await get(TARBALL);
    expect(registry.requests.map(({ path }) => path)).toEqual(['/left-pad', TARBALL]);
    expect(await cached()).toHaveLength(1);
  });

  it('knows scoped names in both spellings', async () => {
    const { registry, get } = await bench('npm');
    await putNpmPackage(registry, '@acme/rules', '1.0.0');
    expect((await get('/@acme%2frules')).status).toBe(200);
    expect((await get('/@acme/rules')).status).toBe(200);
    expect((await get('/@acme/rules/-/rules-1.0.0.tgz')).status).toBe(200);
  });

  it('hands on no tarball with another digest than the registry names', async () => {
    const { registry, get, cached } = await bench('npm');
    await putNpmPackage(registry, 'left-pad', '1.3.0');
    registry.put(TARBALL, { body: 'something else' });
    const response = await get(TARBALL);
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('digest');
    expect(await cached()).toEqual([]);
  });

  it('fetches anew what was changed in its cache', async () => {
    const { registry, get, cached, cacheDir } = await bench('npm');
    await putNpmPackage(registry, 'left-pad', '1.3.0');
    const before = await (await get(TARBALL)).text();
    const [name = ''] = await cached();
    await writeFile(join(cacheDir, name), 'poisoned');
    expect(await (await get(TARBALL)).text()).toBe(before);
  });

  it('knows no tarball that the index does not list', async () => {
    const { registry, get } = await bench('npm');
    await putNpmPackage(registry, 'left-pad', '1.3.0');
    registry.put('/left-pad/-/left-pad-9.9.9.tgz', { body: 'x' });
    expect((await get('/left-pad/-/left-pad-9.9.9.tgz')).status).toBe(404);
    expect((await get('/nothing')).status).toBe(404);
  });

  it('asks for an index again after a while', async () => {
    const { registry, get, later } = await bench('npm');
    await putNpmPackage(registry, 'left-pad', '1.3.0');
    await get('/left-pad');
    await putNpmPackage(registry, 'left-pad', '1.4.0');
    expect(await (await get('/left-pad')).text()).not.toContain('1.4.0');
    later(180_000);
    expect(await (await get('/left-pad')).text()).toContain('1.4.0');
  });
});

describe('a mirror', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('takes no %s', async (method) => {
    const { registry, get, denials } = await bench('npm');
    expect((await get('/left-pad', { method, body: '{}' })).status).toBe(403);
    expect(denials).toMatchObject([{ host: 'npm', port: 4873, rule: 'registry_method', method }]);
    expect(registry.requests).toEqual([]);
  });

  it('refuses other paths, and tells of it', async () => {
    const { registry, get, denials } = await bench('npm');
    expect((await get('/-/whoami')).status).toBe(403);
    expect(denials).toMatchObject([{ rule: 'registry_path', detail: '/-/whoami' }]);
    expect(registry.requests).toEqual([]);
  });

  it('answers HEAD without a body', async () => {
    const { registry, get } = await bench('npm');
    await putNpmPackage(registry, 'left-pad', '1.3.0');
    const response = await get(TARBALL, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('hands no credential on from inside, and gives the operator’s to the registry alone', async () => {
    const files = await startRegistry();
    closing.push(files);
    const { registry, get } = await bench('npm', {
      source: { token: 'operators-token', fileHosts: [new URL(files.url).host] },
    });
    await putNpmPackage(registry, 'left-pad', '1.3.0', { tarballUrl: `${files.url}/left-pad-1.3.0.tgz` });
    const headers = { authorization: 'Bearer agents', cookie: 'a=b', 'npm-otp': '123456' };
    await get('/left-pad-1.3.0.tgz', { headers });
    await get('/left-pad/-/left-pad-1.3.0.tgz', { headers });
    expect(registry.requests.map((request) => request.headers.authorization)).toEqual([
      'Bearer operators-token',
      'Bearer operators-token',
    ]);
    expect(files.requests.map((request) => request.headers.authorization)).toEqual([undefined]);
    expect(JSON.stringify([registry.requests, files.requests])).not.toMatch(/agents|a=b|123456/);
  });

  it('follows a redirect to a host that is named, and to no other', async () => {
    const [named, other] = [await startRegistry(), await startRegistry()];
    closing.push(named, other);
    const { registry, get, denials } = await bench('maven', {
      source: { fileHosts: [new URL(named.url).host] },
    });
    named.put('/there', { body: 'the file' });
    const redirect = (location: string) => ({ status: 302, headers: { location } });
    registry.put('/a/b/1/b-1.jar', redirect(`${named.url}/there`));
    registry.put('/a/b/2/b-2.jar', redirect(`${other.url}/there`));
    registry.put('/a/b/3/b-3.jar', redirect('/a/b/3/b-3.jar'));
    registry.put('/a/b/4/b-4.jar', redirect('file:///etc/passwd'));
    expect(await (await get('/a/b/1/b-1.jar')).text()).toBe('the file');
    for (const path of ['/a/b/2/b-2.jar', '/a/b/3/b-3.jar', '/a/b/4/b-4.jar'])
      expect((await get(path)).status).toBe(502);
    expect(other.requests).toEqual([]);
    expect(denials.map(({ rule }) => rule)).toEqual(['registry_host', 'registry_host']);
  });

  it('goes to no host that an index names beside those of the operator', async () => {
    const other = await startRegistry();
    closing.push(other);
    const { registry, get, denials } = await bench('npm');
    await putNpmPackage(registry, 'left-pad', '1.3.0', { tarballUrl: `${other.url}/left-pad-1.3.0.tgz` });
    expect((await get('/left-pad/-/left-pad-1.3.0.tgz')).status).toBe(502);
    expect(denials).toMatchObject([{ rule: 'registry_host', detail: new URL(other.url).host }]);
    expect(other.requests).toEqual([]);
  });

  it('keeps a failure of the registry for nobody', async () => {
    const { registry, get } = await bench('go');
    registry.put('/example.com/words/@v/list', { status: 503 });
    expect((await get('/example.com/words/@v/list')).status).toBe(502);
    putGoModule(registry, 'example.com/words', 'v1.0.0');
    expect(await (await get('/example.com/words/@v/list')).text()).toBe('v1.0.0\n');
  });

  it('keeps no more files than it has room for, the oldest going first', async () => {
    const { registry, get, cached } = await bench('maven', { maxBytes: 2_500 });
    for (const no of [1, 2, 3, 4]) registry.put(`/a/b/${no}/b-${no}.jar`, { body: 'x'.repeat(1_000) });
    for (const no of [1, 2, 3, 4]) await (await get(`/a/b/${no}/b-${no}.jar`)).text();
    expect(await cached()).toHaveLength(2);
    registry.requests.length = 0;
    await (await get('/a/b/4/b-4.jar')).text();
    await (await get('/a/b/1/b-1.jar')).text();
    expect(registry.requests.map(({ path }) => path)).toEqual(['/a/b/1/b-1.jar']);
  });
});

describe('a PyPI mirror', () => {
  it('lists files at its own address, as JSON and as HTML', async () => {
    const { registry, get } = await bench('pypi');
    const sha256 = putWheel(registry, 'words', '1.0');
    const file = 'http://127.0.0.1:4874/files/words/words-1.0-py3-none-any.whl';
    const accept = { accept: 'application/vnd.pypi.simple.v1+json' };
    const page = record(await (await get('/simple/words/', { headers: accept })).json());
    expect(records(page.files)).toMatchObject([
      { url: file, hashes: { sha256 }, 'requires-python': '>=3.8' },
    ]);
    const html = await (await get('/simple/words/')).text();
    expect(html).toContain(`<a href="${file}#sha256=${sha256}" data-requires-python="&gt;=3.8">`);
    expect((await get('/files/words/words-1.0-py3-none-any.whl')).status).toBe(200);
  });

  it('reads a registry of old that knows only HTML, and passes none of its markup on', async () => {
    const { registry, get } = await bench('pypi');
    const sha256 = putWheel(registry, 'words', '1.0');
    registry.put('/simple/words/', {
      type: 'text/html; charset=utf-8',
      body: `<script>alert(1)</script><a href="../../packages/words-1.0-py3-none-any.whl#sha256=${sha256}" data-requires-python="&gt;=3.6" data-yanked="">words-1.0-py3-none-any.whl</a>`,
    });
    const html = await (await get('/simple/words/')).text();
    expect(html).not.toContain('script');
    expect(html).toContain('data-requires-python="&gt;=3.6" data-yanked="">words-1.0-py3-none-any.whl</a>');
    expect((await get('/files/words/words-1.0-py3-none-any.whl')).status).toBe(200);
  });
});

it('a mirror of crates says where its files are, and checks them', async () => {
  const { registry, get, later } = await bench('crates');
  await putCrate(registry, 'words', '1.0.0');
  expect(await (await get('/index/config.json')).json()).toEqual({
    dl: 'http://127.0.0.1:4875/files/{crate}/{version}/download',
  });
  expect(await (await get('/index/wo/rd/words')).text()).toContain('"vers":"1.0.0"');
  expect((await get('/files/words/1.0.0/download')).status).toBe(200);
  expect((await get('/files/words/2.0.0/download')).status).toBe(404);
  registry.put('/wo/rd/words', { body: `{"name":"words","vers":"1.0.0","cksum":"${'0'.repeat(64)}"}\n` });
  later(180_000);
  expect((await get('/files/words/1.0.0/download')).status).toBe(409);
});
