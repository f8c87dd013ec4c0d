// Files that nobody has written for long, out of the folders whose names begin alike.
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orUndefined } from './or-undefined.ts';

/** How many there were. A folder that is empty afterwards goes too; one that is filled meanwhile stays. */
export async function removeOlder(dir: string, prefix: string, beforeMs: number): Promise<number> {
  const folders = ((await orUndefined(readdir(dir))) ?? []).filter((name) => name.startsWith(prefix));
  let removed = 0;
  for (const folder of folders) {
    const names = (await orUndefined(readdir(join(dir, folder)))) ?? [];
    const old = [];
    for (const name of names) if (await isOlder(join(dir, folder, name), beforeMs)) old.push(name);
    for (const name of old) await rm(join(dir, folder, name), { force: true });
    if (old.length === names.length) await orUndefined(rmdir(join(dir, folder)));
    removed += old.length;
  }
  return removed;
}

const isOlder = async (path: string, beforeMs: number): Promise<boolean> =>
  ((await orUndefined(stat(path)))?.mtimeMs ?? beforeMs) < beforeMs;
