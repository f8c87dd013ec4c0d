// Secrets and unseen characters go, lines stay, and no text makes it slow.
import { describe, expect, test } from 'vitest';
import {
  cleanTerminal,
  countingRedactor,
  hasInvisibleCharacters,
  redactor,
  SECRET_PATTERNS,
} from '#core/redact.ts';

const redact = redactor([]);
const x = (times: number): string => 'aB3'.repeat(times);
const SAMPLES: readonly [string, string][] = [
  [`token ghp_${x(12)} end`, 'token [redacted github-token] end'],
  [`github_pat_${x(20)}`, '[redacted github-token]'],
  [`glpat-${x(7)}`, '[redacted gitlab-token]'],
  ['SLACK=xoxb-1234567890-abcdef', 'SLACK=[redacted slack-token]'],
  ['xapp-1-A123-456-abcdef', '[redacted slack-token]'],
  [`https://hooks.slack.com/services/T0/B0/${x(8)}`, 'https://hooks.slack.com/[redacted slack-webhook]'],
  ['key AKIAIOSFODNN7EXAMPLE.', 'key [redacted aws-key-id].'],
  [`aws_secret_access_key = ${'a/+1'.repeat(10)}`, 'aws_secret_access_key = [redacted aws-secret-key]'],
  [`sk-ant-api03-${x(10)}`, '[redacted anthropic-key]'],
  [`sk-proj-${x(10)}`, '[redacted openai-key]'],
  [`"sk-${x(16)}"`, '"[redacted openai-key]"'],
  [`AIza${x(11)}zz`, '[redacted google-key]'],
  [`ya29.${x(10)}`, '[redacted google-token]'],
  [`npm_${x(12)}`, '[redacted npm-token]'],
  [`jwt=eyJ${x(5)}.eyJ${x(5)}.${x(5)}`, 'jwt=[redacted jwt]'],
  [`pypi-${x(20)}`, '[redacted pypi-token]'],
  [`sk_live_${x(8)}`, '[redacted stripe-key]'],
  [`SG.${x(7)}a.${x(14)}a`, '[redacted sendgrid-key]'],
  [`dckr_pat_${x(9)}`, '[redacted docker-token]'],
  [`hf_${x(11)}`, '[redacted hugging-face-token]'],
  [`hvs.${x(9)}`, '[redacted vault-token]'],
  [`dop_v1_${'0a'.repeat(32)}`, '[redacted digitalocean-token]'],
  [`shpat_${'0a'.repeat(16)}`, '[redacted shopify-token]'],
  [`AccountKey=${x(20)}==;x`, 'AccountKey=[redacted azure-key];x'],
  ['DB_PASSWORD=correct-horse run', 'DB_PASSWORD=[redacted assigned-secret] run'],
  ['DEPLOY_TOKEN: abcdefghij', 'DEPLOY_TOKEN: [redacted assigned-secret]'],
  ['jdbc:x?user=a&password=hunter2x&b', 'jdbc:x?user=a&password=[redacted password]&b'],
  ['https://user:hunter2@example.com/a', 'https://[redacted url-credentials]@example.com/a'],
  ['Authorization: Bearer abcdefgh1234', 'Authorization: Bearer [redacted authorization]'],
  ['{"authorization": "Basic YWxhZGRpbjpvcGVu"}', '{"authorization": "Basic [redacted authorization]"}'],
];
const HARMLESS = [
  'risk-assessment-of-a-rather-long-css-class-name',
  'commit 0123456789abcdef0123456789abcdef01234567',
  'https://example.com:8080/a@b',
  'see https://example.com/x: done',
  '-----BEGIN CERTIFICATE-----',
  'DEPLOY_TOKEN: ***',
  'DB_PASSWORD=$OTHER_PASSWORD',
  'SyntaxError: Unexpected token: punctuation',
  'password: expected a string',
  'task-ask-me-anything-in-this-long-kebab-case-name',
];

