// What in the whole change since the task's base weakens the judge: texts read from objects, compared in a thread that can be ended.
import { Worker } from 'node:worker_threads';
import type { Sha } from '#core/ids.ts';
import type { ChangedText } from '#core/integrity/guard.ts';
import { isCiConfig, isSetting, isSnapshot, isTestFile } from '#core/integrity/paths.ts';
import type { Finding } from '#core/patch.ts';
import type { Git } from './git-command.ts';
import { type RawChange, readBlobs, readRawChanges, readSizes } from './read-change.ts';

const WORKER = new URL('./weakenings-worker.ts', import.meta.url);
const MEMORY_MB = 512;
const TIMEOUT_MS = 20_000;
const MAX_FILE_BYTES = 1_000_000;
const MAX_READ_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 2_000;
const SNIFF_BYTES = 8_000;
const REGULAR = /^100/;

/** Both commits are in `dir`. What there is no time or room to compare is one finding of its own, never silence. Throws GitFailure. */
export async function readWeakenings(
  git: Git,
  dir: string,
  base: Sha,
  tip: Sha,
): Promise<readonly Finding[]> {
  const raw = (await readRawChanges(git, dir, base, tip)).filter(
    ({ oldMode, newMode }) => REGULAR.test(oldMode) || REGULAR.test(newMode),
  );
  if (raw.length > MAX_FILES) return [unchecked(`${raw.length} files were changed`)];
  const sizes = await readSizes(git, dir, [
    ...new Set(raw.flatMap(({ oldOid, newOid }) => [oldOid, newOid])),
  ]);
  const { small, large } = withinRoom(raw, sizes);
  const oids = [...new Set(small.flatMap(({ oldOid, newOid }) => [oldOid, newOid]))].filter((oid) =>
    sizes.has(oid),
  );
  const contents = await readBlobs(git, dir, oids, MAX_READ_BYTES * 2);
  const texts = small.flatMap((change) => textsOf(change, contents));
  const compared = await compare(texts, TIMEOUT_MS);
  return [...compared, ...large.map((path) => unchecked('it is too large to be compared', path))];
}

function withinRoom(
  raw: readonly RawChange[],
  sizes: ReadonlyMap<string, number>,
): { small: RawChange[]; large: string[] } {
  let leftBytes = MAX_READ_BYTES;
  const small: RawChange[] = [];
  const large: string[] = [];
  for (const change of raw) {
    const sizeBytes = (sizes.get(change.oldOid) ?? 0) + (sizes.get(change.newOid) ?? 0);
    const fits = sizeBytes <= MAX_FILE_BYTES * 2 && sizeBytes <= leftBytes;
    if (fits) small.push(change);
    else if (mayJudge(change.path)) large.push(change.path);
    leftBytes -= fits ? sizeBytes : 0;
  }
  return { small, large };
}

const mayJudge = (path: string): boolean =>
  isTestFile(path) || isSnapshot(path) || isSetting(path) || isCiConfig(path);

/** Binaries have no lines that could weaken anything; what turns into one is gone as a text. */
function textsOf(change: RawChange, contents: ReadonlyMap<string, Buffer>): ChangedText[] {
  const side = (mode: string, oid: string): string | null => {
    const content = REGULAR.test(mode) ? contents.get(oid) : undefined;
    return content === undefined || content.subarray(0, SNIFF_BYTES).includes(0)
      ? null
      : content.toString('utf8');
  };
  const before = side(change.oldMode, change.oldOid);
  const after = side(change.newMode, change.newOid);
  return before === null && after === null ? [] : [{ path: change.path, before, after }];
}

const unchecked = (detail: string, path?: string): Finding => ({
  rule: 'tests_unchecked',
  level: 'ask',
  ...(path === undefined ? {} : { path }),
  detail,
});

async function compare(files: readonly ChangedText[], timeoutMs: number): Promise<readonly Finding[]> {
  if (files.length === 0) return [];
  const worker = new Worker(WORKER, {
    workerData: files,
    // The bot's environment holds its secrets; a comparison needs none.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const timer = setTimeout(() => void worker.terminate(), timeoutMs);
  try {
    return await new Promise<readonly Finding[]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('exit', () => resolve([unchecked('comparing it took too long')]));
      worker.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
          resolve([unchecked('comparing it took too much memory')]);
        else reject(error);
      });
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
