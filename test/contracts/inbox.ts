// What every inbox must do: keep what came in, recognise a repeat, hand back what was not dealt with.
import { describe, expect, test } from 'vitest';
import type { Inbox, InboxItem } from '#ports/inbox.ts';

const DAY = 24 * 3_600_000;
const T0 = 1_700_000_000_000;

export type InboxUnderTest = {
  readonly inbox: Inbox;
  /** The same inbox as a fresh process would open it. */
  reopen(): Promise<Inbox>;
};

const item = (key: string, overrides: Partial<InboxItem> = {}): InboxItem => ({
  source: 'github',
  key,
  receivedAtMs: T0,
  body: `{"key":"${key}"}`,
  ...overrides,
});

const keysOf = async (inbox: Inbox, source = 'github'): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of inbox.pending(source)) keys.push(key);
  return keys;
};

export function inboxContract(open: () => Promise<InboxUnderTest>): void {
  describe('inbox', () => {
    test('calls an item new once and seen from then on, also when both arrive at once', async () => {
      const { inbox } = await open();
      expect((await Promise.all([inbox.put(item('a')), inbox.put(item('a'))])).toSorted()).toEqual([
        'new',
        'seen',
      ]);
      expect(await inbox.put(item('a', { body: 'changed' }))).toBe('seen');
      expect(await inbox.put(item('a', { source: 'slack' }))).toBe('new');
    });

    test('hands back after a restart what was put and not done, oldest first, whole', async () => {
      const { inbox, reopen } = await open();
      for (const key of ['c', 'a', 'b']) await inbox.put(item(key));
      await inbox.done('github', 'a');
      const again = await reopen();
      const pending: InboxItem[] = [];
      for await (const each of again.pending('github')) pending.push(each);
      expect(pending).toEqual([item('c'), item('b')]);
      expect(await keysOf(again, 'slack')).toEqual([]);
    });

    test('recognises a repeat three days later, done or not', async () => {
      const { inbox, reopen } = await open();
      await inbox.put(item('a'));
      await inbox.put(item('b'));
      await inbox.done('github', 'a');
      const again = await reopen();
      await again.put(item('later', { receivedAtMs: T0 + 3 * DAY }));
      expect(await again.put(item('a', { receivedAtMs: T0 + 3 * DAY }))).toBe('seen');
      expect(await again.put(item('b', { receivedAtMs: T0 + 3 * DAY }))).toBe('seen');
      expect(await keysOf(again)).toEqual(['b', 'later']);
    });

    test('never forgets what is not done, however old', async () => {
      const { inbox } = await open();
      await inbox.put(item('old'));
      await inbox.put(item('new', { receivedAtMs: T0 + 400 * DAY }));
      expect(await keysOf(inbox)).toEqual(['old', 'new']);
    });

    test('lists many while they are being dealt with', async () => {
      const { inbox } = await open();
      const keys = Array.from({ length: 250 }, (_, index) => `k${index}`);
      await Promise.all(keys.map((key) => inbox.put(item(key))));
      const seen: string[] = [];
      for await (const { key } of inbox.pending('github')) {
        seen.push(key);
        await inbox.done('github', key);
      }
      expect(seen).toEqual(keys);
      expect(await keysOf(inbox)).toEqual([]);
    });

    test('does not mind being told twice that an item is done, or of one it does not know', async () => {
      const { inbox } = await open();
      await inbox.put(item('a'));
      await inbox.done('github', 'a');
      await inbox.done('github', 'a');
      await inbox.done('github', 'unknown');
      expect(await inbox.put(item('a'))).toBe('seen');
    });

    test('keeps an empty body', async () => {
      const { inbox } = await open();
      await inbox.put(item('a', { body: '' }));
      expect(await keysOf(inbox)).toEqual(['a']);
    });
  });
}
