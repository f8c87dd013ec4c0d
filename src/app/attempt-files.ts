// What is kept of an attempt beside its record: the bundle of git, the logs, and the failures in full for the next brief.
import type { Collected } from '#core/brief/collected.ts';
import { judgedBefore } from '#core/progress/attempts.ts';
import { MAX_SIGNALS, NO_EXCERPT } from '#core/signals/failure-signal.ts';
import { handedLog } from '#core/signals/job/kept-log.ts';
import { isRefuted } from '#core/task/attempt.ts';
import { attemptKey, jobLogsOf } from '#core/task/names.ts';
import type { Task } from '#core/task/task.ts';
import type { ArtifactStore } from '#ports/artifacts.ts';

export const BUNDLE = 'result.bundle';
/** What the agent printed in one run, from its first second on. */
export const agentLog = (run: number): string => (run === 1 ? 'agent.log' : `agent-run${run}.log`);
const SIGNALS = 'signals.json';
const MAX_SIGNALS_BYTES = 4_000_000;
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
    if (bytes !== undefined)
      logs[name] = handedLog(Buffer.from(bytes).toString('utf8'), MAX_HANDED_LOG_CHARS);
  }
  return logs;
}

export async function keepSignals(
  artifacts: ArtifactStore,
  key: string,
  collected: Collected,
  name = SIGNALS,
): Promise<void> {
  await artifacts.put(key, name, JSON.stringify(collected), {
    maxBytes: MAX_SIGNALS_BYTES,
    contentType: 'application/json',
  });
}

/** What the judged attempt left which `no` goes on from, in full; nothing for the first. */
export async function readSignals(artifacts: ArtifactStore, task: Task, no: number): Promise<Collected> {
  const last = judgedBefore(task, no);
  const nothing: Collected = { failures: [], optional: [], evidence: [], seen: null };
  if (last === undefined) return nothing;
  const refuting = isRefuted(last) ? last.proof?.failure?.run : undefined;
  const name = refuting === undefined ? SIGNALS : proofSignals(refuting);
  const bytes = await artifacts.read(attemptKey(task.id, last.no), name);
  if (bytes === undefined)
    return {
      ...nothing,
      failures: (last.failures ?? []).map((failure) => ({ ...failure, excerpt: NO_EXCERPT })),
    };
  const kept = JSON.parse(Buffer.from(bytes).toString('utf8')) as Collected | Collected['failures'];
  // Once only the failures were kept.
  const whole = 'failures' in kept ? kept : { ...nothing, failures: kept };
  return { ...whole, failures: whole.failures.slice(0, MAX_SIGNALS) };
}
