// Log lines are JSON, carry their task, keep error causes, and hold no secret.
import { expect, test } from 'vitest';
import { type LogOptions, pinoLog } from '#adapters/log/pino-log.ts';
import { secretsRemoved } from '#adapters/log/redaction.ts';

function logging(options: Partial<LogOptions> = {}) {
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line) };
  const log = pinoLog({ level: 'debug', destination, ...options });
  return { log, text: () => written.join(''), lines: () => written.map((line) => JSON.parse(line)) };
}

test('writes one JSON object a line: time, level, fields and a static message', () => {
  const { log, lines } = logging();
  log.info({ port: 3000 }, 'listening');
  log.warn({}, 'odd');
  expect(lines()).toEqual([
    { level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), port: 3000, msg: 'listening' },
    { level: 'warn', time: expect.any(String), msg: 'odd' },
  ]);
});

test('puts the fields of a child on each of its lines', () => {
  const { log, lines } = logging();
  log.child({ taskId: 't-1' }).child({ attempt: 2 }).error({ x: 1 }, 'failed');
  expect(lines()[0]).toMatchObject({ level: 'error', taskId: 't-1', attempt: 2, x: 1 });
});

test('leaves out what is below its level', () => {
  const { log, lines } = logging({ level: 'warn' });
  log.debug({}, 'a');
  log.info({}, 'b');
  log.warn({}, 'c');
  expect(lines().map(({ msg }) => msg)).toEqual(['c']);
});

test('writes an error with its causes', () => {
  const { log, lines } = logging();
  const cause = new TypeError('socket closed');
  log.error({ err: new Error('push failed', { cause }) }, 'effect failed');
  expect(lines()[0].err).toMatchObject({ type: 'Error', message: 'push failed', stack: expect.any(String) });
  expect(lines()[0].err.cause).toMatchObject({ type: 'TypeError', message: 'socket closed' });
});

test.each([
  { token: 'abc' },
  { request: { headers: { authorization: 'Bearer abc' } } },
  { err: { request: { headers: { authorization: 'token abc' } } } },
  { config: { slack: { signingSecret: 'abc' } } },
  { github: { privateKey: 'abc' } },
  { headers: { 'x-api-key': 'abc', 'set-cookie': 'abc', cookie: 'abc' } },
  { password: 'abc', nested: { clientSecret: 'abc', apiKey: 'abc' } },
  { a: { b: { c: { d: [{ e: { token: 'abc' } }] } } } },
  { headers: { 'set-cookie': ['a=abc', 'b=abc'] }, secret: { of: { many: 'abc' } } },
])('redacts a secret by the name it stands under: %j', (fields) => {
  const { log, text } = logging();
  log.info(fields, 'message');
  log.child(fields).info({}, 'message');
  expect(text()).toContain('[redacted]');
  expect(text()).not.toContain('abc');
});

/** Built from parts, so that no scanner takes this file for a leak. */
const shaped = [
  ['xoxb', '123456789012-abcdefABCDEF'].join('-'),
  ['xapp', '1-A0123456789-abcdef'].join('-'),
  ['ghs', 'a'.repeat(36)].join('_'),
  ['github', 'pat', 'b'.repeat(40)].join('_'),
  ['sk', 'ant-api03', 'c'.repeat(30)].join('-'),
  `-----BEGIN RSA PRIVATE KEY-----\nMIIE${'d'.repeat(40)}\n-----END RSA PRIVATE KEY-----`,
];

test.each(shaped)('removes what has the shape of a secret from any text: %s', (secret) => {
  const { log, lines, text } = logging();
  log.error({ output: `before ${secret} after`, err: new Error(`bad ${secret}`) }, 'command failed');
  expect(text()).not.toContain(JSON.stringify(secret).slice(1, -1));
  expect(lines()[0].output).toBe('before [redacted] after');
});

test('removes the password within an address and leaves the address', () => {
  const { log, lines } = logging();
  log.info({ remote: 'https://x-access-token:hunter2@github.example/acme/app.git' }, 'fetching');
  expect(lines()[0].remote).toBe('https://x-access-token:[redacted]@github.example/acme/app.git');
});

test.each([
  [
    'in a header of basic authentication',
    (secret: string) => Buffer.from(`app:${secret}`).toString('base64'),
  ],
  ['in an address', (secret: string) => `https://example.com/?key=${encodeURIComponent(secret)}`],
  ['in JSON within the line', (secret: string) => JSON.stringify({ key: secret })],
])('removes the configured secrets %s', (_, written) => {
  const secret = 'open/"sesame", please+now';
  const { log, lines, text } = logging({ secrets: [secret] });
  log.info({ request: written(secret) }, 'sent');
  expect(lines()[0].request).toContain('[redacted]');
  for (const form of ['sesame', 'b3Blbi8i', 'L3Blbi8', 'c2VzYW1l']) expect(text()).not.toContain(form);
});

test('takes no longer for many keys that begin and never end', () => {
  const clean = secretsRemoved([]);
  const line = '-----BEGIN PRIVATE KEY-----'.repeat(100_000);
  const startedAtMs = performance.now();
  expect(clean(line)).toBe(line);
  expect(performance.now() - startedAtMs).toBeLessThan(1_000);
});

test('removes the configured secrets wherever they turn up', () => {
  const secret = 'open "sesame"\\n';
  const { log, text } = logging({ secrets: [secret, 'info'] });
  log.info({ url: `/hook?key=${secret}` }, 'received');
  expect(text()).not.toContain('sesame');
  expect(text()).toContain('"level":"info"');
});
