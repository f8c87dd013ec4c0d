// Whether an attempt's agent goes on where its last one ended, or begins anew.
import type { Sha } from '../ids.ts';
import type { Attempt } from './attempt.ts';
import { attemptNo, type Task } from './task.ts';

/** The kept session of an earlier attempt: `id` is the agent's own name for it, untrusted. */
export type SessionRef = { readonly id: string; readonly attempt: number; readonly run: number };

/** What became of going on: the session was not there (another engine, an ended task), or the agent would not take it. */
export type Resumed = 'resumed' | 'missing' | 'refused';

/**
 * That of the attempt before, where it ended well and this one begins at the very tree that it left: what the agent
 * remembers of the files is then what they are.
 */
export function sessionBefore(task: Task, no: number): SessionRef | undefined {
  const attempt = attemptNo(task, no);
  const before = attemptNo(task, no - 1);
  if (attempt === undefined || before?.session === undefined) return undefined;
  return treeLeftBy(before) === attempt.fromSha
    ? { id: before.session.id, attempt: before.no, run: before.runs }
    : undefined;
}

/** The commit that has it; none where its work was not published, or the base was merged into it since. */
function treeLeftBy({ fromSha, headSha, session, brought = [] }: Attempt): Sha | undefined {
  if (brought.length > 0) return undefined;
  return session?.hasChange ? headSha : fromSha;
}

/** What one attempt has to say of it in the end. `kept`: the agent's name of what was kept. */
export type SessionEnd = { readonly kept?: string; readonly resumed?: Resumed };
