// What failed, in full: logs fetched, redacted before anything is kept, turned into signals for the next attempt.
import type { EffectOf } from '#core/effects.ts';
import { cleanTerminal, redactor } from '#core/redact.ts';
import { type FailureSignal, NO_EXCERPT, noteOf } from '#core/signals/failure-signal.ts';
import { fingerprintOf } from '#core/signals/fingerprint.ts';
import { withoutTimestamps } from '#core/signals/log-lines.ts';
import { signalsOf } from '#core/signals/signals-of.ts';
import { type ArtifactLink, attemptKey, JOB_LOG_PREFIX, type Task } from '#core/task.ts';
import type { JobLog } from '#ports/forge.ts';
import { SIGNALS } from '../attempt-files.ts';
import type { Deps } from '../deps.ts';
import { gatherEvidence } from './gather-evidence.ts';

const LOG_LIMITS = { maxJobs: 10, maxBytes: 4_000_000 };

export async function collectFailures(
  deps: Pick<Deps, 'engine' | 'forge' | 'flakes' | 'artifacts' | 'clock' | 'config' | 'log'>,
  stale: Task,
  effect: EffectOf<'collect_failures'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const { state } = task;
  const isAwaited =
    state.name === 'awaiting_ci' && state.headSha === effect.headSha && state.stage.name === 'collecting';
  const report = task.attempts.findLast((attempt) => attempt.headSha === effect.headSha)?.ci;
  if (!isAwaited || report === undefined) return;
  const failed = report.checks.filter((check) => check.outcome === 'failed' || check.outcome === 'timed_out');
  const raw = await deps.forge.failedJobLogs(task.repo, failed, LOG_LIMITS);
  const redact = redactor(deps.config.secrets);
  // A colour inside a secret would hide it, so colours go first.
  const clean = (log: JobLog) => ({ ...log, text: redact(cleanTerminal(withoutTimestamps(log.text))) });
  const jobs = raw.map(clean);
  const found = signalsOf({ jobs });
  const failures = found.length > 0 ? found : failed.map((check) => unexplained(check.name));
  const evidence = await gatherEvidence(deps, task, { failed, failures, jobs, clean });
  const key = attemptKey(task.id, state.attempt);
  const artifacts = await keepLogs(deps, key, jobs);
  await deps.artifacts.put(key, SIGNALS, JSON.stringify(failures), {
    maxBytes: LOG_LIMITS.maxBytes,
    contentType: 'application/json',
  });
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:collected`,
    atMs: deps.clock.nowMs(),
    type: 'failures_collected',
    headSha: effect.headSha,
    failures: failures.map(noteOf),
    artifacts,
    evidence,
  });
}

/** A check that failed and left nothing to read: a status of another CI, or a job without a log. */
const unexplained = (name: string): FailureSignal => ({
  kind: 'unknown',
  tool: 'unknown',
  job: name,
  message: `${name} failed and left no log that can be read.`,
  severity: 'error',
  excerpt: NO_EXCERPT,
  fingerprint: fingerprintOf({ kind: 'unknown', tool: 'unknown', message: name }),
  confidence: 'reported',
  origin: 'api',
});

async function keepLogs(
  deps: Pick<Deps, 'artifacts'>,
  key: string,
  jobs: readonly JobLog[],
): Promise<readonly ArtifactLink[]> {
  const links: ArtifactLink[] = [];
  for (const [index, job] of jobs.entries()) {
    const name = `${JOB_LOG_PREFIX}${index + 1}-${job.job
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 40)}.txt`;
    links.push(
      await deps.artifacts.put(key, name, job.text, {
        maxBytes: LOG_LIMITS.maxBytes,
        contentType: 'text/plain; charset=utf-8',
      }),
    );
  }
  return links;
}
