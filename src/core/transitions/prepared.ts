// The repository, its base commit and the rules on it are known: the work begins.
import type { EventOf } from '../events.ts';
import type { Proof } from '../proof/proof.ts';
import type { Task } from '../task/task.ts';
import { type Changes, changed, ignored, type Outcome } from './outcome.ts';
import { beginWork, proofWanted } from './prove.ts';
import { needsHuman } from './rest.ts';

export function prepared(task: Task, event: EventOf<'prepared'>): Outcome {
  if (task.state.name !== 'requested') return ignored('already_prepared');
  const { baseBranch, baseSha, policy, policyDigest, atMs } = event;
  const proof = proofOf({ ...task, policy });
  const known: Changes = { baseBranch, baseSha, policy, policyDigest, ...(proof ? { proof } : {}) };
  const isUnanswered = proof?.because === 'asked' && policy.prove.command === null && !proof.couldNotRun;
  if (isUnanswered && task.attempts.length === 0) return askForCommand(task, { ...known, proof }, atMs);
  return beginWork({ ...task, ...known }, task.headSha ?? baseSha, atMs, 'prepared', known);
}

/** Told meanwhile how the tests are run, a task that had to do without knows it now. */
function proofOf(task: Task): Proof | undefined {
  const { proof, policy } = task;
  if (proof === undefined || proof.couldNotRun === undefined || policy.prove.command === null)
    return proof ?? proofWanted(task);
  const { tests = [] } = proofWanted(task) ?? {};
  const { couldNotRun: _, ...rest } = proof;
  return { ...rest, tests };
}

/** A proof was asked for by its number: that CI alone decides is for a person to accept. They are asked once. */
function askForCommand(task: Task, known: Changes & { readonly proof: Proof }, atMs: number): Outcome {
  return changed('proof_no_command', {
    ...known,
    proof: { ...known.proof, couldNotRun: true },
    state: needsHuman({ ...task, ...known }, { code: 'proof_no_command', detail: '' }, atMs),
  });
}
