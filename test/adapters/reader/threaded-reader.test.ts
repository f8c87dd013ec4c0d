// Logs read in a thread: as the contract says, and without standing in the way of the bot.
import { describe, expect, test } from 'vitest';
import { threadedReader } from '#adapters/reader/threaded-reader.ts';
import { type Log, silentLog } from '#ports/log.ts';
import { chunksOf, FACTS, logReaderContract, NO_HELP, RED, read } from '#test/contracts/log-reader.ts';
import { rawLog, step } from '#test/core/signals/raw-log.ts';

describe('the reader in a thread', () => {
  logReaderContract(() => threadedReader({ log: silentLog }));

  test('lets everything else go on while it reads', async () => {
    const lines = Array.from(
      { length: 40_000 },
      (_, no) => `src/a${no}.ts(3,1): error TS2322: ${'y'.repeat(20)}`,
    );
    const log = rawLog(step('npx tsc', lines.join('\n'), 2));
    await using open = threadedReader({ log: silentLog }).open([]);
    let longestMs = 0;
    let lastMs = performance.now();
    const ticking = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const beganMs = performance.now();
    const reading = await read(open.log(FACTS, chunksOf(log, 256_000), NO_HELP));
    const tookMs = performance.now() - beganMs;
    clearInterval(ticking);
    expect(reading.seen.failures.found).toBeGreaterThan(1_000);
    expect(longestMs).toBeLessThan(Math.max(400, tookMs / 3));
  }, 60_000);

  test('gives up what takes too long, says so, and reads the next', async () => {
    const warned: unknown[] = [];
    const log: Log = { ...silentLog, warn: (fields) => warned.push(fields) };
    await using open = threadedReader({ log, limits: { callTimeoutMs: 1, memoryMb: 512 } }).open([]);
    expect(await open.log(FACTS, chunksOf(RED), NO_HELP)).toEqual({ unread: 'took_too_long' });
    expect(await open.report('a.xml', new Uint8Array(3))).toEqual({ unread: 'took_too_long' });
    expect(warned).toHaveLength(2);
  });

  test('gives up what takes too much memory', async () => {
    const limits = { callTimeoutMs: 60_000, memoryMb: 12 };
    await using open = threadedReader({ log: silentLog, limits }).open([]);
    const long = rawLog(step('x', `${'error: no memory left for this line\n'.repeat(200_000)}`, 1));
    expect(await open.log(FACTS, chunksOf(long, 1_000_000), NO_HELP)).toEqual({ unread: 'too_much_memory' });
  }, 60_000);

  test('says what lies beyond what it reads of any log', async () => {
    await using open = threadedReader({ log: silentLog, maxLogBytes: 500 }).open([]);
    const { seen } = await read(open.log(FACTS, chunksOf(RED), NO_HELP));
    expect([seen.bytes, seen.unreadBytes]).toEqual([Buffer.byteLength(RED), Buffer.byteLength(RED) - 500]);
  });
});
