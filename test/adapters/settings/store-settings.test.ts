// Settings through Keyv on our own store.

import { Keyv } from 'keyv';
import { expect, test } from 'vitest';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { keyvSettings } from '#adapters/settings/keyv-settings.ts';
import { keyvStore } from '#adapters/store/keyv-store.ts';
import { silentLog } from '#ports/log.ts';
import { settingsContract } from '#test/contracts/settings.ts';
import { temporaryStore } from '../store/folder.ts';

settingsContract(async () => {
  const store = temporaryStore();
  return {
    settings: keyvSettings({ store, log: silentLog }),
    others: keyvSettings({ store, log: silentLog, namespace: 'others' }),
    async reopen() {
      await store.close();
      return keyvSettings({ store: temporaryStore(store.path), log: silentLog });
    },
    breakIt: () => store.close(),
  };
});

const keyvOn = (store = temporaryStore(), namespace = 'ns') =>
  new Keyv(keyvStore(store), { namespace, throwOnErrors: true });

test('serves plain Keyv: many at once, has, clear of one namespace', async () => {
  const store = temporaryStore();
  const keyv = keyvOn(store);
  const other = keyvOn(store, 'other');
  await other.set('a', 'kept');
  await keyv.setMany([
    { key: 'a', value: 1 },
    { key: 'b', value: 2, ttl: 3_600_000 },
  ]);
  expect(await keyv.getMany(['b', 'missing', 'a'])).toEqual([2, undefined, 1]);
  expect(await keyv.hasMany(['a', 'missing'])).toEqual([true, false]);
  expect(await keyv.has('b')).toBe(true);
  expect(await keyv.deleteMany(['a', 'missing'])).toBe(true);
  expect(await keyv.has('a')).toBe(false);
  await keyv.clear();
  expect(await keyv.get('b')).toBeUndefined();
  expect(await other.get('a')).toBe('kept');
});

test('iterates over every entry of its namespace, while entries change', async () => {
  const store = temporaryStore();
  const keyv = keyvOn(store);
  await keyvOn(store, 'other').set('x', 'not mine');
  const keys = Array.from({ length: 250 }, (_, index) => `k${String(index).padStart(3, '0')}`);
  await keyv.setMany(keys.map((key) => ({ key, value: key })));
  const seen: unknown[] = [];
  for await (const [key, value] of keyv.iterator?.({}) ?? []) {
    expect(value).toBe(key);
    seen.push(key);
    await keyv.set(key, `${value} again`);
  }
  expect(seen).toEqual(keys);
});

test('throws when reading fails in the middle of an iteration, instead of ending it', async () => {
  const store = temporaryStore();
  const keyv = keyvOn(store);
  await keyv.setMany(Array.from({ length: 250 }, (_, index) => ({ key: `k${index}`, value: index })));
  const iterate = async () => {
    let count = 0;
    for await (const _ of keyv.iterator?.({}) ?? []) {
      count += 1;
      if (count === 51) await store.close();
    }
    return count;
  };
  await expect(iterate()).rejects.toThrow(/closed/);
});

test('keeps failures loud also when somebody listens to errors', async () => {
  const store = temporaryStore();
  const keyv = keyvOn(store);
  const heard: unknown[] = [];
  keyv.on('error', (error: unknown) => heard.push(error));
  await store.close();
  await expect(keyv.set('a', 1)).rejects.toThrow(/closed/);
  await expect(keyv.get('a')).rejects.toThrow(/closed/);
  expect(heard.length).toBeGreaterThan(0);
});

test('drops expired rows from the file', async () => {
  const store = temporaryStore();
  const first = keyvOn(store);
  await first.set('old', 1, 1);
  await systemClock().sleepUntil(Date.now() + 2, AbortSignal.timeout(5_000));
  // Nobody asks for it again. Expired rows are swept when a Keyv first writes, and then hourly.
  await keyvOn(store).set('new', 1);
  const keys = store.read.all<{ key: string }>('SELECT key FROM kv ORDER BY key').map(({ key }) => key);
  expect(keys).toEqual(['ns:new']);
});
