// The files through which steps hand values on: GITHUB_ENV, GITHUB_OUTPUT and GITHUB_PATH.
import { readFile, writeFile } from 'node:fs/promises';

/** Reads and empties a file of `NAME=value` lines and `NAME<<END` blocks. */
export async function takeAssignments(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8');
  await writeFile(path, '');
  const lines = text.split(/\r?\n/);
  const values: Record<string, string> = {};
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const block = /^([^=<\s]+)<<(.+)$/.exec(line);
    if (block?.[1] !== undefined && block[2] !== undefined) {
      const end = lines.indexOf(block[2], index + 1);
      const last = end < 0 ? lines.length : end;
      values[block[1]] = lines.slice(index + 1, last).join('\n');
      index = last;
      continue;
    }
    const equals = line.indexOf('=');
    if (equals > 0) values[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return values;
}

export async function takeLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8');
  await writeFile(path, '');
  return text.split(/\r?\n/).filter((line) => line !== '');
}
