// The benchmarks run, and their tables say what was measured. How fast anything is, no test says.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tableOf } from '../../bench/table.ts';

const run = promisify(execFile);
const MAIN = new URL('../../bench/main.ts', import.meta.url).pathname;

test('every benchmark gives figures beside their floor', async () => {
  const { stdout } = await run(process.execPath, [MAIN, '--smoke']);
  const sections = stdout.split(/^(?=\*\*\()/m);
  const letters = sections.map((section) => /^\*\*\((\w+)\)/.exec(section)?.[1]);
  expect(letters).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'signals']);
  for (const section of sections) {
    if (/^\*\*\([cef]\)[\s\S]+Not measured: no container engine/.test(section)) continue;
    const figures = [
      ...section.matchAll(/\| (?:ms|MB|MB per second|per second) \| ([\d.,]+) \| ([\d.,]+) \| ([\d.]+)×/g),
    ];
    expect(figures.length).toBeGreaterThan(0);
    for (const [, greenlight, floor] of figures)
      expect(Number(greenlight?.replaceAll(',', '')) * Number(floor?.replaceAll(',', ''))).toBeGreaterThan(0);
  }
}, 240_000);

test('a smoke run is not kept', async () => {
  await expect(run(process.execPath, [MAIN, '--smoke', '--write'])).rejects.toThrow(
    '--write keeps real figures',
  );
});

test('the ratio says how many times worse than the floor, also where more is better', () => {
  const table = tableOf({
    name: 'x',
    floorIs: 'y',
    rows: [
      { what: 'wait', unit: 'ms', greenlight: 30, floor: 20 },
      { what: 'rate', unit: 'per second', greenlight: 2_000, floor: 30_000 },
      { what: 'alone', unit: 'MB', greenlight: 5, floor: null },
    ],
  });
  expect(table).toContain('| wait | ms | 30.0 | 20.0 | 1.50× |');
  expect(table).toContain('| rate | per second | 2,000 | 30,000 | 15× |');
  expect(table).toContain('| alone | MB | 5.00 | – | – |');
  expect(tableOf({ name: 'z', skipped: 'no engine' })).toBe('**z**\n\nNot measured: no engine.');
});
