// Reads failed checks of a commit as far as they can be read: jobs, reports, notes, logs. One log is in memory at a time.
import type { CheckSummary } from '#core/ci/report.ts';
import type { FailedCheck, JobTime, RunReport, UnreadLog } from '#core/signals/bundle/checks.ts';
import type { GreenHashes } from '#core/signals/job/desk.ts';
import type { JobReading } from '#core/signals/job/job-reading.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { ForgeJob } from '#ports/forge.ts';
import { isUnread, type LogHelp, type OpenReader } from '#ports/log-reader.ts';
import type { Deps } from '../deps.ts';

export type ChecksToRead = {
  readonly repo: RepoRef;
  /** Those that decide come first: where not all can be read, they are. */
  readonly checks: readonly CheckSummary[];
  readonly isOptional: (check: CheckSummary) => boolean;
  readonly maxLogs: number;
  readonly matchers: LogHelp['matchers'];
  readonly added: LogHelp['added'];
  readonly green: (check: CheckSummary) => Promise<GreenHashes | null>;
  /** Keeps what is to be shown of a log, and gives the name it has there. */
  readonly keep: (check: CheckSummary, reading: JobReading) => Promise<string | null>;
};

export type ChecksRead = {
  readonly checks: readonly FailedCheck[];
  readonly jobs: readonly JobTime[];
  readonly reports: readonly RunReport[];
  readonly reportsLeft: readonly string[];
  readonly notesLeft: number;
  /** As the forge tells the jobs of the checks, by their id. */
  readonly told: ReadonlyMap<number, ForgeJob>;
};

const REPORT_LIMITS = { maxFiles: 200, maxBytes: 20_000_000 };
const MAX_RUNS = 20;
const MAX_NOTED = 20;

type Needs = Pick<Deps, 'forge'>;

export async function readChecks(deps: Needs, reader: OpenReader, wanted: ChecksToRead): Promise<ChecksRead> {
  const { repo, checks } = wanted;
  const ofJobs = checks.flatMap(({ jobId, runId }) => (jobId === null || runId === null ? [] : [runId]));
  const runIds = [...new Set(ofJobs)].slice(0, MAX_RUNS);
  const jobs = runIds.length === 0 ? [] : await deps.forge.jobs(repo, runIds);
  const told = new Map(jobs.map((job) => [job.jobId, job]));
  const { reports, reportsLeft } = await readReports(deps, reader, repo, runIds);
  const read: FailedCheck[] = [];
  let logs = 0;
  for (const [index, check] of checks.entries()) {
    const mayRead = check.jobId !== null && logs < wanted.maxLogs;
    if (mayRead) logs += 1;
    const job = told.get(check.jobId ?? -1);
    const noted = index < MAX_NOTED ? (check.checkRunId ?? check.jobId) : null;
    const notes = noted === null ? [] : await deps.forge.annotations(repo, noted);
    const reading = mayRead ? await readLog(deps, reader, wanted, check, job) : unasked(check);
    const logName = typeof reading === 'object' ? await wanted.keep(check, reading) : null;
    read.push({
      name: check.name,
      jobId: check.jobId,
      runId: check.runId,
      isOptional: wanted.isOptional(check),
      says: check.says ?? '',
      failedStep: job?.failedStep ?? null,
      reading: typeof reading === 'object' ? withoutKept(reading) : reading,
      logName,
      notes,
    });
  }
  const notesLeft = Math.max(0, checks.length - MAX_NOTED);
  return { checks: read, jobs: jobs.map(timeOf), reports, reportsLeft, notesLeft, told };
}

const unasked = ({ jobId }: CheckSummary): UnreadLog => (jobId === null ? 'none' : 'not_asked');

/** Megabytes that are kept elsewhere by now. */
const withoutKept = (reading: JobReading): JobReading => ({
  ...reading,
  kept: { ...reading.kept, text: '' },
});

async function readReports(deps: Needs, reader: OpenReader, repo: RepoRef, runIds: readonly number[]) {
  if (runIds.length === 0) return { reports: [], reportsLeft: [] };
  const { files, left } = await deps.forge.reportFiles(repo, runIds, REPORT_LIMITS);
  const reports: RunReport[] = [];
  const unread: string[] = [];
  for (const { name, bytes, runId, createdAtMs } of files) {
    const reading = await reader.report(name, bytes);
    if (isUnread(reading)) unread.push(`${name}: ${reading.unread.replaceAll('_', ' ')}`);
    else if (reading.isReport) reports.push({ ...reading, runId, createdAtMs });
  }
  return { reports, reportsLeft: [...left, ...unread] };
}

async function readLog(
  deps: Needs,
  reader: OpenReader,
  { repo, matchers, added, green }: ChecksToRead,
  check: CheckSummary,
  job: ForgeJob | undefined,
): Promise<JobReading | UnreadLog> {
  const chunks = check.jobId === null ? undefined : await deps.forge.jobLog(repo, check.jobId);
  if (chunks === undefined) return 'none';
  const facts = {
    job: check.name,
    failedStep: job?.failedStep ?? null,
    steps: job?.steps ?? null,
    hasFailed: true,
  };
  const reading = await reader.log(facts, chunks, { green: await green(check), matchers, added });
  if (isUnread(reading)) return reading.unread;
  return reading.kept.text.trim() === '' ? 'none' : reading;
}

const timeOf = ({ jobId, runId, job, conclusion, startedAtMs, completedAtMs }: ForgeJob): JobTime => ({
  ...{ jobId, runId, job, startedAtMs, completedAtMs },
  hasFailed: conclusion === 'failure' || conclusion === 'timed_out',
});
