// The repository, its base commit and the rules on it are known: the work begins.
import type { EventOf } from '../events.ts';
import type { Task } from '../task.ts';
import { ignored, type Outcome } from './outcome.ts';
import { beginWork, proofWanted } from './prove.ts';

export function prepared(task: Task, event: EventOf<'prepared'>): Outcome {
  if (task.state.name !== 'requested') return ignored('already_prepared');
  const { baseBranch, baseSha, policy, policyDigest } = event;
  const proof = task.proof ?? proofWanted({ ...task, policy });
  const known = { baseBranch, baseSha, policy, policyDigest, ...(proof ? { proof } : {}) };
  return beginWork({ ...task, ...known }, task.headSha ?? baseSha, event.atMs, 'prepared', known);
}
