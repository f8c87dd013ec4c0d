// What is kept of an attempt beside its record: the bundle, and the failures in full for the next brief.
import { judgedBefore } from '#core/progress/attempts.ts';
import { type FailureSignal, MAX_SIGNALS, NO_EXCERPT } from '#core/signals/failure-signal.ts';
import { attemptKey, isRefuted, jobLogsOf, type Task } from '#core/task.ts';
import type { ArtifactStore } from '#ports/artifacts.ts';

export const BUNDLE = 'result.bundle';
export const SIGNALS = 'signals.json';
/** Of one run of the proof: several may fail at once, and only the first to be told of counts. */
export const proofSignals = (run: number): string => `signals-proof-run-${run}.json`;

const MAX_HANDED_LOG_CHARS = 1_000_000;

/** Logs of the failed jobs of the judged attempt that `no` goes on from, by file name: already redacted when they were kept. */
export async function readJobLogs(
  artifacts: ArtifactStore,
  task: Task,
  no: number,
): Promise<Readonly<Record<string, string>>> {
  const last = judgedBefore(task, no);
  const logs: Record<string, string> = {};
  for (const name of last === undefined ? [] : jobLogsOf(last)) {
    const bytes = await artifacts.read(attemptKey(task.id, last?.no ?? 0), name);
    if (bytes !== undefined) logs[name] = endOf(Buffer.from(bytes).toString('utf8'));
  }
  return logs;
}

/** The end of a long log, its lines still at their numbers: what signals say of a line stays true. */
function endOf(log: string): string {
  if (log.length <= MAX_HANDED_LOG_CHARS) return log;
  const kept = log.length - MAX_HANDED_LOG_CHARS;
  return '\n'.repeat(log.slice(0, kept).split('\n').length - 1) + log.slice(kept);
}

/** The failures that the judged attempt left which `no` goes on from, in full; empty for the first. */
export async function readSignals(
  artifacts: ArtifactStore,
  task: Task,
  no: number,
): Promise<readonly FailureSignal[]> {
  const last = judgedBefore(task, no);
  if (last === undefined) return [];
  const refuting = isRefuted(last) ? last.proof?.failure?.run : undefined;
  const name = refuting === undefined ? SIGNALS : proofSignals(refuting);
  const bytes = await artifacts.read(attemptKey(task.id, last.no), name);
  if (bytes !== undefined)
    return (JSON.parse(Buffer.from(bytes).toString('utf8')) as FailureSignal[]).slice(0, MAX_SIGNALS);
  return (last.failures ?? []).map((failure) => ({ ...failure, excerpt: NO_EXCERPT }));
}
