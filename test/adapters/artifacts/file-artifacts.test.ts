// Artifacts as files: the contract, what links lead to, and what a crash leaves.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { artifactFile } from '#adapters/artifacts/artifact-names.ts';
import { fileArtifacts } from '#adapters/artifacts/file-artifacts.ts';
import { artifactsContract } from '#test/contracts/artifacts.ts';

const secret = 'a secret of the operator';
const publicUrl = 'https://greenlight.example.com/';
const TEXT = { maxBytes: 1_000, contentType: 'text/plain' };

function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'greenlight-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

artifactsContract('fileArtifacts', async () => fileArtifacts({ dir: tempDir(), publicUrl, secret }));

describe('a link', () => {
  test('leads to the file, as text that no browser runs', async () => {
    const dir = tempDir();
    const { url } = await fileArtifacts({ dir, publicUrl, secret }).put('f', 'a.log', '<script>', TEXT);
    expect(url).toMatch(/^https:\/\/greenlight\.example\.com\/artifacts\/[\w-]{32}\/f\/a\.log$/);
    const found = artifactFile(dir, secret, new URL(url).pathname);
    expect(found).toEqual({ path: join(dir, 'f/a.log'), contentType: 'text/plain; charset=utf-8' });
    expect(readFileSync(found?.path ?? '', 'utf8')).toBe('<script>');
    expect(artifactFile(dir, secret, `${new URL(url).pathname}?download`)).toEqual(found);
  });

  test('anything but text is for downloading', async () => {
    const dir = tempDir();
    const store = fileArtifacts({ dir, publicUrl, secret });
    for (const name of ['result.bundle', 'page.html', 'image.svg']) {
      const { url } = await store.put('f', name, 'x', TEXT);
      expect(artifactFile(dir, secret, new URL(url).pathname)?.contentType).toBe('application/octet-stream');
    }
  });

  test('leads nowhere when it was changed in any part', async () => {
    const dir = tempDir();
    const store = fileArtifacts({ dir, publicUrl, secret });
    const { pathname } = new URL((await store.put('f', 'a.log', 'x', TEXT)).url);
    await store.put('f', 'b.log', 'x', TEXT);
    const [, , token = ''] = pathname.split('/');
    const wrong = [
      '',
      '/',
      '/artifacts',
      pathname.replace('a.log', 'b.log'),
      pathname.replace('/f/', '/g/'),
      pathname.replace(token, ''),
      pathname.replace(token, token.slice(1)),
      pathname.replace(token, `${token}A`),
      pathname.replace(token, 'A'.repeat(token.length)),
      pathname.replace(token, 'é'.repeat(token.length)),
      pathname.replace('/f/', '/../'),
      pathname.replace('/f/', '/%2e%2e/'),
      `${pathname}/more`,
      `/x${pathname}`,
    ];
    for (const path of wrong) expect(artifactFile(dir, secret, path), path).toBeUndefined();
    expect(artifactFile(dir, 'another secret', pathname)).toBeUndefined();
  });
});

test('what a killed process was writing is gone after the next start', async () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'f'));
  writeFileSync(join(dir, 'f/.a.log.123.tmp'), 'half');
  const store = fileArtifacts({ dir, publicUrl, secret });
  await store.put('f', 'b.log', 'x', TEXT);
  expect(readdirSync(join(dir, 'f'))).toEqual(['b.log']);
});

test('without a secret there is no store', () => {
  expect(() => fileArtifacts({ dir: '/nonexistent', publicUrl, secret: '' })).toThrow(/secret/);
});
