// What rules allow, what they refuse and under which name; and that a repository's list never allows more than its operator's.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRequest, decideTunnel, dialable } from '#core/egress/decide.ts';
import { MAX_DENIALS, NO_DENIALS, withDenial, withDenials } from '#core/egress/denial.ts';
import { narrow } from '#core/egress/narrow.ts';
import { type EgressRule, hostCovers, METHODS, ruleName } from '#core/egress/rule.ts';

const rule = (host: string, methods: EgressRule['methods'] = 'any', port = 443): EgressRule => ({
  host,
  port,
  methods,
  purpose: '',
});
const RULES = [
  rule('api.example.com'),
  rule('*.cdn.example.com'),
  rule('files.example.com', ['GET', 'HEAD']),
  rule('plain.example.com', ['GET'], 80),
  rule('both.example.com', ['GET'], 80),
  rule('both.example.com', ['GET', 'POST']),
];

describe('a tunnel', () => {
  const ofTunnel = (host: string, port = 443) => {
    const decision = decideTunnel(RULES, host, port);
    return 'refused' in decision ? decision.refused : decision.name;
  };

  it.each([
    ['api.example.com', 443, 'api.example.com'],
    ['API.EXAMPLE.COM.', 443, 'api.example.com'],
    ['a.b.cdn.example.com', 443, 'a.b.cdn.example.com'],
    ['cdn.example.com', 443, 'host_not_listed'],
    ['xcdn.example.com', 443, 'host_not_listed'],
    ['api.example.com.evil.test', 443, 'host_not_listed'],
    ['evilapi.example.com', 443, 'host_not_listed'],
    ['api.example.com', 22, 'port_not_listed'],
    ['files.example.com', 443, 'no_tunnel'],
    ['127.0.0.1', 443, 'ip_literal'],
    ['0x7f000001', 443, 'ip_literal'],
    ['[::1]', 443, 'ip_literal'],
    ['localhost', 443, 'host_not_listed'],
    ['ａpi.example.com', 443, 'malformed'],
  ])('to %s:%i: %s', (host, port, outcome) => {
    expect(ofTunnel(host, port)).toBe(outcome);
  });
});

describe('a request that the proxy makes', () => {
  const ofRequest = (host: string, method: string, port?: number) => {
    const decision = decideRequest(RULES, host, port, method);
    return 'refused' in decision ? decision.refused : `${decision.name}:${decision.port}`;
  };

  it.each([
    ['files.example.com', 'GET', 443, 'files.example.com:443'],
    ['files.example.com', 'GET', undefined, 'files.example.com:443'],
    ['files.example.com', 'PUT', undefined, 'method_not_listed'],
    ['files.example.com', 'BREW', undefined, 'method_not_listed'],
    ['files.example.com', 'GET', 80, 'port_not_listed'],
    ['plain.example.com', 'GET', undefined, 'plain.example.com:80'],
    ['plain.example.com', 'GET', 443, 'port_not_listed'],
    ['both.example.com', 'GET', undefined, 'both.example.com:80'],
    ['both.example.com', 'POST', undefined, 'method_not_listed'],
    ['both.example.com', 'POST', 443, 'both.example.com:443'],
    ['api.example.com', 'GET', 443, 'tunnel_only'],
    ['10.0.0.1', 'GET', undefined, 'ip_literal'],
  ])('to %s by %s at %s: %s', (host, method, port, outcome) => {
    expect(ofRequest(host, method, port)).toBe(outcome);
  });
});

describe('the addresses of an allowed name', () => {
  const none = () => false;

  it('are dialled where they are outside', () => {
    expect(dialable(['10.0.0.1', '8.8.8.8', 'fd00::1'], none)).toEqual(['8.8.8.8']);
  });

  it('are refused where none is, and so are this machine’s own', () => {
    expect(dialable(['10.0.0.1'], none)).toEqual({ refused: 'private_address', detail: '10.0.0.1' });
    expect(dialable(['8.8.8.8'], (address) => address === '8.8.8.8')).toMatchObject({
      refused: 'private_address',
    });
    expect(dialable([], none)).toEqual({ refused: 'name_unknown' });
  });
});

