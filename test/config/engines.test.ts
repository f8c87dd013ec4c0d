// The operator's list of engines, and what a runner is told: every slip by name, and no key where nobody asks with it.
import { expect, it } from 'vitest';
import { readConfig, readRunnerConfig } from '#src/config.ts';
import { GOOD_ENV, GOOD_FILE } from './good.ts';

const PEM = { 'ca.pem': 'ca', 'cert.pem': 'cert', 'key.pem': 'a key of TLS' };
const reading = (file: string) => (path: string) => {
  const name = path.split('/').at(-1) ?? '';
  if (path.includes('/certs/') && name in PEM) return PEM[name as keyof typeof PEM];
  if (name === 'greenlight.yml') return file;
  throw Object.assign(new Error(path), { code: 'ENOENT' });
};
const withSandbox = (sandbox: object) => `${GOOD_FILE}\nsandbox: ${JSON.stringify(sandbox)}\n`;
const bot = (sandbox: object, env = {}) => readConfig({ ...GOOD_ENV, ...env }, reading(withSandbox(sandbox)));
const engines = (...list: object[]) => bot({ engines: list }, { RUNNER_TOKEN: 'hush-hush-hush' });

it('is one engine, held by the bot, where nothing is said', () => {
  const read = bot({ slots: 3 });
  expect(read.ok && read.config.sandbox).toMatchObject({ engines: [], slots: 3 });
});

it('names engines by socket, by TLS and by runner, with the slots of all of them', () => {
  const read = engines(
    { name: 'here', docker: 'unix:///var/run/docker.sock' },
    { name: 'big', docker: 'tcp://10.0.0.5:2376', tls: 'certs', slots: 8 },
    { name: 'forwarded', docker: 'tcp://127.0.0.1:2375', slots: 1 },
    { name: 'kept', runner: 'unix:///run/greenlight/runner.sock' },
    { name: 'far', runner: 'tcp://127.0.0.1:7411', token_env: 'RUNNER_TOKEN' },
  );
  expect(read.ok && read.config.sandbox.slots).toBe(15);
  expect(read.ok && read.config.sandbox.engines.map(({ at }) => at)).toEqual([
    { kind: 'docker', address: { socketPath: '/var/run/docker.sock' } },
    {
      kind: 'docker',
      address: {
        host: '10.0.0.5',
        port: 2376,
        protocol: 'https',
        ca: 'ca',
        cert: 'cert',
        key: 'a key of TLS',
      },
    },
    { kind: 'docker', address: { host: '127.0.0.1', port: 2375, protocol: 'http' } },
    { kind: 'runner', address: { socketPath: '/run/greenlight/runner.sock' }, token: null },
    { kind: 'runner', address: { host: '127.0.0.1', port: 7411 }, token: 'hush-hush-hush' },
  ]);
  expect(read.ok && read.config.app.secrets).toEqual(
    expect.arrayContaining(['hush-hush-hush', 'a key of TLS']),
  );
});

it('refuses by name what would not work or would be open to others', () => {
  const read = engines(
    { name: 'a', docker: 'tcp://10.0.0.5:2375' },
    { name: 'b', runner: 'tcp://10.0.0.5:7411', token_env: 'RUNNER_TOKEN' },
    { name: 'c', runner: 'tcp://127.0.0.1:7411' },
    { name: 'd' },
    { name: 'd', docker: 'ssh://host', tls: 'certs' },
    { name: 'e', docker: 'tcp://host:2376', tls: 'nowhere' },
    { name: 'f', runner: 'unix:///r.sock', token_env: 'NO_SUCH_TOKEN' },
  );
  const told = read.ok ? [] : read.problems.map((line) => line.replaceAll(process.cwd(), '.'));
  expect(told).toMatchInlineSnapshot(`
    [
      "greenlight.yml: sandbox.engines a: tls: whoever reaches that port is root on its machine: name its certificates",
      "greenlight.yml: sandbox.engines b: runner: wants unix:///path, or tcp://127.0.0.1:port (forward it by SSH to reach another machine)",
      "greenlight.yml: sandbox.engines c: token_env: a runner on a port wants a token: name the variable that holds it",
      "greenlight.yml: sandbox.engines d: wants either docker or runner",
      "greenlight.yml: sandbox.engines d: is there twice",
      "greenlight.yml: sandbox.engines d: docker: wants unix:///path, or tcp://127.0.0.1:port (forward it by SSH to reach another machine), or tcp://host:port with tls",
      "greenlight.yml: sandbox.engines e: tls: ./nowhere/ca.pem cannot be read (ENOENT)",
      "greenlight.yml: sandbox.engines e: tls: ./nowhere/cert.pem cannot be read (ENOENT)",
      "greenlight.yml: sandbox.engines e: tls: ./nowhere/key.pem cannot be read (ENOENT)",
      "greenlight.yml: sandbox.engines f: token_env: NO_SUCH_TOKEN is not set. Get it: the GREENLIGHT_RUNNER_TOKEN of that runner.",
    ]
  `);
});

const MODELS = { m: { api: 'openai', key_env: 'MODEL_KEY', prices: { '*': { input: 1, output: 1 } } } };

it('wants the keys of models where the gateway is: in the runner, and not in the bot', () => {
  const runners = { engines: [{ name: 'a', runner: 'unix:///r.sock' }] };
  const file = `${withSandbox(runners)}models: ${JSON.stringify(MODELS)}\n`;
  const asBot = readConfig(GOOD_ENV, reading(file));
  expect(asBot.ok ? [] : asBot.problems).toEqual([]);
  const asRunner = readRunnerConfig({}, reading(file));
  expect(asRunner.ok ? [] : asRunner.problems).toEqual([expect.stringMatching(/^MODEL_KEY is not set/)]);
});

it('tells a runner where it listens: a socket of its own, or a port behind a token', () => {
  const file = withSandbox({});
  const own = readRunnerConfig({ GREENLIGHT_DATA_DIR: '/data' }, reading(file));
  expect(own.ok && own.config).toMatchObject({ address: { socketPath: '/data/runner.sock' }, token: null });
  const open = readRunnerConfig({ GREENLIGHT_RUNNER_LISTEN: 'tcp://0.0.0.0:7411' }, reading(file));
  expect(open.ok ? [] : open.problems).toEqual([
    expect.stringMatching(/^GREENLIGHT_RUNNER_LISTEN is not unix:/),
  ]);
  const bare = readRunnerConfig({ GREENLIGHT_RUNNER_LISTEN: 'tcp://127.0.0.1:7411' }, reading(file));
  expect(bare.ok ? [] : bare.problems).toEqual([
    expect.stringMatching(/^GREENLIGHT_RUNNER_TOKEN is not set/),
  ]);
});
