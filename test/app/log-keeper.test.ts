// An agent's output is kept within a fixed memory, whatever it prints.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogCap } from '#adapters/sandbox/log-cap.ts';
import { LogKeeper } from '#app/log-keeper.ts';
import { MAX_GAP_LINE_BYTES } from '#core/log-gap.ts';
import { redactor } from '#core/redact.ts';

function kept(maxBytes: number, ...chunks: readonly (string | Uint8Array)[]): string {
  const log = new LogKeeper(maxBytes);
  for (const chunk of chunks) log.add(Buffer.from(chunk));
  return log.text();
}

it('keeps everything that fits', () => {
  expect(kept(100, 'one\n', 'two\n')).toBe('one\ntwo\n');
  expect(kept(8, 'abcd', 'efgh')).toBe('abcdefgh');
  expect(kept(100)).toBe('');
});

it('keeps head and tail of a flood, and says how much is missing', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);
  const text = kept(1_000, ...lines);
  expect(text).toMatch(/^line 0\n/);
  expect(text).toMatch(/line 9999\n$/);
  expect(text).toMatch(/\[… \d+ bytes left out …\]/);
});

it('never holds more than its limit and says truly what is missing', () => {
  const chunks = fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 300 }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 500 }), chunks, (maxBytes, all) => {
      const whole = all.join('');
      const text = kept(maxBytes, ...all);
      const note = /\n\[… (\d+) bytes left out …\]\n/.exec(text);
      const size = text.length - (note?.[0].length ?? 0);
      expect(size).toBeLessThanOrEqual(maxBytes + MAX_GAP_LINE_BYTES);
      expect(size + Number(note?.[1] ?? 0)).toBe(whole.length);
      expect(whole.startsWith(text.slice(0, note?.index ?? text.length))).toBe(true);
    }),
  );
});

it('shows nothing of a secret that the gap cuts through, wherever it cuts', () => {
  const secret = 'the-key-of-the-payment-provider';
  const parts = Array.from({ length: secret.length - 3 }, (_, at) => secret.slice(at, at + 4));
  const redact = redactor([secret]);
  for (let maxBytes = 200; maxBytes <= 280; maxBytes += 1) {
    const text = redact(kept(maxBytes, `key ${secret}\n`.repeat(40)));
    for (const part of parts) expect(text.replaceAll('key ', '')).not.toContain(part);
    expect(text).toMatch(/^key \[redacted\]\n.*left out …\]\n.*key \[redacted\]\n$/s);
  }
});

it('shows nothing of a private key whose beginning is in the gap', () => {
  const body = 'MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQ\n'.repeat(20);
  const text = kept(600, 'x'.repeat(1_000), `${body}-----END PRIVATE KEY-----\nafter\n`);
  expect(text).toMatch(/left out …\]\n\nafter\n$/);
});

it('keeps the figure of the sandbox, which held the same flood to the same limit before', () => {
  const log = new LogKeeper(100);
  const cap = new LogCap(100, (chunk) => log.add(chunk));
  for (let line = 0; line < 1_000; line += 1) cap.take(Buffer.from(`line ${line}\n`));
  cap.end();
  const [, bytes] = /\[… (\d+) bytes left out …\]/.exec(log.text()) ?? [];
  expect(Number(bytes)).toBeGreaterThan(8_000);
  expect(log.text().match(/left out/g)).toHaveLength(1);
});

it('copies what it keeps: the owner of a chunk may use its memory again', () => {
  const chunk = Buffer.from('first');
  const log = new LogKeeper(100);
  log.add(chunk);
  chunk.fill('x');
  expect(log.text()).toBe('first');
});

it('shows no half of a character at the cuts, and none between head and tail where nothing is missing', () => {
  for (const maxBytes of [20, 21, 22, 23, 24])
    expect(kept(maxBytes, '€😀'.repeat(20))).not.toContain('\ufffd');
  const whole = '€😀€';
  for (let maxBytes = 11; maxBytes <= 14; maxBytes += 1)
    expect(kept(maxBytes, ...bytesOf(whole))).toBe(whole);
});

const bytesOf = (text: string): readonly Uint8Array[] =>
  Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte));
