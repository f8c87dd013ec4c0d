// Settings through Keyv on a real Redis.
import { expect, onTestFinished, test } from 'vitest';
import { keyvSettings } from '#adapters/settings/keyv-settings.ts';
import { type Log, silentLog } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import { settingsContract } from '#test/contracts/settings.ts';
import { describeWith } from '#test/support/parts.ts';
import { startRedis } from '#test/support/redis.ts';
import { lineTo } from './line.ts';

/** Time enough on a busy machine; tests that wait for it to pass take the short one. */
const TIMEOUT_MS = 3_000;
const SHORT_MS = 1_000;

function settingsOn(redisUrl: string, options: { namespace?: string; log?: Log; timeoutMs?: number } = {}) {
  const settings = keyvSettings({ redisUrl, log: silentLog, timeoutMs: TIMEOUT_MS, ...options });
  onTestFinished(() => settings.close());
  return settings;
}

async function ownRedis() {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  return redis;
}

describeWith('redis', 'redis settings', () => {
  settingsContract(async () => {
    const redis = await ownRedis();
    return {
      settings: settingsOn(redis.url),
      others: settingsOn(redis.url, { namespace: 'others' }),
      reopen: async () => settingsOn(redis.url),
      breakIt: () => redis.stop(),
    };
  });

  test('rejects in time, with a retryable error that names the server, when none is there', async () => {
    const redis = await ownRedis();
    await redis.stop();
    const url = redis.url.replace('redis://', 'redis://user:hunter2@');
    const failed = await settingsOn(url, { timeoutMs: SHORT_MS })
      .get('key')
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(PortError);
    expect(failed).toMatchObject({ retryable: true, message: expect.stringContaining(new URL(url).host) });
    expect(String(failed)).not.toContain('hunter2');
  });

  test('serves many first calls at once', async () => {
    const settings = settingsOn((await ownRedis()).url);
    await Promise.all(Array.from({ length: 20 }, (_, index) => settings.set(`k${index}`, index)));
    expect(await Promise.all([settings.get('k0'), settings.get('k19')])).toEqual([0, 19]);
  });

  test('rejects in time when the server takes the call and never answers', async () => {
    const line = await lineTo((await ownRedis()).url);
    const settings = settingsOn(line.url, { timeoutMs: SHORT_MS });
    await settings.set('key', 'value');
    line.freeze();
    const began = Date.now();
    await expect(settings.get('key')).rejects.toThrow(/no answer within 1000 ms/);
    expect(Date.now() - began).toBeLessThan(10 * SHORT_MS);
  });

  test('logs that it lost its server, and recovers by itself when that is back', async () => {
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_: object, message: string) => warnings.push(message) } as Log;
    const line = await lineTo((await ownRedis()).url);
    const settings = settingsOn(line.url, { log });
    await settings.set('key', 'value');
    await line.cut();
    await expect(settings.get('key')).rejects.toThrow(/settings/);
    expect(warnings.length).toBeGreaterThan(0);
    await line.mend();
    const read = () => settings.get('key').catch(() => 'still down');
    await expect.poll(read, { timeout: 20_000 }).toBe('value');
  });
});
