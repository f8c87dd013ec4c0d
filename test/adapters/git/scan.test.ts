// Scanning of changed files: what counts as new, and that no text can stop the bot.
import { expect, test } from 'vitest';
import { scanFiles } from '#adapters/git/scan.ts';
import { scanFile } from '#adapters/git/scan-file.ts';

const TOKEN = `npm_${'aB3'.repeat(12)}`;
const scan = (text: string, oldText = '') => scanFile({ path: 'src/a.ts', text, oldText });

test.each([
  ['a token of a registry', TOKEN, 'npm-token'],
  ['a private key', '-----BEGIN EC PRIVATE KEY-----\nMIIE\n', 'private-key'],
  ['a lone cloud key id', 'AKIAIOSFODNN7EXAMPLE', 'aws-key-id'],
  ['a database on another host', 'postgres://app:h1dden@db.example.com/app', 'database-connection-string'],
])('finds %s', async (_name, text, rule) => {
  expect((await scan(`\nx = "${text}"\n`)).secrets).toContainEqual({ rule, line: 2 });
});

test.each([
  ['a database beside the service', 'postgres://postgres:postgres@db:5432/test'],
  ['a database on this machine', 'postgres://postgres:postgres@127.0.0.1/test'],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nMIIE\n'],
])('leaves alone %s', async (_name, text) => {
  expect((await scan(`x = "${text}"\n`)).secrets).toEqual([]);
});

test('only what the old text did not have is news', async () => {
  const old = `a ${TOKEN}\ninv\u202eoice\n`;
  expect(await scan(`${old}more\n`, old)).toEqual({ secrets: [], addedBytes: 5 });
  const other = `npm_${'zY9'.repeat(12)}`;
  expect((await scan(`${old}${other}\n`, old)).secrets).toEqual([{ rule: 'npm-token', line: 3 }]);
});

test('a character that hides is named with its line, and a mark of the encoding is none', async () => {
  expect((await scan('\ufeffa\nb\nin\u202ev\n')).invisibleLine).toBe(3);
  expect((await scan('a\n\ufeffb\n')).invisibleLine).toBe(2);
  expect((await scan('\ufeffa\n')).invisibleLine).toBeUndefined();
});

test('a line repeated counts each time that is new', async () => {
  expect((await scan('a\n'.repeat(11), 'a\n')).addedBytes).toBe(20);
});

test('files that are not reached within the time limit are unknown, not clean', async () => {
  const slow = { path: 'a', text: 'x'.repeat(5_000_000), oldText: '' };
  const results = await scanFiles(
    Array.from({ length: 400 }, () => slow),
    300,
  );
  expect(results).toHaveLength(400);
  expect(results.at(-1)).toBeUndefined();
});

test('files are scanned in order', async () => {
  const file = (text: string) => ({ path: 'a', text, oldText: '' });
  const results = await scanFiles([file('fine'), file(TOKEN)], 20_000);
  expect(results.map((result) => result?.secrets)).toEqual([[], [{ rule: 'npm-token', line: 1 }]]);
});
