// Which job left a report: an artifact belongs to a run, and says neither job nor attempt.
import type { JobTime, RunReport } from './checks.ts';

/** The forge tells whole seconds, and an upload may end a moment after its job is said to have. */
const SLACK_MS = 3_000;

/** Undefined where it might be several, or none. */
export function jobOfReport(report: RunReport, jobs: readonly JobTime[]): JobTime | undefined {
  const ofRun = jobs.filter(({ runId }) => runId === report.runId);
  const timely = ofRun.filter((job) => wasAtWork(job, report.createdAtMs));
  const likely = timely.length > 0 ? timely : ofRun;
  if (likely.length <= 1) return likely[0];
  const named = bestNamed(report.name, likely);
  if (named !== undefined) return named;
  // A report of failures is rather of the job that failed.
  const failed = report.report.findings.length > 0 ? likely.filter(({ hasFailed }) => hasFailed) : [];
  return failed.length === 1 ? failed[0] : undefined;
}

function wasAtWork({ startedAtMs, completedAtMs }: JobTime, atMs: number | null): boolean {
  if (atMs === null || startedAtMs === null) return false;
  return startedAtMs - SLACK_MS <= atMs && (completedAtMs === null || atMs <= completedAtMs + SLACK_MS);
}

/** `junit-test-22` is of `test (22)` and not of `test (24)`: the job with most of its words in the artifact's name. */
function bestNamed(name: string, jobs: readonly JobTime[]): JobTime | undefined {
  const words = new Set(wordsOf(name.split('/')[0] ?? ''));
  const scored = jobs
    .map((job) => ({ job, score: wordsOf(job.job).filter((word) => words.has(word)).length }))
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  return best !== undefined && best.score > (second?.score ?? 0) ? best.job : undefined;
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