describe('a repository’s list', () => {
  const operator = [rule('*.example.com'), rule('files.example.org', ['GET', 'HEAD'])];

  it('left out leaves the operator’s', () => {
    expect(narrow(operator, undefined)).toEqual({ ok: true, rules: operator });
    expect(narrow(operator, [])).toEqual({ ok: true, rules: [] });
  });

  it('takes what it does not say from the entry that covers it', () => {
    const wishes = [
      { host: 'api.example.com', port: 443 },
      { host: '*.a.example.com', port: 443, methods: ['GET' as const], purpose: 'fixtures' },
      { host: 'files.example.org', port: 443 },
    ];
    expect(narrow(operator, wishes)).toEqual({
      ok: true,
      rules: [
        rule('api.example.com'),
        { ...rule('*.a.example.com', ['GET']), purpose: 'fixtures' },
        rule('files.example.org', ['GET', 'HEAD']),
      ],
    });
  });

  it('is refused by name where it wants more', () => {
    const wishes = [
      { host: 'example.com', port: 443 },
      { host: 'api.example.com', port: 22 },
      { host: 'files.example.org', port: 443, methods: 'any' as const },
      { host: 'files.example.org', port: 443, methods: ['GET' as const, 'POST' as const] },
      { host: '*.org', port: 443 },
    ];
    const narrowed = narrow(operator, wishes);
    expect('problems' in narrowed && narrowed.problems).toEqual([
      'network: example.com:443 is more than the operator allows (*.example.com:443; GET, HEAD files.example.org:443)',
      expect.stringContaining('network: api.example.com:22 is more'),
      expect.stringContaining('network: files.example.org:443 is more'),
      expect.stringContaining('network: GET, POST files.example.org:443 is more'),
      expect.stringContaining('network: *.org:443 is more'),
    ]);
  });

  it('never allows a host, port or method that the operator’s does not', () => {
    const host = fc.constantFrom('*.b.c', 'a.b.c', 'b.c', '*.a.b.c', '*.c.d', 'x.a.b.c', '*.x.a.b.c');
    const port = fc.constantFrom(80, 443);
    const methods = fc.oneof(
      fc.constant('any' as const),
      fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1, maxLength: 3 }),
    );
    const rules = fc.array(fc.record({ host, port, methods, purpose: fc.constant('') }), { maxLength: 4 });
    const asked = fc.record({ host: fc.constantFrom('a.b.c', 'b.c', 'x.a.b.c', 'y.x.a.b.c', 'z.c.d'), port });
    fc.assert(
      fc.property(rules, rules, asked, fc.constantFrom(...METHODS), (operatorRules, wishes, ask, method) => {
        const narrowed = narrow(operatorRules, wishes);
        if (!narrowed.ok) return true;
        const allows = ({ host: pattern, port: at, methods: by }: EgressRule) =>
          hostCovers(pattern, ask.host) && at === ask.port && (by === 'any' || by.includes(method));
        return !narrowed.rules.some(allows) || operatorRules.some(allows);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('denials', () => {
  it('of one kind are counted', () => {
    const denial = { host: 'a.example.com', port: 443, rule: 'host_not_listed' as const };
    const twice = withDenial(withDenial(NO_DENIALS, denial), { ...denial, detail: 'again' });
    expect(twice).toEqual({ list: [{ ...denial, count: 2 }], omitted: 0 });
  });

  it('of several runs are added up', () => {
    const denial = { host: 'a.example.com', port: 443, rule: 'host_not_listed' as const };
    const other = { ...denial, host: 'b.example.com', count: 3 };
    const first = { list: [{ ...denial, count: 2 }], omitted: 1 };
    expect(withDenials(undefined, NO_DENIALS)).toBeUndefined();
    expect(withDenials(first, { list: [other, { ...denial, count: 4 }], omitted: 5 })).toEqual({
      list: [{ ...denial, count: 6 }, other],
      omitted: 6,
    });
  });

  it('stay few and short, whatever an agent asks for', () => {
    let denials = NO_DENIALS;
    for (let port = 0; port < 300; port += 1)
      denials = withDenial(denials, {
        host: `<!channel>\u202e${'x'.repeat(1_000)}`,
        port,
        rule: 'host_not_listed',
        detail: 'y'.repeat(1_000),
      });
    expect(denials.list).toHaveLength(MAX_DENIALS);
    expect(denials.omitted).toBe(250);
    expect(denials.list[0]?.host).toMatch(/^<!channel>\?x{244}$/);
    expect(denials.list[0]?.detail).toHaveLength(200);
  });
});

it('a rule has a name', () => {
  expect(ruleName(rule('files.example.com', ['GET', 'HEAD'], 8443))).toBe('GET, HEAD files.example.com:8443');
  expect(ruleName(rule('*.example.com'))).toBe('*.example.com:443');
});
