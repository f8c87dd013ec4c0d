// docs/dependencies.md says why each package is here. A package without a reason, or a reason without a package, fails.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const manifest: Record<'dependencies' | 'devDependencies', Record<string, string>> = JSON.parse(
  read('package.json'),
);
const [, running = '', development = ''] = read('docs/dependencies.md').split(/^## .*$/m);

/** Rows of a table as [package, why, instead of]. */
function rowsOf(section: string): string[][] {
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const namesOf = (section: string) => rowsOf(section).map(([name = '']) => name.replaceAll('`', ''));

describe('docs/dependencies.md', () => {
  test('has one line for each package of the running bot, and no other', () => {
    expect(namesOf(running)).toEqual(Object.keys(manifest.dependencies).sort());
  });

  test('has one line for each package of development, and no other', () => {
    expect(namesOf(development)).toEqual(Object.keys(manifest.devDependencies).sort());
  });

  test('says of each why it is here and what it took the place of', () => {
    for (const row of [...rowsOf(running), ...rowsOf(development)]) {
      expect(row).toHaveLength(3);
      for (const cell of row) expect(cell).not.toBe('');
    }
  });
});
