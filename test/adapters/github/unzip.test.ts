// Zips that a job made: read within limits, whatever is in them.
import { describe, expect, it } from 'vitest';
import { unzip } from '#adapters/github/unzip.ts';
import { zip } from '#playground/github/actions/zip.ts';

const LIMITS = { maxEntries: 100, maxFiles: 10, maxBytes: 1_000 };
const text = (content: string) => new TextEncoder().encode(content);
const archive = (...entries: [string, string][]) =>
  Buffer.from(zip(entries.map(([name, content]) => ({ name, data: Buffer.from(text(content)) }))));
const xml = (path: string) => path.endsWith('.xml');
const read = async (bytes: Buffer, limits = LIMITS) => {
  const { files, left } = await unzip(bytes, xml, limits);
  return { files: files.map(({ path, bytes: content }) => [path, content.toString()]), left };
};

describe('a zip', () => {
  it('gives the files that are wanted', async () => {
    expect(await read(archive(['a/b.xml', '<a/>'], ['c.png', 'x'], ['d.xml', '<d/>']))).toEqual({
      files: [
        ['a/b.xml', '<a/>'],
        ['d.xml', '<d/>'],
      ],
      left: [],
    });
  });

  it('is read no further than the limits, and says what is left', async () => {
    const many = archive(['a.xml', 'x'.repeat(600)], ['b.xml', 'x'.repeat(600)], ['c.xml', 'c']);
    const { files, left } = await read(many);
    expect(files.map(([path]) => path)).toEqual(['a.xml', 'c.xml']);
    expect(left).toEqual(['b.xml: too large, or one too many']);
    expect((await read(many, { ...LIMITS, maxFiles: 1 })).left).toHaveLength(2);
    expect((await read(many, { ...LIMITS, maxEntries: 1 })).left).toContain('entries after the 1th');
  });

  it('may not lead out of itself', async () => {
    const { files, left } = await read(archive(['../../x.xml', 'x']));
    expect(files).toEqual([]);
    expect(left[0]).toContain('invalid relative path');
  });

  it('that lies about its sizes, is cut off or is none gives what came before', async () => {
    const whole = archive(['a.xml', '<a/>'], ['b.xml', 'y'.repeat(300)]);
    // The size of b.xml in the central directory, said to be one byte.
    const lying = Buffer.from(whole);
    const at = lying.lastIndexOf('b.xml') - 46 + 24;
    lying.writeUInt32LE(1, at);
    expect((await read(lying)).files.map(([path]) => path)).toEqual(['a.xml']);
    for (let end = 0; end < whole.length; end += 7) {
      const { files, left } = await read(whole.subarray(0, end));
      expect([files, left.length]).toEqual([[], 1]);
    }
    expect((await read(Buffer.from('PK not a zip'))).files).toEqual([]);
  });
});
