// Which paths of a registry are read, and which are not: everything a package manager writes, searches or logs in by is closed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ECOSYSTEMS, type Ecosystem, wantedOf } from '#core/egress/mirror/ecosystem.ts';

const kindOf = (ecosystem: Ecosystem, path: string) => wantedOf(ecosystem, path)?.kind;

describe('what is read', () => {
  it.each([
    ['npm', '/left-pad', 'index'],
    ['npm', '/@acme/house-rules', 'index'],
    ['npm', '/@acme%2fhouse-rules', 'index'],
    ['npm', '/left-pad/-/left-pad-1.3.0.tgz', 'file'],
    ['npm', '/@acme/house-rules/-/house-rules-1.0.0-rc.1+x.tgz', 'file'],
    ['pypi', '/simple/requests/', 'index'],
    ['pypi', '/files/requests/requests-2.0-py3-none-any.whl', 'file'],
    ['crates', '/index/config.json', 'own'],
    ['crates', '/index/1/a', 'index'],
    ['crates', '/index/3/a/abc', 'index'],
    ['crates', '/index/se/rd/serde_json', 'index'],
    ['crates', '/files/serde/1.0.0-rc.1+b/download', 'file'],
    ['go', '/github.com/!burnt!sushi/toml/@v/list', 'index'],
    ['go', '/golang.org/x/text/@latest', 'index'],
    ['go', '/example.com/a/v2/@v/v2.0.1.info', 'file'],
    ['go', '/example.com/a/@v/main.info', 'index'],
    ['go', '/example.com/a/@v/v0.0.0-20200101000000-abcdef123456.zip', 'file'],
    ['go', '/sumdb/sum.example.org/supported', 'index'],
    ['go', '/sumdb/sum.example.org/lookup/example.com/a@v1.0.0', 'index'],
    ['go', '/sumdb/sum.example.org/tile/8/0/x001/234.p/12', 'index'],
    ['maven', '/org/example/thing/maven-metadata.xml', 'index'],
    ['maven', '/org/example/thing/1.0/thing-1.0.jar.sha1', 'file'],
    ['maven', '/org/example/thing/1.0/thing-1.0.pom', 'file'],
    ['rubygems', '/versions', 'index'],
    ['rubygems', '/info/rails', 'index'],
    ['rubygems', '/gems/rails-7.0.0.gem', 'file'],
    ['rubygems', '/quick/Marshal.4.8/rails-7.0.0.gemspec.rz', 'file'],
  ] as const)('%s: %s is %s', (ecosystem, path, kind) => {
    expect(kindOf(ecosystem, path)).toBe(kind);
  });
});

describe('what is closed', () => {
  it.each([
    ['npm', '/-/npm/v1/security/audits'],
    ['npm', '/-/v1/search?text=x'],
    ['npm', '/-/user/org.couchdb.user:x'],
    ['npm', '/-/whoami'],
    ['npm', '/left-pad?write=true'],
    ['npm', '/left-pad/-/../../secret.tgz'],
    ['npm', '/@acme%2f..%2fsecret'],
    ['npm', '/.env'],
    ['npm', '//evil.test/x'],
    ['pypi', '/legacy/'],
    ['pypi', '/simple/'],
    ['pypi', '/simple/../admin/'],
    ['pypi', '/pypi/requests/json'],
    ['crates', '/api/v1/crates/new'],
    ['crates', '/index/se/rd/../../x'],
    ['crates', '/index/SE/RD/serde'],
    ['go', '/example.com/a/@v/../x'],
    ['go', '/sumdb/sum.example.org/lookup/../x'],
    ['go', '/example.com/a'],
    ['maven', '/service/rest/v1/search'],
    ['maven', '/org/example/'],
    ['maven', '/org/../../thing/1.0/thing-1.0.jar'],
    ['maven', '/org/example/thing/1.0/thing-1.0.sh'],
    ['rubygems', '/api/v1/gems'],
    ['rubygems', '/api/v1/api_key'],
    ['rubygems', '/gems/../x.gem'],
  ] as const)('%s: %s', (ecosystem, path) => {
    expect(wantedOf(ecosystem, path)).toBeUndefined();
  });

  it('whatever climbs, escapes, asks or points elsewhere', () => {
    const piece = fc.constantFrom(
      '/',
      '..',
      '.',
      '%2e',
      '%2f',
      '?',
      '#',
      '\\',
      '@',
      ':',
      '-',
      'a',
      'v1',
      '.tgz',
      '@v',
      'simple',
      'info',
      ' ',
      'é',
    );
    const path = fc.array(piece, { maxLength: 14 }).map((pieces) => `/${pieces.join('')}`);
    fc.assert(
      fc.property(fc.constantFrom(...ECOSYSTEMS), path, (ecosystem, target) => {
        const wanted = wantedOf(ecosystem, target);
        if (wanted === undefined || wanted.kind === 'own') return;
        const url = new URL(`https://registry.test${wanted.path}`);
        expect([url.host, url.pathname, url.search, url.hash]).toEqual([
          'registry.test',
          wanted.path,
          '',
          '',
        ]);
      }),
      { numRuns: 10_000 },
    );
  });
});
