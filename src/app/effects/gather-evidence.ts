// Everything beside the failures that tells whose they are; the flake table learns in passing.
import { type FailureSignal, noteOf } from '#core/signals/failure-signal.ts';
import type { Task } from '#core/task/task.ts';
import type { TriageEvidence } from '#core/triage/evidence.ts';
import { failedJobOf } from '#core/triage/failed-job.ts';
import { type FlakeEntry, knownTest } from '#core/triage/flakes.ts';
import { importedFrom, mentionedIn } from '#core/triage/imports.ts';
import { concerned, type FinishedRun, study } from '#core/triage/lessons.ts';
import { changedPaths } from '#core/triage/subject.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from '../deps.ts';
import type { BaseProbe } from './probe-base.ts';
import type { ChecksRead } from './read-checks.ts';
import type { ShownLog } from './shown-log.ts';

type Needs = Pick<Deps, 'forge' | 'flakes' | 'clock' | 'log'>;

type Judged = {
  readonly failures: readonly FailureSignal[];
  /** By job. */
  readonly logs: ReadonlyMap<number, ShownLog>;
  readonly told: Pick<ChecksRead, 'checks' | 'told'>;
  readonly probe: BaseProbe | null;
};

/** Tests whose own text is read for what they import. */
const MAX_FILES_READ = 5;

export async function gatherEvidence(deps: Needs, task: Task, judged: Judged): Promise<TriageEvidence> {
  const { failures, probe } = judged;
  const known = await learn(deps, task, failures, probe?.lessons ?? []);
  return {
    jobs: jobsOf(judged),
    base: probe?.evidence ?? null,
    flakes: known.map((entry) => knownTest(entry, task.branch, deps.clock.nowMs())),
    mentions: await mentionsOf(deps, task, failures),
  };
}

/** What is optional decides nothing, and so explains nothing. */
function jobsOf({ failures, logs, told }: Judged): TriageEvidence['jobs'] {
  const notes = failures.map(noteOf);
  return told.checks.flatMap(({ jobId, name: job, failedStep, isOptional }) => {
    if (jobId === null || isOptional) return [];
    const steps = told.told.get(jobId)?.steps.map(({ name }) => name);
    const log = logs.get(jobId) ?? { text: '', truncated: false };
    return [failedJobOf({ job, failedStep, steps, ...log }, notes)];
  });
}

/** Gives the entries of the tests that failed here, as they were before this branch was added to them. */
async function learn(
  { flakes, clock }: Needs,
  task: Task,
  failures: readonly FailureSignal[],
  lessons: readonly FinishedRun[],
): Promise<readonly FlakeEntry[]> {
  const red = { lessons, failures, branch: task.branch, atMs: clock.nowMs() };
  const choice = concerned(failures, lessons);
  return (await flakes.update(task.repo, choice, (entries) => study(entries, red))).known;
}

async function mentionsOf(
  { forge }: Needs,
  task: Task,
  failures: readonly FailureSignal[],
): Promise<TriageEvidence['mentions']> {
  const changed = changedPaths(task) ?? [];
  if (changed.length === 0 || task.headSha === null) return [];
  const texts = new Map<string, string | undefined>();
  const mentions: TriageEvidence['mentions'][number][] = [];
  for (const failure of failures) {
    const { file, fingerprint, message, excerpt } = failure;
    const named = mentionedIn(fingerprint.fine, `${message}\n${excerpt.text}`, changed);
    if (named === undefined && file !== undefined && !texts.has(file) && texts.size < MAX_FILES_READ)
      texts.set(file, await textOf(forge, task, file));
    const text = file === undefined ? undefined : texts.get(file);
    const path = file === undefined || text === undefined ? undefined : importedFrom(file, text, changed);
    if (named !== undefined) mentions.push(named);
    else if (path !== undefined) mentions.push({ fine: fingerprint.fine, path, how: 'import' });
  }
  return mentions;
}

/** A file that is too large, or that the forge will not show, is a link less. */
async function textOf(forge: Needs['forge'], task: Task, file: string): Promise<string | undefined> {
  const isPath = !file.startsWith('/') && !file.split('/').includes('..');
  if (!isPath || task.headSha === null) return undefined;
  try {
    return await forge.readFile(task.repo, file, task.headSha);
  } catch (error) {
    if (!(error instanceof PortError) || error.retryable) throw error;
    return undefined;
  }
}
