// What every ArtifactStore does. Run by the adapter's own test.
import { describe, expect, test } from 'vitest';
import type { ArtifactStore } from '#ports/artifacts.ts';

const TEXT = { maxBytes: 1_000, contentType: 'text/plain' };
const BINARY = { maxBytes: 1_000, contentType: 'application/octet-stream' };

async function* inChunks(text: string, chunkBytes: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  const buffer = Buffer.alloc(chunkBytes);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // The same memory each time, as some streams do.
    bytes.copy(buffer, 0, at, at + chunkBytes);
    yield buffer.subarray(0, Math.min(chunkBytes, bytes.length - at));
  }
}

export function artifactsContract(name: string, make: () => Promise<ArtifactStore>): void {
  describe(`${name} as an artifact store`, () => {
    const textOf = async (store: ArtifactStore, folder: string, file: string) =>
      Buffer.from((await store.read(folder, file)) ?? []).toString('utf8');

    test('gives back what was put, by name', async () => {
      const store = await make();
      const link = await store.put('t-1-a1', 'agent.log', 'hello\n', TEXT);
      expect(link).toMatchObject({ name: 'agent.log', sizeBytes: 6 });
      await store.put('t-1-a1', 'result.bundle', Buffer.from([0, 1, 255]), BINARY);
      await store.put('t-1-a2', 'agent.log', inChunks('streamed', 3), TEXT);
      expect(await textOf(store, 't-1-a1', 'agent.log')).toBe('hello\n');
      expect(await store.read('t-1-a1', 'result.bundle')).toEqual(Buffer.from([0, 1, 255]));
      expect(await textOf(store, 't-1-a2', 'agent.log')).toBe('streamed');
    });

    test('has nothing under a name that was never put', async () => {
      const store = await make();
      expect(await store.read('t-1-a1', 'agent.log')).toBeUndefined();
      expect(await store.pathOf('t-1-a1', 'agent.log')).toBeUndefined();
    });

    test('replaces what was there, under the same link', async () => {
      const store = await make();
      const first = await store.put('f', 'a.log', 'first and long', TEXT);
      const second = await store.put('f', 'a.log', 'second', TEXT);
      expect(second).toEqual({ ...first, sizeBytes: 6 });
      expect(await textOf(store, 'f', 'a.log')).toBe('second');
    });

    test('links differ, and cannot be made from one another', async () => {
      const store = await make();
      const links = [
        await store.put('f', 'a.log', 'x', TEXT),
        await store.put('f', 'b.log', 'x', TEXT),
        await store.put('g', 'a.log', 'x', TEXT),
      ];
      const tokens = links.map(({ url }) => new URL(url).pathname.split('/').at(-3) ?? '');
      expect(new Set(tokens).size).toBe(3);
      for (const token of tokens) expect(token).toMatch(/^[\w-]{32,}$/);
    });

    test('keeps head and tail of a text beyond the limit, and says how much is missing', async () => {
      const store = await make();
      const text = `HEAD\n${'é line\n'.repeat(5_000)}TAIL\n`;
      for (const chunkBytes of [1, 7, 100_000]) {
        const link = await store.put('f', 'a.log', inChunks(text, chunkBytes), TEXT);
        const kept = await textOf(store, 'f', 'a.log');
        expect(link.sizeBytes).toBeLessThanOrEqual(1_000);
        expect(link.sizeBytes).toBeGreaterThan(850);
        expect(kept.startsWith('HEAD\n')).toBe(true);
        expect(kept.endsWith('\nTAIL\n')).toBe(true);
        const [whole = '', leftOut] = /\n\[(\d+) bytes left out here\]\n/.exec(kept) ?? [];
        expect(Number(leftOut)).toBe(Buffer.byteLength(text) - (link.sizeBytes - Buffer.byteLength(whole)));
        expect(kept.split(whole)[1]).not.toContain('\ufffd');
      }
    });

    test('leaves a text of exactly the limit as it is', async () => {
      const store = await make();
      await store.put('f', 'a.log', inChunks('x'.repeat(1_000), 300), TEXT);
      expect(await textOf(store, 'f', 'a.log')).toBe('x'.repeat(1_000));
    });

    test('refuses a binary beyond the limit, and keeps what was there', async () => {
      const store = await make();
      await store.put('f', 'a.bundle', Buffer.alloc(10), BINARY);
      await expect(store.put('f', 'a.bundle', Buffer.alloc(1_001), BINARY)).rejects.toMatchObject({
        name: 'PortError',
        retryable: false,
        problem: { code: 'disk_full' },
      });
      expect((await store.read('f', 'a.bundle'))?.length).toBe(10);
    });

    test('keeps what was there when the new content breaks off', async () => {
      const store = await make();
      await store.put('f', 'a.log', 'whole', TEXT);
      async function* breaking(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('half');
        throw new Error('source broke');
      }
      await expect(store.put('f', 'a.log', breaking(), TEXT)).rejects.toThrow('source broke');
      expect(await textOf(store, 'f', 'a.log')).toBe('whole');
    });

    test('removes a folder whole, twice, and no other', async () => {
      const store = await make();
      await store.put('t-1-a1', 'agent.log', 'x', TEXT);
      await store.put('t-1-a10', 'agent.log', 'x', TEXT);
      await store.remove('t-1-a1');
      await store.remove('t-1-a1');
      expect(await store.read('t-1-a1', 'agent.log')).toBeUndefined();
      expect(await textOf(store, 't-1-a10', 'agent.log')).toBe('x');
      await store.put('t-1-a1', 'agent.log', 'new', TEXT);
      expect(await textOf(store, 't-1-a1', 'agent.log')).toBe('new');
    });

    test('removes what is older out of folders that begin alike', async () => {
      const store = await make();
      expect(await store.removeOlder('green-', Date.now() + 60_000)).toBe(0);
      await store.put('green-1', 'a.bin', 'x', TEXT);
      await store.put('other', 'a.bin', 'x', TEXT);
      expect(await store.removeOlder('green-', Date.now() - 60_000)).toBe(0);
      expect(await store.removeOlder('green-', Date.now() + 60_000)).toBe(1);
      expect(await store.read('green-1', 'a.bin')).toBeUndefined();
      expect(await textOf(store, 'other', 'a.bin')).toBe('x');
    });

    test('refuses names that could leave their folder', async () => {
      const store = await make();
      for (const bad of ['..', '.', '', '.hidden', 'a/b', 'a\\b', 'a\0', 'a b', '-x', 'ü', 'x'.repeat(121)]) {
        await expect(store.put(bad, 'a.log', 'x', TEXT), bad).rejects.toThrow(/not an artifact/);
        await expect(store.put('f', bad, 'x', TEXT), bad).rejects.toThrow(/not an artifact/);
        await expect(store.read('f', bad), bad).rejects.toThrow(/not an artifact/);
        await expect(store.pathOf(bad, 'a.log'), bad).rejects.toThrow(/not an artifact/);
        await expect(store.remove(bad), bad).rejects.toThrow(/not an artifact/);
      }
    });

    test('many writers of one name leave one of their contents whole', async () => {
      const store = await make();
      const texts = Array.from({ length: 10 }, (_, i) => String(i).repeat(500));
      await Promise.all(texts.map((text) => store.put('f', 'a.log', inChunks(text, 50), TEXT)));
      expect(texts).toContain(await textOf(store, 'f', 'a.log'));
    });
  });
}