describe('redactor', () => {
  test.each(SAMPLES)('%s', (text, clean) => {
    expect(redact(text)).toBe(clean);
    expect(redact(redact(text))).toBe(clean);
  });

  test('has a sample of each pattern', () => {
    const seen = SAMPLES.map(([, clean]) => clean).join('\n');
    for (const { name } of SECRET_PATTERNS) expect(seen).toContain(`[redacted ${name}]`);
  });

  test.each(HARMLESS)('leaves alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('a private key goes with all its lines, and the lines are still counted', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIE\n'.repeat(10)}-----END RSA PRIVATE KEY-----`;
    const clean = redact(`before\n${key}\nafter`);
    expect(clean).toBe(`before\n[redacted private-key]${'\n'.repeat(11)}\nafter`);
    expect(redact('a\n-----BEGIN PRIVATE KEY-----\nMIIE\nMIIE')).toBe('a\n[redacted private-key]\n\n');
  });

  test('a header alone hides nothing but itself, and never what follows', () => {
    const log = [
      'FAIL  test/a.test.ts > adds',
      'src/a.ts(3,1): error TS2322: no',
      '##[error]Process completed',
    ];
    const after = log.join('\n');
    for (const header of [
      '-----BEGIN PRIVATE KEY-----',
      'expected -----BEGIN PRIVATE KEY----- at the start',
      "no start line: expecting '-----BEGIN RSA PRIVATE KEY-----'",
    ])
      expect(redact(`${header}\n${after}`).split('\n').slice(1).join('\n')).toBe(after);
    expect(redact("say '-----BEGIN PRIVATE KEY-----' first")).toBe("say '-----BEGIN PRIVATE KEY-----' first");
  });

  const BODY = Array.from({ length: 12 }, (_, no) => x(21) + String.fromCharCode(65 + no));
  const KEY = ['-----BEGIN RSA PRIVATE KEY-----', ...BODY, 'aB3+/w==', '-----END RSA PRIVATE KEY-----'];
  const ENCRYPTED = [KEY[0], 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,0011', '', ...KEY.slice(1)];
  const PGP = ['-----BEGIN PGP PRIVATE KEY BLOCK-----', 'Version: GnuPG v2', '', ...BODY, '=aB3d'];

  test.each<[string, readonly (string | undefined)[]]>([
    ['as it is', KEY],
    ['encrypted', ENCRYPTED],
    ['of PGP, cut off', PGP],
    ['cut off in its middle', KEY.slice(0, 7)],
    ['with a wrong end', [...KEY.slice(0, -1), '-----END CERTIFICATE-----']],
    ['in YAML', KEY.map((line) => `      ${line}`)],
    ['in a difference', KEY.map((line) => `+${line}`)],
    ['behind a name', KEY.map((line) => `web-1  | ${line}`)],
    ['behind times', KEY.map((line, no) => `12:00:${String(no).padStart(2, '0')} INFO ${line}`)],
    ['as strings of a program', KEY.map((line) => `  "${line}\\n" +`)],
    ['escaped on one line', [`key: "${KEY.join('\\n')}\\n"`]],
    ['escaped on one line, cut off', [`key: "${KEY.slice(0, 5).join('\\n')}`]],
  ])('a private key goes with every line, and no other line: %s', (_, key) => {
    const text = `before\n${key.join('\n')}\nFAIL  test/a.test.ts > adds\n##[error]no`;
    const clean = redact(text);
    expect(clean).not.toContain('aB3');
    expect(clean).toMatch(/^before\n/);
    expect(clean).toMatch(/\nFAIL {2}test\/a.test.ts > adds\n##\[error\]no$/);
    expect(clean.split('\n')).toHaveLength(text.split('\n').length);
  });

  test('known values go in every form they may take', () => {
    const secret = 'p@ss/word+äö"1';
    const clean = redactor([secret]);
    for (const before of ['', 'u', 'us', 'use', 'user:']) {
      const bytes = Buffer.from(`${before}${secret}:and more`);
      for (const form of [bytes.toString('base64'), bytes.toString('base64url')]) {
        expect(clean(`Basic ${form}`)).toContain('[redacted]');
      }
    }
    expect(clean(`a ${secret} b`)).toBe('a [redacted] b');
    expect(clean(`?p=${encodeURIComponent(secret)}&q`)).toBe('?p=[redacted]&q');
    expect(clean(JSON.stringify({ p: secret }))).toBe('{"p":"[redacted]"}');
  });

  const LONG = `p@ss/w+rd "äö"\\1 & <b>'$%`;
  test.each([
    ['JSON', JSON.stringify(LONG).slice(1, -1)],
    ['JSON with escaped slashes', JSON.stringify(LONG).slice(1, -1).replaceAll('/', '\\/')],
    [
      'JSON of numbers',
      JSON.stringify(LONG)
        .slice(1, -1)
        .replace(/[+/<>&'äö]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    [
      'JSON of numbers in capitals',
      JSON.stringify(LONG)
        .slice(1, -1)
        .replace(
          /[+/<>&'äö]/g,
          (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
        ),
    ],
    ['JSON in JSON', JSON.stringify(JSON.stringify(LONG)).slice(3, -3)],
    ['a URL', encodeURIComponent(LONG)],
    ['a URL in small letters', encodeURIComponent(LONG).replace(/%../g, (code) => code.toLowerCase())],
    ['a URL that leaves slashes', encodeURIComponent(LONG).replaceAll('%2F', '/').replaceAll('%40', '@')],
    ['a URL in a URL', encodeURIComponent(encodeURIComponent(LONG))],
    ['a form', new URLSearchParams([['p', LONG]]).toString().slice(2)],
    [
      'HTML',
      LONG.replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
    [
      'HTML of numbers',
      LONG.replace(/[^a-z\d ]/g, (char) => `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`),
    ],
    ['a shell', LONG.replace(/[^\w]/g, (char) => `\\${char}`)],
    ['hex', Buffer.from(LONG).toString('hex')],
    ['hex in capitals', Buffer.from(LONG).toString('hex').toUpperCase()],
  ])('a known value goes from %s', (_, form) => {
    expect(redactor([LONG])(`a ${form} b`)).toBe('a [redacted] b');
  });

  test.each(['hunter', 'hunter2', 'hunter22', 'h+nt/r'])('%s goes from base64 in every place', (secret) => {
    const clean = redactor([secret]);
    for (const before of ['', 'u', 'us', 'use', 'user:', 'me:'])
      for (const after of ['', 'x', 'xy', ':and more', '@host'])
        for (const encoding of ['base64', 'base64url'] as const) {
          const form = Buffer.from(before + secret + after).toString(encoding);
          const rest = clean(`auth ${form} end`);
          expect(rest, `${before}${secret}${after}`).toContain('[redacted]');
          const left = rest.replace('auth ', '').replace(' end', '').split('[redacted]');
          for (const part of left)
            expect(Buffer.from(part, encoding).toString()).not.toContain(secret.slice(0, 3));
        }
    expect(clean(Buffer.from('hunted by hounds and hunters').toString('base64'))).toContain(
      secret === 'hunter' ? '[redacted]' : 'aHVudGVk',
    );
  });

  test.each([
    [
      'a value that is a word goes where it stands alone',
      'postgres',
      'postgres:5432 postgresql',
      '[redacted]:5432 postgresql',
    ],
    ['one with a digit goes anywhere', 'hunter2', 'xhunter2x', 'x[redacted]x'],
    ['a long word goes anywhere', 'correcthorsebattery', 'xcorrecthorsebatteryx', 'x[redacted]x'],
    ['five characters go where they stand alone', 'a1-b2', 'x a1-b2 a1-b2c', 'x [redacted] a1-b2c'],
    ['five letters stay', 'tests', 'the tests pass', 'the tests pass'],
    ['a number stays', '12345', 'port 12345', 'port 12345'],
    ['three characters stay', 'a1!', 'a1! b', 'a1! b'],
  ])('%s', (_, secret, text, clean) => {
    expect(redactor([secret])(text)).toBe(clean);
  });

  test.each([
    ['brackets', (no: number) => `[api${no % 2 === 0 ? '' : '-b'}] `],
    ['docker compose', (no: number) => (no % 2 === 0 ? 'web-1  | ' : 'db-1   | ')],
    ['turbo', (no: number) => (no % 2 === 0 ? 'web:test: ' : '@acme/api:test: ')],
    ['pnpm', (no: number) => (no % 2 === 0 ? 'packages/a test: ' : 'packages/b test: ')],
  ])('a value goes that is broken over lines of one of several programs: %s', (_, name) => {
    const secret = 'correct-horse-battery-staple';
    const said = ['it is correct-horse-', 'other words', 'battery-staple, so', 'more of them'];
    const text = said.map((line, no) => name(no) + line).join('\n');
    const clean = redactor([secret])(text);
    expect(clean.split('\n')).toEqual([
      `${name(0)}it is [redacted]`,
      `${name(1)}other words`,
      `${name(0)}, so`,
      `${name(1)}more of them`,
    ]);
    expect(redact(`${name(0)}ghp_${x(4)}\n${name(0)}${x(8)}`)).not.toContain('aB3');
  });

  test('a known value of several lines goes as a whole or line by line', () => {
    const lines = ['first line of a long secret', 'second line of a long secret'];
    const clean = redactor([`${lines.join('\n')}\n`]);
    expect(clean(lines.join('\n'))).toBe('[redacted]\n');
    expect(clean(`12:00 ${lines[1]} x`)).toBe('12:00 [redacted] x');
  });

  test('values and tokens broken over lines go, and the lines are still counted', () => {
    const secret = 'correct-horse-battery-staple';
    const clean = redactor([secret]);
    expect(clean('key correct-horse-ba\n    ttery-staple end\nnext')).toBe('key [redacted]\n end\nnext');
    const wrapped = Buffer.from(`user:${secret}:${'more'.repeat(20)}`).toString('base64');
    const lines = wrapped.match(/.{1,16}/g)?.join('\n') ?? '';
    expect(clean(lines)).toContain('[redacted]');
    expect(clean(lines).split('\n')).toHaveLength(lines.split('\n').length);
    expect(Buffer.from(clean(lines).replace(/\[redacted\]|\n/g, ''), 'base64').toString()).not.toContain(
      'horse',
    );
    expect(clean(`ghp_${x(4)}\n${x(8)}`)).toBe('[redacted]\n');
    expect(clean('correct-horse-\n\nbattery-staple')).toBe('correct-horse-\n\nbattery-staple');
  });

  test('tells how many were taken out', () => {
    const text = `a hunter22 b hunter22\nghp_${x(12)}\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----`;
    expect(countingRedactor(['hunter22'])(text).count).toBe(4);
  });

  test('the longer of two known values goes first, and words too short to be secrets stay', () => {
    expect(redactor(['secret', 'secret-and-more'])('secret-and-more secret')).toBe('[redacted] [redacted]');
    expect(redactor(['', 'a', 'the'])('the a')).toBe('the a');
  });
});

describe('cleanTerminal', () => {
  test.each([
    ['\x1b[31mred\x1b[0m', 'red'],
    ['\x9b31mred', 'red'],
    ['\x1b]8;;https://evil\x07link\x1b]8;;\x07', 'link'],
    ['\x1b]52;c;ZXZpbA==\x1b\\copied', 'copied'],
    ['\x1bPq#0;body\x1b\\after', 'after'],
    ['\x1b]0;never ends\nnext', '\nnext'],
    ['\x1b[1', ''],
    ['\x1b(Bplain\x1b7\x1b=', 'plain'],
    ['a\x00b\x07c\x7fd\x85e', 'abcde'],
    ['tab\tstays\n', 'tab\tstays\n'],
    ['10%\r 50%\r100%', '100%'],
    ['long text\rnew', 'new  text'],
    ['a word\rb', 'b word'],
    ['one\rtwo words\r', 'two words'],
    ['windows\r\nlines\r\n', 'windows\nlines\n'],
    ['ghp\ufe00_\u{e0100}x\u034fy', 'ghp_xy'],
    ['inv\u202eoice\u2066\u200b\ufeff', 'invoice'],
    ['a\u2028b', 'a b'],
    ['\ud800', '\ufffd'],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanTerminal(text)).toBe(clean);
  });

  test('a secret with a colour in its middle is found afterwards', () => {
    expect(redact(cleanTerminal(`ghp_aB3\x1b[31m${x(11)}`))).toBe('[redacted github-token]');
  });
});

test('a secret that was half overwritten is not shown by its other half', () => {
  const secret = 'hunter2-of-the-vault';
  const clean = redactor([secret]);
  for (const log of [`${secret}\r#`, `${secret} rest\rab`, `key=${secret}\r\rkey=h\r\n`])
    expect(clean(cleanTerminal(log))).not.toContain('the-vault');
});

describe('hasInvisibleCharacters', () => {
  test.each([
    ['a \u202e b', true],
    ['ad\u200bmin', true],
    ['ad\u200dmin', true],
    ['a\ufeffb', true],
    ['\ufeffa file that says its encoding', false],
    ['ad\u034fmin', true],
    ['ad\u206amin', true],
    ['ad\ufe00min', true],
    ['// \u2713\ufe01\ufe02', true],
    ['nothing `\u{e0155}\u{e0166}` here', true],
    ['warning \u26a0\ufe0f, keycap 1\ufe0f\u20e3, \u845b\u{e0100}', false],
    ['family: \u{1f468}\u200d\u{1f469}\u200d\u{1f467}', false],
    ['\u0646\u200c\u0647', false],
    ['plain', false],
  ])('%j: %s', (text, is) => {
    expect(hasInvisibleCharacters(text)).toBe(is);
  });
});

const MEGABYTE = 1_000_000;
const SEEDS = [
  'eyJ',
  'eyJa-',
  'eyJaaaaaaaaaaaaa.',
  'eyJaaaaaaaaaaaaa.eyJaaaaaaaaaaaa.',
  '://',
  '://a:',
  ':a',
  'sk-',
  'sk-ant-',
  'ghp_',
  'AKIA',
  'A',
  'xox',
  'xoxb-',
  'authorization: ',
  'Authorization',
  'authorization=bearer ',
  '-----BEGIN ',
  'A B ',
  '-----BEGIN PRIVATE KEY-----',
  '\x1b[',
  '\x1b]',
  '\x1bP',
  '\x1b',
  '\x9b',
  '0',
  '\r',
  'a\r',
  '\u200d',
  ' ',
  '\n',
  'aws_secret_access_key',
];

describe('a line of a megabyte', () => {
  // With an expression that backtracks, each of these takes minutes or more: the test would end by its time limit.
  test.each(SEEDS.map((seed) => [seed]))('made of %j comes to an end', (seed) => {
    const line = seed.repeat(Math.ceil(MEGABYTE / seed.length));
    const clean = redactor(['a known secret value'])(cleanTerminal(line));
    expect(clean.split('\n').length).toBe(line.split('\n').length);
  });
});

test('every line stays', () => {
  const clean = redactor(['first\nsecond line of it all']);
  for (const seed of SEEDS) {
    const text = `${seed}\n`.repeat(500);
    expect(clean(cleanTerminal(text)).split('\n').length, seed).toBe(text.split('\n').length);
  }
});
