// The parts of the Docker sandbox that need no engine, and what it says when there is none.
import net from 'node:net';
import { duplexPair } from 'node:stream';
import Docker from 'dockerode';
import { describe, expect, test } from 'vitest';
import { answered } from '#adapters/docker/answered.ts';
import { type Denial, egressProxy, isPrivate } from '#adapters/docker/egress.ts';
import { asPortError } from '#adapters/docker/engine-error.ts';
import { Frames } from '#adapters/docker/frames.ts';
import { LogCap } from '#adapters/docker/log-cap.ts';
import { namesOf } from '#adapters/docker/names.ts';
import { PortError } from '#ports/port-error.ts';
import { engineFor } from './engine-for.ts';

describe('Docker frames', () => {
  const frame = (type: number, text: string) => {
    const header = Buffer.alloc(8);
    header[0] = type;
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };

  test.each([1, 2, 7, 8, 9, 1000])('are split right when they come in pieces of %i bytes', (size) => {
    const stream = Buffer.concat([frame(1, 'out'), frame(2, 'err'), frame(1, ''), frame(1, 'more out')]);
    let [out, err] = ['', ''];
    const frames = new Frames(
      (part) => {
        out += part;
      },
      (part) => {
        err += part;
      },
    );
    for (let at = 0; at < stream.length; at += size) frames.push(stream.subarray(at, at + size));
    expect({ out, err }).toEqual({ out: 'outmore out', err: 'err' });
  });
});

describe('the cap of a log', () => {
  const capped = (maxBytes: number, chunks: readonly string[]) => {
    let text = '';
    const cap = new LogCap(maxBytes, (chunk) => {
      text += Buffer.from(chunk).toString();
    });
    for (const chunk of chunks) cap.take(Buffer.from(chunk));
    cap.end();
    return { text, truncated: cap.truncated };
  };

  test('lets through what fits', () => {
    expect(capped(10, ['01234', '56789'])).toEqual({ text: '0123456789', truncated: false });
  });

  test('keeps head and tail of what does not, and says how much is gone', () => {
    const whole = { text: '01234\n[… 3 bytes left out …]\n89abc', truncated: true };
    expect(capped(10, ['0123456789abc'])).toEqual(whole);
    expect(capped(10, [...'0123456789abc'])).toEqual(whole);
    expect(capped(10, ['0123', '4567', '89abc'])).toEqual(whole);
  });

  test('of nothing lets nothing through', () => {
    expect(capped(0, ['abc'])).toEqual({ text: '\n[… 3 bytes left out …]\n', truncated: true });
    expect(capped(1, ['abc'])).toEqual({ text: 'a\n[… 2 bytes left out …]\n', truncated: true });
  });

  test('keeps the error of a receiver that throws, and goes on taking', () => {
    const failure = new Error('disk full');
    const cap = new LogCap(10, () => {
      throw failure;
    });
    cap.take(Buffer.from('abc'));
    cap.take(Buffer.from('def'));
    cap.end();
    expect(cap.failure).toBe(failure);
  });
});

describe('an engine', () => {
  test('that is not there is a problem that says what to do', async () => {
    const nowhere = new Docker({ socketPath: '/nonexistent/docker.sock' });
    const sandbox = engineFor('any').sandbox({ docker: nowhere });
    const failures = await Promise.all(
      [
        () => sandbox.check(),
        () => sandbox.reap(new Set()),
        () => sandbox.stop('t-a-a1', { collect: true }),
      ].map((call) => call().catch((error: unknown) => error)),
    );
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(PortError);
      expect(failure).toMatchObject({ problem: { code: 'sandbox_unavailable' }, retryable: true });
      expect((failure as PortError).message).toContain('DOCKER_HOST');
    }
    await sandbox.close();
  });

  test('that takes a call and never answers does not hold anybody for ever', async () => {
    const failure = await answered(new Promise(() => undefined), 10).catch((error: unknown) => error);
    expect(asPortError(failure, 'waiting')).toMatchObject({ problem: { code: 'sandbox_unavailable' } });
  });

  test('whose disk is full is a problem of its own', () => {
    const answer = Object.assign(new Error('wrapped'), {
      statusCode: 500,
      json: { message: 'mkdir /var/lib/x: no space left on device' },
    });
    expect(asPortError(answer, 'making a volume')).toMatchObject({
      problem: { code: 'disk_full' },
      retryable: true,
    });
  });

  test('has nothing to do with a bug of ours', () => {
    const bug = new TypeError('x is not a function');
    expect(asPortError(bug, 'anything')).toBe(bug);
  });
});

