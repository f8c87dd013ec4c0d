// The proxy against a raw socket: what is allowed works, and every trick to reach something else is refused and told.
import { once } from 'node:events';
import tls from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EgressRule } from '#core/egress/rule.ts';
import { type ProxyBench, proxyBench } from './proxy-bench.ts';
import type { RawClient } from './raw-client.ts';

const rule = (host: string, methods: EgressRule['methods'] = 'any', port = 443): EgressRule => ({
  host,
  port,
  methods,
  purpose: '',
});

let bench: ProxyBench;
beforeAll(async () => {
  bench = await proxyBench(
    [
      rule('api.example.com'),
      rule('inside.example.com'),
      rule('mixed.example.com'),
      rule('own.example.com'),
      rule('gone.example.com'),
      rule('files.example.com', ['GET', 'HEAD', 'POST']),
      rule('wrong.example.com', ['GET']),
      rule('plain.example.com', ['GET'], 80),
    ],
    {
      'inside.example.com': ['10.1.2.3', '::ffff:169.254.169.254'],
      'mixed.example.com': ['127.0.0.1', '8.8.8.8'],
      'own.example.com': ['8.8.4.4'],
      'gone.example.com': [],
    },
  );
});
beforeEach(() => {
  bench.hangUp();
  for (const list of [bench.denials, bench.behind, bench.dialled, bench.resolved]) list.length = 0;
});
afterAll(() => bench.close());

const connect = (target: string) => `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`;

/** A tunnel, and TLS inside it that asks for `servername`. */
async function tunnel(
  target: string,
  servername: string,
): Promise<{ client: RawClient; secure: tls.TLSSocket }> {
  const client = bench.client();
  client.send(connect(target));
  await client.until('\r\n\r\n');
  client.socket.removeAllListeners('data');
  const secure = tls.connect({ socket: client.socket, servername, ca: bench.certificate.cert });
  return { client, secure };
}

