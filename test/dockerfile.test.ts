// The image of the bot, built for real but without network: the build stage gets this checkout's installed packages, and
// npm itself (run offline) removes from them what production does not need. Not exercised here, since they need a network:
// pulling the two base images, downloading the packages (and with them Node's own install script), and Debian's git step.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentImage, describeWith } from './support/parts.ts';

const run = promisify(execFile);
const PROJECT = new URL('..', import.meta.url).pathname;
const ID = `greenlight-test-${process.pid}-${Date.now()}`;
const BUILD_TIMEOUT_MS = 180_000;

// Large packages that only development needs: leaving them out of the build stage saves seconds and proves nothing less,
// for others of their kind (vitest, ajv) go in and must not come out.
const LEFT_OUT = [
  // What test runs keep there: large, and written by the very run that this is a part of.
  '.vitest-cache',
  '.cache',
  '@biomejs',
  '@typescript',
  '@rolldown',
  'playwright-core',
  'knip',
  'lightningcss*',
];

const RUNTIME = `
FROM ${agentImage}
USER root
LABEL greenlight.test=${ID}
`;

// Like node:24-slim it has npm; unlike it, the packages are there already.
const BASE = `
FROM ${ID}:runtime
COPY npm /usr/local/lib/npm
RUN ln -s ../lib/npm/bin/npm-cli.js /usr/local/bin/npm
ENV HOME=/root npm_config_offline=true
ADD packages.tar /app/
`;

async function buildBases(): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), 'greenlight-image-'));
  writeFileSync(join(context, 'Dockerfile'), RUNTIME);
  await run('docker', ['build', '--tag', `${ID}:runtime`, context]);
  writeFileSync(join(context, 'Dockerfile'), BASE);
  cpSync(await npmFolder(), join(context, 'npm'), { recursive: true, dereference: true });
  const excluded = ['*.d.ts', '*.map', ...LEFT_OUT.map((name) => `node_modules/${name}`)];
  const flags = excluded.map((pattern) => `--exclude=${pattern}`);
  await run('tar', ['-C', PROJECT, ...flags, '-cf', join(context, 'packages.tar'), 'node_modules']);
  await run('docker', ['build', '--tag', `${ID}:base`, context]);
  rmSync(context, { recursive: true });
}

/** Where the npm that installed this project's packages lies: the one on the PATH outside this project's own folders. */
async function npmFolder(): Promise<string> {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  const env = { ...process.env, PATH: folders.join(':') };
  const { stdout } = await run('sh', ['-c', 'command -v npm'], { env });
  return dirname(dirname(realpathSync(stdout.trim())));
}

async function inImage(script: string): Promise<string> {
  const { stdout } = await run('docker', [
    'run',
    '--rm',
    '--network',
    'none',
    '--read-only',
    `${ID}:bot`,
    'sh',
    '-c',
    script,
  ]);
  return stdout.trim();
}

describeWith('docker', 'the image of the bot', () => {
  beforeAll(async () => {
    await buildBases();
    const bases = ['--build-arg', `BASE=${ID}:base`, '--build-arg', `RUNTIME=${ID}:runtime`];
    await run('docker', ['build', '--network', 'none', ...bases, '--tag', `${ID}:bot`, PROJECT]);
  }, BUILD_TIMEOUT_MS);

  afterAll(async () => {
    await run('docker', ['image', 'rm', '--force', `${ID}:bot`, `${ID}:base`, `${ID}:runtime`]);
    await run('docker', ['image', 'prune', '--force', '--filter', `label=greenlight.test=${ID}`]);
  }, BUILD_TIMEOUT_MS);

  test('runs the pinned Node, which is the only one, as an ordinary user', async () => {
    const installed = (await run(join(PROJECT, 'node_modules/.bin/node'), ['--version'])).stdout.trim();
    expect(
      await inImage('node --version; id -u; id -un; find / -xdev -type f -name node -perm -1 2>/dev/null'),
    ).toBe(`${installed}\n10000\ngreenlight\n/app/node_modules/node/bin/node`);
  });

  test('has git and no tool that builds, installs or tests', async () => {
    expect(await inImage('command -v git')).toBe('/usr/bin/git');
    expect(
      await inImage(
        'for tool in npm npx yarn corepack gcc make python3 tsc vitest biome; do command -v $tool; done; true',
      ),
    ).toBe('');
  });

  test('has the packages of production and none of development', async () => {
    const { dependencies, devDependencies } = (await import('../package.json', { with: { type: 'json' } }))
      .default;
    const there = (name: string) => `test -d node_modules/${name} && echo ${name}`;
    const found = await inImage(
      `${[...Object.keys(dependencies), ...Object.keys(devDependencies)].map(there).join('\n')}\ntrue`,
    );
    const types = Object.keys(devDependencies).filter((name) => /^@types\/|-types$/.test(name));
    // Libraries name packages of types as their own dependencies, so npm keeps those; emptied of declarations they are nothing.
    expect(
      found
        .split('\n')
        .filter((name) => !types.includes(name))
        .sort(),
    ).toEqual(Object.keys(dependencies).sort());
  });

  test('holds src without the playground, and no test, history or lockfile', async () => {
    expect(await inImage('ls -A')).toBe('node_modules\npackage.json\nsrc');
    expect(await inImage('ls src')).not.toContain('playground');
    expect(
      await inImage('find . -name "*.test.ts" -o -name .env -o -name .npmrc | grep -v node_modules; true'),
    ).toBe('');
  });

  test('can write to its data and nowhere in its own code', async () => {
    expect(await inImage('touch /data/x && echo yes')).toBe('yes');
    const { stdout } = await run('docker', [
      'run',
      '--rm',
      '--network',
      'none',
      `${ID}:bot`,
      'sh',
      '-c',
      'touch src/x 2>&1 || true',
    ]);
    expect(stdout).toContain('Permission denied');
  });

  test('is healthy when /healthz answers, and not when nothing listens', async () => {
    const { stdout } = await run('docker', [
      'image',
      'inspect',
      '--format',
      '{{json .Config.Healthcheck.Test}}',
      `${ID}:bot`,
    ]);
    const [, ...healthcheck]: string[] = JSON.parse(stdout);
    const server = `require('node:http').createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? 200 : 404).end();
    }).listen(3000, '127.0.0.1', () => console.log('listening'))`;
    const script = `"$@"; echo "before: $?"; node -e "$SERVER" >/tmp/out & until grep -q listening /tmp/out; do :; done; "$@"; echo "after: $?"; kill $!`;
    const answer = await run('docker', [
      ...['run', '--rm', '--network', 'none', '--env', `SERVER=${server}`, `${ID}:bot`],
      ...['bash', '-c', script, 'bash', ...healthcheck],
    ]);
    expect(answer.stdout).toBe('before: 1\nafter: 0\n');
  });

  test('starts, and without any configuration says what is missing', async () => {
    const started = run('docker', ['run', '--rm', '--network', 'none', '--read-only', `${ID}:bot`]);
    await expect(started).rejects.toMatchObject({ code: 78, stderr: expect.stringContaining('SLACK_') });
  });
});
