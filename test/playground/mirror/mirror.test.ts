// npm itself installs from the mirror, and says what it says when it is turned away; the page makes trouble and mends it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Health } from '#playground/mirror/mirror.ts';
import { type MirrorStandIn, startMirrorStandIn } from '#playground/mirror/stand-in.ts';
import { MIRRORED } from '#playground/samples.ts';

let directory = '';
let mirror: MirrorStandIn;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-'));
});
afterEach(async () => {
  await mirror.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

const start = async (health: Health) => {
  mirror = await startMirrorStandIn({ packages: MIRRORED, health });
};

/** As the sample's CI does: one try, nothing there before. Gives what npm complained of, or what the installed program said. */
async function install(): Promise<string> {
  const cwd = await mkdtemp(join(directory, 'checkout-'));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    NPM_CONFIG_REGISTRY: mirror.url,
    NPM_CONFIG_FETCH_RETRIES: '0',
  };
  const manifest = {
    devDependencies: { '@acme/house-rules': '1.4.0' },
    scripts: { lint: 'house-rules src' },
  };
  await writeFile(join(cwd, 'package.json'), JSON.stringify(manifest));
  const npm = (...args: string[]) => promisify(execFile)('npm', args, { cwd, env });
  try {
    await npm('install', '--no-audit', '--no-fund');
    return (await npm('run', '--silent', 'lint')).stdout.trim();
  } catch (error) {
    return (error as { stderr: string }).stderr.split('\n').slice(0, 2).join('\n');
  }
}

const AWAY = 'npm error code E503\nnpm error 503 Service Unavailable - GET <mirror>/@acme%2fhouse-rules';
/** Older npm shouts. */
const said = (text: string) => text.replaceAll('npm ERR!', 'npm error').replace(mirror.url, '<mirror>');

test('with hiccups it turns two installs away, serves the third, and begins anew', {
  timeout: 60_000,
}, async () => {
  await start('hiccups');
  expect(said(await install())).toBe(AWAY);
  expect(said(await install())).toBe(AWAY);
  expect(await install()).toBe('✔ 0 files, no problems');
  expect(said(await install())).toBe(AWAY);
});

test('its page takes it down and makes it well again', { timeout: 60_000 }, async () => {
  await start('well');
  const set = (health: string, origin = mirror.url) =>
    fetch(mirror.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ health }),
    });
  expect((await set('down')).status).toBe(303);
  expect(mirror.health).toBe('down');
  expect(said(await install())).toBe(AWAY);
  expect((await set('well', 'https://evil.example')).status).toBe(403);
  expect((await set('poorly')).status).toBe(403);
  expect(mirror.health).toBe('down');
  await set('well');
  expect(await install()).toBe('✔ 0 files, no problems');
  expect(await (await fetch(mirror.url)).text()).toContain('value="well" aria-pressed="true"');
});

test('it serves what it has, to its own name only', async () => {
  await start('well');
  expect((await fetch(`${mirror.url}/left-pad`)).status).toBe(404);
  expect((await fetch(`${mirror.url}/@acme/house-rules/-/house-rules-9.9.9.tgz`)).status).toBe(404);
});
