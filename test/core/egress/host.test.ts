// No spelling of an address passes for a name, and only what is on the public internet passes for public.
import net from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, readV4, readV6 } from '#core/egress/address.ts';
import { readHost, readPattern } from '#core/egress/host.ts';

const byte = fc.integer({ min: 0, max: 255 });
const v4Bytes = fc.tuple(byte, byte, byte, byte);
const number = (base: 'decimal' | 'octal' | 'hex', value: number, pad: number): string =>
  ({
    decimal: String(value),
    octal: `${'0'.repeat(pad + 1)}${value.toString(8)}`,
    hex: `0x${'0'.repeat(pad)}${value.toString(16)}`,
  })[base];
const base = fc.constantFrom('decimal' as const, 'octal' as const, 'hex' as const);

/** One to four numbers, the last of which takes all bytes that are left, each in any base, padded, in any case, dotted at the end. */
const v4Spelling = fc
  .record({
    bytes: v4Bytes,
    count: fc.integer({ min: 1, max: 4 }),
    bases: fc.array(base, { minLength: 4, maxLength: 4 }),
    pad: fc.integer({ min: 0, max: 3 }),
    end: fc.constantFrom('', '.'),
    upper: fc.boolean(),
  })
  .map(({ bytes, count, bases, pad, end, upper }) => {
    const last = bytes.slice(count - 1).reduce((value, part) => value * 256 + part, 0);
    const parts = [...bytes.slice(0, count - 1), last].map((value, i) =>
      number(bases[i] ?? 'hex', value, pad),
    );
    const text = parts.join('.') + end;
    return upper ? text.toUpperCase() : text;
  });

describe('a host', () => {
  it('is no name in any spelling of an IPv4 address', () => {
    fc.assert(fc.property(v4Spelling, (text) => readHost(text).kind === 'address'));
  });

  it('is no name where a URL parser takes it for an address', () => {
    const likeAddress = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefxX.:[]%-'.split('')),
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(likeAddress, (text) => {
        const parsed = URL.parse(`http://${text}/`)?.hostname ?? '';
        const isAddress = net.isIP(parsed.replace(/^\[|\]$/g, '')) !== 0;
        return !isAddress || readHost(text).kind === 'address';
      }),
      { numRuns: 3_000 },
    );
  });

  it('is no name in any spelling of an IPv6 address', () => {
    fc.assert(
      fc.property(
        fc.ipV6(),
        fc.constantFrom('', '%eth0', '%25eth0'),
        fc.boolean(),
        (text, zone, brackets) => {
          const dressed = brackets ? `[${text}${zone}]` : `${text}${zone}`;
          return readHost(dressed).kind === 'address';
        },
      ),
    );
  });

  it.each([
    '１２７.0.0.1',
    '127。0。0。1',
    'ｌocalhost.example.com',
    'exa\u00admple.com',
    'example.com\u0000.evil.test',
    'example.com ',
    'example..com',
    '.example.com',
    'example.com..',
    '-example.com',
    'example.com/path',
    'user@example.com',
    'exa%6dple.com',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(127)}com`,
    '',
    '.',
  ])('is nothing as %j', (text) => {
    expect(readHost(text).kind).not.toBe('name');
  });

  it('is one name in any case, with and without its last dot', () => {
    for (const text of ['API.Example.COM', 'api.example.com.'])
      expect(readHost(text)).toEqual({ kind: 'name', name: 'api.example.com' });
    expect(readHost('127.0.0.1.example.com').kind).toBe('name');
  });
});

describe('a pattern', () => {
  it.each([
    ['API.example.com', 'api.example.com'],
    ['*.example.com', '*.example.com'],
    ['*.com', undefined],
    ['*', undefined],
    ['localhost', undefined],
    ['a.*.com', undefined],
    ['**.example.com', undefined],
    ['*.10.0.0.1', undefined],
    ['https://example.com', undefined],
  ])('%s is read as %s', (text, pattern) => {
    expect(readPattern(text)).toBe(pattern);
  });
});

describe('an address', () => {
  const inside = new net.BlockList();
  for (const [subnet, bits] of [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
  ] as const)
    inside.addSubnet(subnet, bits);

  it('of a private network is not public, nor is it inside any IPv6 address that stands for it', () => {
    fc.assert(
      fc.property(v4Bytes, (bytes) => {
        const text = bytes.join('.');
        if (!inside.check(text)) return;
        const hex = bytes.map((part) => part.toString(16).padStart(2, '0')).join('');
        const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
        const dressed = [
          text,
          `::ffff:${text}`,
          `::ffff:${groups}`,
          `::${text}`,
          `64:ff9b::${text}`,
          `64:ff9b:1::${text}`,
          `2002:${groups}::1`,
          `2001:0:1:2:3:4:${groups}`,
          `fe80::${groups}`,
        ];
        for (const each of dressed) expect([each, isPublicAddress(each)]).toEqual([each, false]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['8.8.8.8', true],
    ['172.15.255.255', true],
    ['172.32.0.1', true],
    ['100.128.0.1', true],
    ['2606:4700::1', true],
    ['2a00:1450:4001::1', true],
    ['168.63.129.16', false],
    ['169.254.169.254', false],
    ['100.100.100.200', false],
    ['192.0.0.192', false],
    ['fd00:ec2::254', false],
    ['fc00::1', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['2606:4700::1%eth0', false],
    ['ff02::1', false],
    ['::', false],
    ['::1', false],
    ['::ffff:8.8.8.8', false],
    ['2001:db8::1', false],
    ['2001::1', false],
    ['08.8.8.8', false],
    ['8.8.8', false],
    ['8.8.8.8.', false],
    ['localhost', false],
    ['', false],
  ])('%s: public %s', (text, isPublic) => {
    expect(isPublicAddress(text)).toBe(isPublic);
  });

  it('is read as the system reads it', () => {
    fc.assert(fc.property(fc.ipV4(), (text) => readV4(text)?.join('.') === text));
    fc.assert(fc.property(fc.ipV6(), (text) => readV6(text)?.length === 16));
    const alike = fc.string({ unit: fc.constantFrom(...'0123456789abcdef:.'.split('')), maxLength: 45 });
    fc.assert(
      fc.property(alike, (text) => {
        expect([text, readV6(text) !== undefined]).toEqual([text, net.isIPv6(text)]);
        expect([text, readV4(text) !== undefined]).toEqual([text, net.isIPv4(text)]);
      }),
      { numRuns: 3_000 },
    );
  });
});
