// What every settings store must do: keep small values apart by key, let them expire, and say when it cannot.
import { describe, expect, test, vi } from 'vitest';
import { PortError } from '#ports/port-error.ts';
import type { Settings } from '#ports/settings.ts';

export type SettingsUnderTest = {
  readonly settings: Settings;
  /** Settings of another namespace in the same place. */
  readonly others: Settings;
  /** The same settings as another process, or the next one, would open them. */
  reopen(): Promise<Settings>;
  /** From now on the place cannot be reached. */
  breakIt(): Promise<void>;
};

/** Longer than any call may take to fail. */
const PATIENCE_MS = 5_000;

export function settingsContract(open: () => Promise<SettingsUnderTest>): void {
  describe('settings', () => {
    test('gives back what was set, of any shape that JSON has', async () => {
      const { settings, reopen } = await open();
      const values = { text: 'ü 🟢', zero: 0, no: false, list: [1, { a: null }], empty: '' };
      for (const [key, value] of Object.entries(values)) await settings.set(key, value);
      const again = await reopen();
      for (const [key, value] of Object.entries(values)) expect(await again.get(key)).toEqual(value);
    });

    test('knows nothing of a key that was never set or was deleted', async () => {
      const { settings } = await open();
      expect(await settings.get('never')).toBeUndefined();
      await settings.set('gone', 1);
      await settings.delete('gone');
      await settings.delete('gone');
      expect(await settings.get('gone')).toBeUndefined();
    });

    test('replaces a value, its time to live with it', async () => {
      const { settings } = await open();
      await settings.set('key', 'short', { ttlMs: 40 });
      await settings.set('key', 'long');
      await settings.set('marker', 1, { ttlMs: 60 });
      await vi.waitFor(async () => expect(await settings.get('marker')).toBeUndefined(), { interval: 5 });
      expect(await settings.get('key')).toBe('long');
    });

    test('forgets a value when its time is over', async () => {
      const { settings } = await open();
      await settings.set('brief', 'value', { ttlMs: 40 });
      await settings.set('lasting', 'value', { ttlMs: 3_600_000 });
      await vi.waitFor(async () => expect(await settings.get('brief')).toBeUndefined(), { interval: 5 });
      expect(await settings.get('lasting')).toBe('value');
    });

    test('keeps namespaces apart, and keys that look like one', async () => {
      const { settings, others } = await open();
      await settings.set('key', 'mine');
      await others.set('key', 'theirs');
      expect(await settings.get('key')).toBe('mine');
      for (const key of ['mute:C1', 'settings:mute:C1', 'settings::mute:C1', '%', '_', "'", 'ü'])
        await settings.set(key, key);
      for (const key of ['mute:C1', 'settings:mute:C1', 'settings::mute:C1', '%', '_', "'", 'ü'])
        expect(await settings.get(key)).toBe(key);
      await settings.delete('%');
      expect(await settings.get('mute:C1')).toBe('mute:C1');
    });

    test(
      'says within seconds that it cannot read or write, instead of claiming an absence',
      async () => {
        const { settings, breakIt } = await open();
        await settings.set('key', 'value');
        await breakIt();
        const began = Date.now();
        const calls = [settings.get('key'), settings.set('key', 'other'), settings.delete('key')];
        for (const result of await Promise.allSettled(calls))
          expect(result).toMatchObject({ status: 'rejected', reason: expect.any(PortError) });
        expect(Date.now() - began).toBeLessThan(PATIENCE_MS);
      },
      3 * PATIENCE_MS,
    );
  });
}
