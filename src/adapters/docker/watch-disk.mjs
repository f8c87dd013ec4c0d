// Runs in a container of our own beside an attempt: measures what the attempt has written, again and again, and says so when it is too much.
// It may read everything and write nothing. Arguments: bytes and files that are allowed, bytes that must stay free on the disk.
import { lstatSync, readdirSync, statfsSync } from 'node:fs';

const ROOT = '/upper';
const MIN_PAUSE_MS = 500;
/** A look takes at most a tenth of a processor. */
const PAUSE_FACTOR = 9;
const BLOCK_BYTES = 512;

const [maxBytes = 0, maxFiles = 0, minFreeBytes = 0] = process.argv.slice(1).map(Number);

/** What vanishes between two calls is nothing to count. */
function orNothing(call, nothing) {
  try {
    return call();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return nothing;
    throw error;
  }
}

/** Ends as soon as it is too much: more need not be known. */
function measure() {
  const folders = [ROOT];
  const seen = new Set();
  let [bytes, files] = [0, 0];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of orNothing(
      () => readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }),
      [],
    )) {
      const path = Buffer.concat([Buffer.from(folder), Buffer.from('/'), entry.name]);
      const stat = orNothing(() => lstatSync(path), undefined);
      if (stat === undefined || (stat.nlink > 1 && !stat.isDirectory() && seen.has(stat.ino))) continue;
      if (stat.nlink > 1) seen.add(stat.ino);
      bytes += stat.blocks * BLOCK_BYTES;
      files += 1;
      if (stat.isDirectory()) folders.push(path);
      if (bytes > maxBytes || files > maxFiles) return { bytes, files };
    }
  }
  return { bytes, files };
}

function look() {
  const beganMs = performance.now();
  const { bytes, files } = measure();
  const { bavail, bsize } = statfsSync(ROOT);
  if (bytes > maxBytes || files > maxFiles || bavail * bsize < minFreeBytes) {
    process.stdout.write(`over: ${bytes} bytes, ${files} files, ${bavail * bsize} bytes free\n`);
    process.exit(3);
  }
  setTimeout(look, Math.max(MIN_PAUSE_MS, PAUSE_FACTOR * (performance.now() - beganMs)));
}

// Whoever holds this container has gone: so does it.
process.stdin.resume().on('end', () => process.exit(0));
process.stdout.write('watching\n');
look();
