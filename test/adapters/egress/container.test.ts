// From inside a real container: an allowed host answers over TLS, every other way out is closed, and each refusal is on the result.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { egress } from '#adapters/egress/egress.ts';
import type { EgressRule } from '#core/egress/rule.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { type EngineUnderTest, engineFor, warningLog } from '#test/adapters/docker/engine-for.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { type ProxyBench, proxyBench } from './proxy-bench.ts';

const rule = (host: string, methods: EgressRule['methods'] = 'any'): EgressRule => ({
  host,
  port: 443,
  methods,
  purpose: '',
});
const NETWORK = [rule('api.example.com'), rule('inside.example.com'), rule('files.example.com', ['GET'])];

/** Asks through the proxy as Node's own fetch and http do, and prints one line for each. */
const PROBES = `
const http = require('node:http'), tls = require('node:tls');
const CA = process.env.TEST_CA;
const done = (name, outcome) => console.log(name + ' = ' + outcome);
const connect = (path) => new Promise((resolve) => {
  const request = http.request({ host: '127.0.0.1', port: 3128, method: 'CONNECT', path, agent: false });
  request.on('connect', (answer, socket) => resolve({ status: answer.statusCode, socket })).on('error', (e) => resolve({ status: e.code })).end();
});
const inTunnel = async (path, servername, host = servername) => {
  const { status, socket } = await connect(path);
  if (status !== 200) return status;
  return await new Promise((resolve) => {
    const secure = tls.connect({ socket, servername, ca: CA }, () => secure.write('GET /in HTTP/1.1\\r\\nhost: ' + host + '\\r\\nconnection: close\\r\\n\\r\\n'));
    let text = ''; secure.on('data', (d) => text += d).on('error', (e) => resolve(e.code)).on('close', () => resolve(text.split('\\r\\n')[0]));
  });
};
const plain = (path, method = 'GET') => new Promise((resolve) => {
  const host = new URL(path).host;
  http.request({ host: '127.0.0.1', port: 3128, method, path, headers: { host }, agent: false }, (r) => { r.resume(); resolve(r.statusCode); }).on('error', (e) => resolve(e.code)).end();
});
(async () => {
  done('fetch', await fetch('https://api.example.com/x').then((r) => r.text(), (e) => e.cause?.code ?? e.message));
  done('fetch elsewhere', await fetch('https://evil.example.org/').then((r) => r.status, () => 'failed'));
  done('tunnel', await inTunnel('api.example.com:443', 'api.example.com'));
  done('fronted', await inTunnel('api.example.com:443', 'other.example.com'));
  done('metadata', (await connect('169.254.169.254:443')).status);
  done('hex', (await connect('0xa9fea9fe:443')).status);
  done('ipv6', (await connect('[::ffff:169.254.169.254]:443')).status);
  done('rebinding', (await connect('inside.example.com:443')).status);
  done('port', (await connect('api.example.com:22')).status);
  done('get', await plain('http://files.example.com/a'));
  done('delete', await plain('http://files.example.com/a', 'DELETE'));
  done('tunnel around methods', (await connect('files.example.com:443')).status);
})();`;

describeWith('docker', 'the way out of a container', () => {
  let engine: EngineUnderTest;
  let bench: Bench;
  let internet: ProxyBench;
  let sandbox: Sandbox;

  beforeAll(async () => {
    engine = engineFor(agentImage);
    bench = await sandboxBench(agentImage);
    internet = await proxyBench([], { 'inside.example.com': ['10.0.0.7'] });
    sandbox = engine.sandbox({
      egress: egress({ log: { ...warningLog, warn: () => undefined }, outside: internet.outside }),
    });
  });

  afterAll(async () => {
    await engine?.dispose();
    await bench?.remove();
    await internet?.close();
  });

  const node = async (source: string, network: readonly EgressRule[]) => {
    const spec = bench.spec('', { network });
    const env = { NODE_EXTRA_CA_CERTS: '/work/input/ca.pem', TEST_CA: internet.certificate.cert };
    const files = { 'ca.pem': internet.certificate.cert };
    return await bench.run(sandbox, {
      ...spec,
      agent: { ...spec.agent, env, files, command: ['node', '-e', source] },
    });
  };

  test('is open to what a rule names, and closed to everything else', async () => {
    const { log, result } = await node(PROBES, NETWORK);
    expect(log.trim().split('\n')).toEqual([
      'fetch = answer to /x',
      'fetch elsewhere = failed',
      'tunnel = HTTP/1.1 200 OK',
      'fronted = ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
      'metadata = 403',
      'hex = 403',
      'ipv6 = 403',
      'rebinding = 403',
      'port = 403',
      'get = 200',
      'delete = 403',
      'tunnel around methods = 403',
    ]);
    expect(result.denials.list.map(({ host, port, rule: by }) => `${host}:${port} ${by}`)).toEqual([
      'evil.example.org:443 host_not_listed',
      'api.example.com:443 server_name',
      '169.254.169.254:443 ip_literal',
      '0xa9fea9fe:443 ip_literal',
      '[::ffff:169.254.169.254]:443 ip_literal',
      'inside.example.com:443 private_address',
      'api.example.com:22 port_not_listed',
      'files.example.com:80 method_not_listed',
      'files.example.com:443 no_tunnel',
    ]);
  });

  test('is closed where no rule is, and counts what is asked again and again', async () => {
    const source = `(async () => { for (let i = 0; i < 5; i++) await fetch('https://api.example.com/').catch(() => {}); })()`;
    const { result } = await node(source, []);
    expect(result.denials).toEqual({
      list: [{ host: 'api.example.com', port: 443, rule: 'host_not_listed', count: 5 }],
      omitted: 0,
    });
  });

  test('is what a plain command has too', async () => {
    const script = `node -e "fetch('https://api.example.com/y').then((r) => r.text()).then(console.log, (e) => console.log(e.cause.code))"`;
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' };
    const running = bench.startCommand(sandbox, bench.command(script, { network: NETWORK, env }));
    expect((await running.done).log).toContain('answer to /y');
  });

  test('is closed to a plain command too, and what was refused is on its result and in its log', async () => {
    const script = `node -e "fetch('https://evil.example.org/').catch(() => {})"`;
    const running = bench.startCommand(sandbox, bench.command(script, { network: NETWORK }));
    const { result, log } = await running.done;
    expect(result.denials.list).toEqual([
      { host: 'evil.example.org', port: 443, rule: 'host_not_listed', count: 1 },
    ]);
    expect(log).toBe('greenlight: blocked evil.example.org:443 by rule host_not_listed\n');
  });
});
