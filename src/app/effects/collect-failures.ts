// What failed, in full: reports, notes and logs read, secrets taken out before anything is kept, made into one bundle for the next attempt.
import type { CheckSummary, CiReport } from '#core/ci/report.ts';
import type { EffectOf } from '#core/effects.ts';
import { bundleOf } from '#core/signals/bundle/bundle.ts';
import { noteOf } from '#core/signals/failure-signal.ts';
import type { JobReading } from '#core/signals/job/job-reading.ts';
import type { ArtifactLink } from '#core/task/attempt.ts';
import { attemptKey, JOB_LOG_PREFIX } from '#core/task/names.ts';
import type { Task } from '#core/task/task.ts';
import { keepSignals } from '../attempt-files.ts';
import type { Deps } from '../deps.ts';
import { greenLogOf } from '../green-logs.ts';
import { addedMatcher, matchersOf, treeOf } from '../repository-knowledge.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { baseRuns, probeBase } from './probe-base.ts';
import { readChecks } from './read-checks.ts';
import { type ShownLog, shownLog } from './shown-log.ts';

const MAX_LOGS = 10;
/** More than is kept of a log: its lines must not lose their numbers by being cut once more. */
const MAX_KEPT_BYTES = 16_000_000;

type Needs = Pick<
  Deps,
  'engine' | 'forge' | 'reader' | 'publisher' | 'flakes' | 'artifacts' | 'clock' | 'config' | 'log'
>;

export async function collectFailures(
  deps: Needs,
  stale: Task,
  effect: EffectOf<'collect_failures'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const { state } = task;
  const isAwaited =
    state.name === 'awaiting_ci' && state.headSha === effect.headSha && state.stage.name === 'collecting';
  const report = task.attempts.findLast((attempt) => attempt.headSha === effect.headSha)?.ci;
  if (!isAwaited || report === undefined) return;
  const key = attemptKey(task.id, state.attempt);
  const { bundle, artifacts, evidence } = await collect(deps, task, report, key);
  await keepSignals(deps.artifacts, key, bundle);
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:collected`,
    atMs: deps.clock.nowMs(),
    type: 'failures_collected',
    headSha: effect.headSha,
    failures: bundle.failures.map(noteOf),
    ...(bundle.optional.length === 0 ? {} : { optional: bundle.optional.map(noteOf) }),
    seen: bundle.seen,
    artifacts,
    evidence,
  });
}

async function collect(deps: Needs, task: Task, report: CiReport, key: string) {
  const failed = failedChecks(report);
  const keeper = new LogShelf(deps, key);
  await using reader = deps.reader.open(deps.config.secrets);
  const runs = await baseRuns(deps, task, failed);
  const tree = await treeOf(deps, task, report.headSha);
  const help = { matchers: await matchersOf(deps, task), added: addedMatcher(deps, task) };
  const read = await readChecks(deps, reader, {
    repo: task.repo,
    checks: failed,
    isOptional: (check) => isOptional(check, report),
    maxLogs: MAX_LOGS,
    ...help,
    green: greenLogOf(deps, reader, task, runs ?? []),
    keep: (check, reading) => keeper.keep(check, reading),
  });
  const beside = {
    checks: report.checks.length + report.checksOmitted,
    // Failed ones come first: only where all that are told have failed may others have as well.
    checksOmitted: failed.length === report.checks.length ? report.checksOmitted : 0,
    reportsLeft: read.reportsLeft,
    notesLeft: read.notesLeft,
  };
  const bundle = bundleOf({ ...read, tree, beside });
  const probe = await probeBase(deps, reader, task, runs, { ...help, tree });
  const evidence = await gatherEvidence(deps, task, {
    failures: bundle.failures,
    logs: keeper.shown,
    told: read,
    probe,
  });
  return { bundle, evidence, artifacts: keeper.links };
}

/** Those that decide come first, for not all logs may be read. */
function failedChecks(report: CiReport): readonly CheckSummary[] {
  const failed = report.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'timed_out');
  return failed.toSorted((a, b) => Number(isOptional(a, report)) - Number(isOptional(b, report)));
}

/** Reports of before it was marked name them. */
const isOptional = (check: CheckSummary, { basis }: CiReport): boolean =>
  check.isOptional === true || (!check.required && basis?.optionalFailed.includes(check.name) === true);

/** Logs on their way into the artifact store: what is shown of each goes there, and an end of it stays here for triage. */
class LogShelf {
  readonly links: ArtifactLink[] = [];
  readonly shown = new Map<number, ShownLog>();
  readonly #deps: Pick<Deps, 'artifacts'>;
  readonly #key: string;

  constructor(deps: Pick<Deps, 'artifacts'>, key: string) {
    this.#deps = deps;
    this.#key = key;
  }

  async keep(check: CheckSummary, reading: JobReading): Promise<string> {
    const words = check.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    const name = `${JOB_LOG_PREFIX}${this.links.length + 1}-${words.slice(0, 40)}.txt`;
    this.links.push(
      await this.#deps.artifacts.put(this.#key, name, reading.kept.text, {
        maxBytes: MAX_KEPT_BYTES,
        contentType: 'text/plain; charset=utf-8',
      }),
    );
    if (check.jobId !== null) this.shown.set(check.jobId, shownLog(reading));
    return name;
  }
}
