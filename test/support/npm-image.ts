// The agent image with npm in it, for tests that install packages inside a container: this machine's own npm, copied, without a network.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type Docker from 'dockerode';

const run = promisify(execFile);
/** Debian spreads what npm is made of over this folder. */
const DEBIAN = '/usr/share/nodejs';

export type NpmImage = { readonly image: string; remove(): Promise<void> };

/** Undefined where this machine has no npm. */
export async function npmImage(docker: Docker, base: string): Promise<NpmImage | undefined> {
  const script = npmScript();
  if (script === undefined) return undefined;
  const root = script.startsWith(DEBIAN) ? DEBIAN : join(dirname(script), '..');
  const tar = await run('tar', ['-C', root, '--dereference', '-cf', '-', '.'], {
    encoding: 'buffer',
    maxBuffer: 2 ** 29,
  });
  const inside = join('/usr/local/npm', relative(root, script));
  const call = `#!/bin/sh\\nNODE_PATH=/usr/local/npm exec node ${inside} "$@"\\n`;
  const container = await docker.createContainer({
    Image: base,
    User: '0:0',
    Cmd: [
      'sh',
      '-c',
      `mkdir -p /usr/local && cp -r /tmp/. /usr/local/npm && printf '${call}' > /usr/local/bin/npm && chmod 755 /usr/local/bin/npm`,
    ],
  });
  const image = `greenlight-test-npm:${randomBytes(4).toString('hex')}`;
  try {
    await container.putArchive(tar.stdout, { path: '/tmp' });
    await container.start();
    await container.wait();
    const [repo = '', tag = ''] = image.split(':');
    await container.commit({ repo, tag, changes: 'USER 10001:10001' });
  } finally {
    await container.remove({ force: true });
  }
  return { image, remove: async () => void (await docker.getImage(image).remove({ force: true })) };
}

function npmScript(): string | undefined {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
  const scripts = found.filter((path) => existsSync(path)).map((path) => realpathSync(path));
  return scripts.find((path) => path.endsWith('npm-cli.js'));
}
