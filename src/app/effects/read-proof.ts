// What a failed run of a proof, or of a probe, printed -> what failed in it: read in the same way as a log of CI.
import { type Bundle, bundleOf } from '#core/signals/bundle/bundle.ts';
import type { JobReading } from '#core/signals/job/job-reading.ts';
import type { Task } from '#core/task/task.ts';
import { isUnread } from '#ports/log-reader.ts';
import type { Deps } from '../deps.ts';
import { addedMatcher, matchersOf, treeOf } from '../repository-knowledge.ts';

const JOB = 'proof';

export type ProofReading = {
  readonly bundle: Bundle;
  /** To be kept and shown: secrets taken out. Empty where it could not be read. */
  readonly text: string;
};

export async function readProof(
  deps: Pick<Deps, 'forge' | 'publisher' | 'reader' | 'config' | 'log'>,
  task: Task,
  run: { readonly step: string; readonly sha: Parameters<typeof treeOf>[2]; readonly logName: string },
  printed: string,
): Promise<ProofReading> {
  const failedStep = run.step;
  await using reader = deps.reader.open(deps.config.secrets);
  const facts = { job: JOB, failedStep, steps: null, hasFailed: true };
  const help = { green: null, matchers: await matchersOf(deps, task), added: addedMatcher(deps, task) };
  const read = await reader.log(facts, oneChunk(printed), help);
  const reading = isUnread(read) ? read.unread : named(read, failedStep);
  const bundle = bundleOf({
    checks: [
      {
        ...{ name: JOB, jobId: null, runId: null, isOptional: false, says: '', failedStep, reading },
        ...{ logName: run.logName, notes: [] },
      },
    ],
    jobs: [],
    reports: [],
    tree: await treeOf(deps, task, run.sha),
    beside: { checks: 1, checksOmitted: 0, reportsLeft: [], notesLeft: 0 },
  });
  return { bundle, text: isUnread(read) ? '' : read.kept.text };
}

/** It has no steps of the forge's: the run as a whole is the step. */
const named = (reading: JobReading, step: string): JobReading => ({
  ...reading,
  findings: reading.findings.map((finding) => ({ ...finding, step })),
});

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
