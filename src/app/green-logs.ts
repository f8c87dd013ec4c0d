// The last green log of each job, as hashes of its lines and versions of its tools: fetched once for each green run, and kept for when the forge has it no more.
import type { CheckSummary } from '#core/ci/report.ts';
import type { GreenHashes } from '#core/signals/job/desk.ts';
import { repoName } from '#core/task/request.ts';
import type { Task } from '#core/task/task.ts';
import type { ForgeBaseRun } from '#ports/forge.ts';
import { isUnread, type OpenReader } from '#ports/log-reader.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from './deps.ts';
import { digestOf } from './digest.ts';

/** Raised with every change of how lines are masked: older hashes would call every line news. */
const VERSION = 1;
const MAX_BYTES = 2_000_000;
const LINE_FEED = 0x0a;

type Stored = GreenHashes & { readonly jobId: number };
type Needs = Pick<Deps, 'forge' | 'artifacts' | 'log'>;

/** `runs`: how the same jobs ended on the base branch. */
export const greenLogOf =
  (deps: Needs, reader: OpenReader, task: Task, runs: readonly ForgeBaseRun[]) =>
  async (check: CheckSummary): Promise<GreenHashes | null> => {
    const place = placeOf(task, check);
    const stored = decoded(await deps.artifacts.read(place.folder, place.name));
    for (const jobId of greenJobs(task, check, runs)) {
      if (jobId === stored?.jobId) return stored;
      const green = await fetched(deps, reader, task, jobId);
      if (green === undefined) continue;
      await keep(deps, place, { ...green, jobId });
      return green;
    }
    return stored ?? null;
  };

/** Where the task began first: what main got since is no news of this change. Then the newest there, then earlier attempts. */
function greenJobs(task: Task, check: CheckSummary, runs: readonly ForgeBaseRun[]): readonly number[] {
  const isSame = (other: CheckSummary) =>
    other.name === check.name && other.workflow === check.workflow && other.outcome === 'passed';
  const onBase = (at: ForgeBaseRun['at']) =>
    runs.flatMap((run) => (run.at === at && isSame(run.check) ? [run.check] : []));
  const before = task.attempts.toReversed().flatMap(({ ci }) => ci?.checks.filter(isSame) ?? []);
  const all = [...onBase('base'), ...onBase('newest'), ...before].flatMap(({ jobId }) => jobId ?? []);
  return [...new Set(all)].slice(0, MAX_TRIED);
}
const MAX_TRIED = 3;

/** What helps to read a failure must not stand in its way. */
async function fetched(
  deps: Needs,
  reader: OpenReader,
  task: Task,
  jobId: number,
): Promise<GreenHashes | undefined> {
  try {
    const chunks = await deps.forge.jobLog(task.repo, jobId);
    const green = chunks === undefined ? undefined : await reader.green(chunks);
    return green === undefined || isUnread(green) || green.hashes.length === 0 ? undefined : green;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    deps.log.warn({ err: error, taskId: task.id, jobId }, 'a green log could not be read');
    return undefined;
  }
}

/** What the names of their folders begin with: one a repository. */
export const GREEN_FOLDERS = 'green-';

const placeOf = (task: Task, { workflow = '', name }: CheckSummary) => ({
  folder: `${GREEN_FOLDERS}${digestOf(repoName(task.repo))}`,
  name: `${digestOf([workflow, name])}.bin`,
});

async function keep(
  { artifacts }: Needs,
  { folder, name }: { folder: string; name: string },
  { hashes, isFull, jobId, versions }: Stored,
): Promise<void> {
  const head = Buffer.from(`${JSON.stringify({ v: VERSION, jobId, isFull, versions })}\n`);
  const body = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  const content = Buffer.concat([head, body]);
  if (content.byteLength > MAX_BYTES) return;
  await artifacts.put(folder, name, content, {
    maxBytes: MAX_BYTES,
    contentType: 'application/octet-stream',
  });
}

function decoded(bytes: Uint8Array | undefined): Stored | undefined {
  const at = bytes?.indexOf(LINE_FEED) ?? -1;
  if (bytes === undefined || at === -1) return undefined;
  const { v, jobId, isFull, versions } = JSON.parse(Buffer.from(bytes.subarray(0, at)).toString('utf8'));
  if (v !== VERSION) return undefined;
  // Its own buffer: eight bytes a number want their place.
  const body = Uint8Array.from(bytes.subarray(at + 1));
  return {
    jobId,
    isFull,
    ...(versions === undefined ? {} : { versions }),
    hashes: new Float64Array(body.buffer),
  };
}