describe('names', () => {
  test('of an attempt are always the same, of workspaces never', () => {
    const names = namesOf('one');
    expect(names.agent('t-00000000-a2')).toBe('greenlight-one-t-00000000-a2');
    expect(names.once('upper')).not.toBe(names.once('upper'));
  });

  test('that the engine would misread are refused', () => {
    expect(() => namesOf('One/two')).toThrow('instance "One/two"');
    expect(() => namesOf('one').agent('../x')).toThrow('cannot name a container');
  });
});

describe('the egress proxy', () => {
  const connectTo = async (target: string, options: Partial<Parameters<typeof egressProxy>[0]>) => {
    const denials: Denial[] = [];
    const proxy = egressProxy({ allow: [], onDenied: (denial) => denials.push(denial), ...options });
    const [client, server] = duplexPair();
    proxy.emit('connection', server);
    client.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`);
    const [first] = await new Promise<[Buffer]>((resolve) => client.once('data', (data) => resolve([data])));
    return { client, status: String(first).split(' ')[1], denials };
  };
  const publicAddress = async () => [{ address: '203.0.113.9', family: 4 }];

  test('carries a connection to an allowed name, to the address that was checked', async () => {
    const echo = net.createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    const { port } = echo.address() as net.AddressInfo;
    const dialled: string[] = [];
    const { client, status, denials } = await connectTo('API.Example.com.:443', {
      allow: ['api.example.com'],
      resolve: publicAddress,
      dial: (address, toPort) => {
        dialled.push(`${address.address}:${toPort}`);
        return net.connect(port, '127.0.0.1');
      },
    });
    expect({ status, denials, dialled }).toEqual({
      status: '200',
      denials: [],
      dialled: ['203.0.113.9:443'],
    });
    client.write('hello');
    expect(String(await new Promise((resolve) => client.once('data', resolve)))).toBe('hello');
    client.destroy();
    echo.close();
  });

  test.each([
    ['api.example.com:22', 'port_not_allowed'],
    ['api.example.com.evil.test:443', 'host_not_allowed'],
    ['evilapi.example.com:443', 'host_not_allowed'],
    ['cdn.example.com:443', 'host_not_allowed'],
    ['127.0.0.1:443', 'ip_literal'],
    ['[::1]:443', 'ip_literal'],
    ['0x7f000001:443', 'host_not_allowed'],
    ['localhost:443', 'host_not_allowed'],
  ])('refuses %s', async (target, reason) => {
    const { status, denials } = await connectTo(target, {
      allow: ['api.example.com'],
      resolve: publicAddress,
    });
    expect({ status, reasons: denials.map((denial) => denial.reason) }).toEqual({
      status: '403',
      reasons: [reason],
    });
  });

  test('takes a star for names below, and not for the name itself', async () => {
    const options = { allow: ['*.example.com'], resolve: async () => [] };
    expect((await connectTo('a.b.example.com:443', options)).denials).toMatchObject([
      { reason: 'name_unknown' },
    ]);
    expect((await connectTo('example.com:443', options)).denials).toMatchObject([
      { reason: 'host_not_allowed' },
    ]);
  });

  test.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '192.168.0.1',
    '100.64.0.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ])('refuses a name that leads to %s', async (address) => {
    const family = net.isIP(address);
    expect(isPrivate({ address, family })).toBe(true);
    const resolve = async () => [{ address, family }];
    const { denials } = await connectTo('api.example.com:443', { allow: ['api.example.com'], resolve });
    expect(denials).toMatchObject([{ reason: 'private_address' }]);
  });

  test('does not take a public address for a private one', () => {
    expect(isPrivate({ address: '203.0.113.9', family: 4 })).toBe(false);
    expect(isPrivate({ address: '2606:4700::1', family: 6 })).toBe(false);
    expect(isPrivate({ address: '::ffff:203.0.113.9', family: 6 })).toBe(false);
  });
});
