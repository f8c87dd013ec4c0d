// Where runs bring out what they made until it is taken in. Whatever a killed process left there goes at the next start.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Only for the process that holds the data directory's lock: an empty folder of its own. */
export function emptyScratchDir(dataDir: string): string {
  const path = join(dataDir, 'scratch');
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
