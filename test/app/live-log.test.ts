// What an agent prints is seen while it prints: whole lines, no secret in pieces, nothing written after its end.
import { expect, it, onTestFinished, vi } from 'vitest';
import { LiveLog } from '#app/live-log.ts';
import { addedSince } from '#app/read-live-log.ts';
import { redactor } from '#core/redact.ts';
import { silentLog } from '#ports/log.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';

const SECRET = 'very-secret-value-of-the-bot';

function followed(keep: (text: string) => Promise<unknown> = async () => undefined) {
  const clock = manualClock();
  const kept: string[] = [];
  const live = new LiveLog({
    clock,
    log: silentLog,
    redact: redactor([SECRET]),
    async keep(text) {
      kept.push(text);
      await keep(text);
    },
  });
  onTestFinished(() => live.close());
  return {
    kept,
    live,
    print: (text: string) => live.hear(Buffer.from(text)),
    /** Until it sleeps again, or has nothing left to show. */
    async looks() {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    },
    isWaiting: () => clock.nextWakeAtMs() !== undefined,
  };
}

it('shows whole lines, one look after they ended, and then rests', async () => {
  const { kept, print, looks, isWaiting } = followed();
  print('one\ntwo\nthr');
  await looks();
  expect(kept).toEqual([]);
  await looks();
  expect(kept).toEqual(['one\ntwo\n']);
  expect(isWaiting()).toBe(false);
  print('ee\n');
  await looks();
  await looks();
  expect(kept.at(-1)).toBe('one\ntwo\nthree\n');
  expect(isWaiting()).toBe(false);
});

it('never shows a part of a secret, however it is cut', async () => {
  for (let at = 1; at < SECRET.length; at += 1) {
    const { kept, print, looks } = followed();
    print(`before\n${SECRET.slice(0, at)}`);
    await looks();
    await looks();
    print(`${SECRET.slice(at)}\nafter\n`);
    await looks();
    await looks();
    expect(kept).toEqual(['before\n', 'before\n[redacted]\nafter\n']);
  }
});

it('shows no first half of a token that is broken over two lines', async () => {
  const token = `ghp_${'aB3dE6gH9j'.repeat(4)}`;
  const { kept, print, looks } = followed();
  print(`token:\n${token.slice(0, 20)}\n`);
  await looks();
  print(`${token.slice(20)}\n\nafter\n`);
  await looks();
  await looks();
  expect(kept.join()).not.toContain('ghp_');
  expect(kept.at(-1)).toContain('after');
});

it('keeps head and tail of a flood that never pauses', async () => {
  const { kept, print, looks } = followed();
  for (let second = 0; second < 5; second += 1) {
    print(Array.from({ length: 40_000 }, (_, no) => `${second} line ${no}\n`).join(''));
    await looks();
  }
  const text = kept.at(-1) ?? '';
  expect(text).toMatch(/^0 line 0\n/);
  expect(text).toMatch(/bytes left out …\]\n[\s\S]*\n4 line 39899\n$/);
  expect(text.length).toBeLessThan(140_000);
});

it('writes nothing after its end, and ends after what it is just writing', async () => {
  const writing = Promise.withResolvers<void>();
  const { kept, live, print, looks } = followed(() => writing.promise);
  print('one\n');
  await looks();
  await looks();
  expect(kept).toEqual(['one\n']);
  const closed = vi.fn();
  const closing = live.close().then(closed);
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).not.toHaveBeenCalled();
  writing.resolve();
  await closing;
  print('two\n');
  await looks();
  expect(kept).toEqual(['one\n']);
});

it('is only missed where it cannot be written, and tried again with what comes', async () => {
  const troubles = [new Error('disk full')];
  const { kept, print, looks } = followed(async () => {
    const trouble = troubles.shift();
    if (trouble) throw trouble;
  });
  print('one\n');
  await looks();
  await looks();
  print('two\n');
  await looks();
  await looks();
  expect(kept.at(-1)).toBe('one\ntwo\n');
});

it('tells what was added, also where the middle was left out meanwhile', () => {
  expect(addedSince('', 'one\n')).toBe('one\n');
  expect(addedSince('one\n', 'one\ntwo\n')).toBe('two\n');
  const long = Array.from({ length: 400 }, (_, no) => `line ${no}\n`);
  const cut = `${long.slice(0, 10).join('')}\n[… 1 bytes left out …]\n${long.slice(200).join('')}`;
  expect(addedSince(long.slice(0, 390).join(''), cut)).toBe(long.slice(390).join(''));
  expect(addedSince('something else\n', cut)).toContain('more than could be followed');
});