describe('a tunnel', () => {
  it('carries TLS for the host that it was opened to, to the address that was checked', async () => {
    const { secure } = await tunnel('API.Example.com.:443', 'api.example.com');
    await once(secure, 'secureConnect');
    secure.write('GET /hello HTTP/1.1\r\nhost: api.example.com\r\nconnection: close\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of secure) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toContain('answer to /hello');
    expect(bench).toMatchObject({ resolved: ['api.example.com'], dialled: ['8.8.8.8:443'], denials: [] });
  });

  it.each([
    ['api.example.com:22', 'port_not_listed'],
    ['api.example.com.evil.test:443', 'host_not_listed'],
    ['evilapi.example.com:443', 'host_not_listed'],
    ['cdn.example.com:443', 'host_not_listed'],
    ['localhost:443', 'host_not_listed'],
    ['files.example.com:443', 'no_tunnel'],
    ['127.0.0.1:443', 'ip_literal'],
    ['127.1:443', 'ip_literal'],
    ['2130706433:443', 'ip_literal'],
    ['0x7f.0.0.1:443', 'ip_literal'],
    ['0177.0.0.1:443', 'ip_literal'],
    ['169.254.169.254.:443', 'ip_literal'],
    ['[::1]:443', 'ip_literal'],
    ['[::ffff:a9fe:a9fe]:443', 'ip_literal'],
    ['[fe80::1%25eth0]:443', 'ip_literal'],
    ['inside.example.com:443', 'private_address'],
    ['own.example.com:443', 'private_address'],
    ['gone.example.com:443', 'name_unknown'],
    ['api.example.com', 'malformed'],
    ['api.example.com:0', 'malformed'],
    ['api.example.com:99999', 'malformed'],
    ['api.example.com:443:443', 'malformed'],
    ['api.example.com@evil.test:443', 'malformed'],
    ['api.example.com/x:443', 'malformed'],
    ['exa%6dple.com:443', 'ip_literal'],
  ])('to %s is refused: %s', async (target, expected) => {
    expect(await bench.says(connect(target))).toContain('403');
    expect(bench.denials.map(({ rule: by }) => by)).toEqual([expected]);
    expect(bench.dialled).toEqual([]);
  });

  it('to a name with addresses inside and outside dials only the ones outside', async () => {
    expect(await bench.says(connect('mixed.example.com:443'))).toContain('200');
    expect(bench.dialled).toEqual(['8.8.8.8:443']);
  });

  it('looks nothing up for what is not listed: a name is a message to whoever answers for it', async () => {
    await bench.says(connect('c2VjcmV0.evil.test:443'));
    expect(bench.resolved).toEqual([]);
  });

  it('closes when another server is asked for in it', async () => {
    const { secure } = await tunnel('api.example.com:443', 'other.example.com');
    const [error] = (await once(secure, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ERR_SSL_TLSV1_UNRECOGNIZED_NAME');
    expect(bench.denials).toEqual([
      { host: 'api.example.com', port: 443, rule: 'server_name', detail: 'other.example.com' },
    ]);
  });

  it('closes when no server is named in it', async () => {
    const { secure } = await tunnel('api.example.com:443', '');
    await once(secure, 'error');
    expect(bench.denials).toMatchObject([{ rule: 'server_name' }]);
  });

  it.each([
    ['GET / HTTP/1.1\r\nhost: other.example.com\r\n\r\n'],
    ['SSH-2.0-x\r\n'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('closes when no TLS is spoken in it: %j', async (bytes) => {
    const client = bench.client();
    client.send(connect('api.example.com:443') + bytes);
    await client.ended();
    expect(bench.denials).toMatchObject([{ rule: 'no_tls' }]);
    expect(bench.behind).toEqual([]);
  });

  it('closes when its first message never becomes one, byte by byte', async () => {
    const client = bench.client();
    client.send(connect('api.example.com:443'));
    await client.until('\r\n\r\n');
    for (const byte of [22, 3, 1, 1, 0, 1, 0, 1, ...Array<number>(80).fill(0)]) {
      client.send(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.ended();
    expect(bench.denials).toMatchObject([{ rule: 'no_tls' }]);
  });
});

describe('a request that the proxy makes', () => {
  const get = (url: string, more = '', method = 'GET') =>
    `${method} ${url} HTTP/1.1\r\nhost: ${/:\/\/([^/:?]*)/.exec(url)?.[1]}\r\n${more}\r\n`;

  it('goes out by TLS, with the host that was allowed and nothing of the connection', async () => {
    const headers =
      'connection: keep-alive, x-drop\r\nx-drop: 1\r\nproxy-authorization: Basic x\r\nx-keep: 1\r\n';
    const client = bench.client();
    client.send(get('http://files.example.com/a?b=c', headers));
    const answer = await client.until('answer to /a?b=c');
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toContain('x-behind: yes');
    expect(bench.dialled).toEqual(['8.8.8.8:443']);
    const [seen] = bench.behind;
    expect(seen?.headers).toEqual({ host: 'files.example.com', 'x-keep': '1', connection: 'close' });
  });

  it('may be plain where port 80 is listed', async () => {
    expect(await bench.says(get('http://plain.example.com/'))).toContain('200');
    expect(bench.dialled).toEqual(['8.8.8.8:80']);
  });

  it('carries a body by a method that is listed', async () => {
    const client = bench.client();
    client.send(`${get('https://files.example.com/p', 'content-length: 5\r\n', 'POST')}hello`);
    await client.until('answer to /p');
    expect(bench.behind).toMatchObject([{ method: 'POST', body: 'hello' }]);
  });

  it('hands a redirect back and does not follow it', async () => {
    const client = bench.client();
    client.send(get('http://files.example.com/elsewhere'));
    expect(await client.until('answer to')).toMatch(/302[\s\S]*location: https:\/\/evil.test\//);
    expect(bench.resolved).toEqual(['files.example.com']);
  });

  it('goes to nobody who cannot prove that name', async () => {
    expect(await bench.says(get('http://wrong.example.com/'))).toContain('502');
    expect(bench.behind).toEqual([]);
  });

  it.each([
    [get('http://files.example.com/', '', 'DELETE'), 'method_not_listed'],
    [get('http://files.example.com:8443/'), 'port_not_listed'],
    [get('http://files.example.com:80/'), 'port_not_listed'],
    [get('http://api.example.com:443/'), 'tunnel_only'],
    [get('http://evil.test/'), 'host_not_listed'],
    [get('http://169.254.169.254/latest/meta-data'), 'ip_literal'],
    [get('http://[::1]:443/'), 'malformed'],
    [get('http://0xa9fea9fe/'), 'ip_literal'],
    [get('http://user@files.example.com/'), 'malformed'],
    [get('http://files.example.com\\@evil.test/'), 'malformed'],
    [get('http://files.example.com#@evil.test/'), 'malformed'],
    [get('ftp://files.example.com/'), 'malformed'],
    [get('/'), 'malformed'],
    ['GET http://files.example.com/ HTTP/1.1\r\nhost: evil.test\r\n\r\n', 'malformed'],
  ])('is refused: %j by %s', async (bytes, expected) => {
    expect(await bench.says(bytes)).toMatch(/ 40[03] /);
    expect(bench.denials.map(({ rule: by }) => by)).toEqual([expected]);
    expect(bench.dialled).toEqual([]);
  });

  const HOST = 'host: files.example.com\r\n';
  it.each([
    ['two lengths', `${HOST}content-length: 5\r\ntransfer-encoding: chunked\r\n`],
    ['two lengths that differ', `${HOST}content-length: 5\r\ncontent-length: 6\r\n`],
    ['two lengths that agree', `${HOST}content-length: 5\r\ncontent-length: 5\r\n`],
    ['a list of lengths', `${HOST}content-length: 5, 5\r\n`],
    ['a length with a sign', `${HOST}content-length: +5\r\n`],
    ['a length in hex', `${HOST}content-length: 0x5\r\n`],
    ['another coding', `${HOST}transfer-encoding: gzip, chunked\r\n`],
    ['a coding twice', `${HOST}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n`],
    ['a coding in disguise', `${HOST}transfer-encoding: xchunked\r\n`],
    ['a coding behind a tab', `${HOST}transfer-encoding:\u000bchunked\r\n`],
    ['a space before the colon', `${HOST}content-length : 5\r\n`],
    ['a folded line', `${HOST}x-a: b\r\n content-length: 5\r\n`],
    ['a bare line feed', `${HOST}x-a: b\ncontent-length: 5\r\n`],
    ['two hosts', `${HOST}host: evil.test\r\n`],
    ['an upgrade', `${HOST}connection: upgrade\r\nupgrade: websocket\r\n`],
    [
      'an upgrade to HTTP/2',
      `${HOST}connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n`,
    ],
    ['a trailer', `${HOST}trailer: x\r\ntransfer-encoding: chunked\r\n`],
  ])('is refused with %s', async (_what, head) => {
    const smuggled =
      '0\r\n\r\nGET http://files.example.com/smuggled HTTP/1.1\r\nhost: files.example.com\r\n\r\n';
    const client = bench.client();
    client.send(`POST http://files.example.com/first HTTP/1.1\r\n${head}\r\n${smuggled}`);
    expect(await client.ended()).toMatch(/^HTTP\/1.1 40[03] /);
    expect(bench.denials.map(({ rule: by }) => by)).toContain('malformed');
    expect(bench).toMatchObject({ dialled: [], behind: [] });
  });

  it('is refused with a body that its method has not', async () => {
    const client = bench.client();
    client.send(
      `${get('http://files.example.com/first', 'content-length: 60\r\n')}${get('http://files.example.com/x')}`,
    );
    await client.ended();
    expect(bench.behind).toEqual([]);
    expect(bench.denials).toContainEqual(expect.objectContaining({ rule: 'malformed', detail: 'body' }));
  });

  it('is judged alone, also behind another on the same connection', async () => {
    const client = bench.client();
    client.send(get('http://files.example.com/one') + get('http://evil.test/two'));
    await client.ended();
    expect(bench.behind.map(({ url }) => url)).toEqual(['/one']);
    expect(bench.denials[0]).toMatchObject({ host: 'evil.test', rule: 'host_not_listed', method: 'GET' });
  });

  it('is not HTTP/2 from the start', async () => {
    const client = bench.client();
    client.send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    await client.ended();
    expect(bench.denials).toMatchObject([{ rule: 'malformed' }]);
  });

  it('has a head of a bounded size', async () => {
    const client = bench.client();
    client.send(get('http://files.example.com/', `x-a: ${'y'.repeat(40_000)}\r\n`));
    expect(await client.ended()).toMatch(/^HTTP\/1.1 400 /);
  });
});

it('so many connections at once and no more, and the refusal is told', async () => {
  const crowded = await proxyBench([]);
  const clients = Array.from({ length: 140 }, () => crowded.client());
  await clients.at(-1)?.ended();
  expect(crowded.denials.map(({ rule: by }) => by)).toEqual(Array(12).fill('too_many'));
  await crowded.close();
});
