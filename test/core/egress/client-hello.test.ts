// The first bytes of TLS, real ones, odd ones and noise: the name comes out, or it is no TLS, and never an error or an endless wait.
import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import tls from 'node:tls';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_HELLO_BYTES, readClientHello } from '#core/egress/client-hello.ts';

/** What Node's own client says first. */
async function realHello(options: tls.ConnectionOptions): Promise<Buffer> {
  const [ours, theirs] = duplexPair();
  const client = tls.connect({ socket: ours, rejectUnauthorized: false, ...options });
  client.on('error', () => undefined);
  const [chunk] = (await once(theirs, 'data')) as [Buffer];
  client.destroy();
  return chunk;
}

const record = (content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([22, 3, 1, content.length >> 8, content.length & 0xff]), content]);
/** The same handshake in records of `size` bytes. */
const cut = (hello: Buffer, size: number): Buffer => {
  const message = hello.subarray(5);
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) parts.push(record(message.subarray(at, at + size)));
  return Buffer.concat(parts);
};

let hello: Buffer;
beforeAll(async () => {
  hello = await realHello({ servername: 'api.example.com' });
});

describe('a real hello', () => {
  it('names its server', () => {
    expect(readClientHello(hello)).toEqual({ kind: 'hello', serverName: 'api.example.com' });
  });

  it('of TLS 1.2 does too', async () => {
    const old = await realHello({ servername: 'old.example.com', maxVersion: 'TLSv1.2' });
    expect(readClientHello(old)).toEqual({ kind: 'hello', serverName: 'old.example.com' });
  });

  it('without a name says so', async () => {
    expect(readClientHello(await realHello({}))).toEqual({ kind: 'hello', serverName: null });
  });

  it('is waited for as long as it is not whole', () => {
    for (let length = 0; length < hello.length; length += 1)
      expect(readClientHello(hello.subarray(0, length)).kind).toBe('more');
  });

  it.each([1, 2, 3, 50, 200])('is read from records of %i bytes', (size) => {
    expect(readClientHello(cut(hello, size))).toEqual({ kind: 'hello', serverName: 'api.example.com' });
  });

  it('is read whatever follows it', () => {
    expect(
      readClientHello(Buffer.concat([hello, Buffer.from('\u0014\u0003\u0003\0\u0001\u0001junk')])),
    ).toEqual({
      kind: 'hello',
      serverName: 'api.example.com',
    });
  });
});

describe('what is no hello', () => {
  it.each([
    ['GET / HTTP/1.1\r\n\r\n'],
    ['SSH-2.0-OpenSSH_9.6\r\n'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['\u0016\u0002\u0001\0\u0005hello'],
    ['\u0016\u0003\u0001\0\0'],
    ['\u0017\u0003\u0003\0\u0001x'],
    ['\u0016\u0003\u0001\0\u0004\u0002\0\0\0'],
    ['\u0016\u0003\u0001\0\u0004\u0001\0\0\0'],
  ])('is not taken for one: %j', (text) => {
    expect(readClientHello(Buffer.from(text, 'latin1')).kind).toBe('not_tls');
  });

  it('is one with two names, in one extension or in two', () => {
    const name = Buffer.from('api.example.com');
    const at = hello.indexOf(name) - 9;
    const extension = hello.subarray(at, at + 9 + name.length);
    const twice = withExtension(hello, extension);
    expect(readClientHello(twice).kind).toBe('not_tls');
  });

  it('is one whose name is not a name', () => {
    const bad = Buffer.from(hello);
    bad[bad.indexOf('api.example.com')] = 0;
    expect(readClientHello(bad).kind).toBe('not_tls');
  });

  it('is one that is longer than any client’s', () => {
    const head = Buffer.from([1, 0xff, 0xff, 0xff]);
    expect(readClientHello(record(head)).kind).toBe('not_tls');
    const endless = Buffer.concat(Array.from({ length: 6 }, () => record(Buffer.alloc(MAX_HELLO_BYTES, 1))));
    expect(readClientHello(endless).kind).toBe('not_tls');
  });
});

describe('noise', () => {
  it('never throws and never is waited for beyond the bound', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        readClientHello(bytes);
      }),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (seed) => {
        const long = Buffer.concat([Buffer.from([22, 3, 1]), Buffer.alloc(40_000, seed)]);
        return readClientHello(long).kind !== 'more';
      }),
    );
  });

  it('in the middle of a real one never throws, and never gives a name that is not printable', () => {
    const change = fc.tuple(fc.nat({ max: 2_000 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 2_000 }),
        (changes, end) => {
          const bytes = Buffer.from(hello);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const read = readClientHello(bytes.subarray(0, Math.max(end % bytes.length, bytes.length - 3)));
          if (read.kind === 'hello' && read.serverName !== null) expect(read.serverName).toMatch(/^[!-~]+$/);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

/** A second extension behind those of a hello, all lengths mended. */
function withExtension(whole: Buffer, extension: Buffer): Buffer {
  const body = Buffer.concat([whole.subarray(9), extension]);
  let at = 34;
  at += 1 + (body[at] ?? 0);
  at += 2 + body.readUInt16BE(at);
  at += 1 + (body[at] ?? 0);
  body.writeUInt16BE(body.readUInt16BE(at) + extension.length, at);
  const head = Buffer.from([1, 0, body.length >> 8, body.length & 0xff]);
  return record(Buffer.concat([head, body]));
}
