// All that was refused to what ran for an attempt: to its agent, to the tests run by themselves, to the runs of a proof.
import type { Denials } from '../egress/denial.ts';
import type { Attempt } from './attempt.ts';
import type { Task } from './task.ts';

export type Refusals = { readonly to: 'agent' | 'probe' | 'proof'; readonly denials: Denials };

/** Runs on the base belong to no attempt: they are told with the first one, and before there is any. */
export function refusalsOf(
  { proof }: Pick<Task, 'proof'>,
  attempt: Attempt | undefined,
): readonly Refusals[] {
  const baseline = (attempt?.no ?? 1) === 1 ? proof?.baseline?.denials : undefined;
  const all = [
    { to: 'agent', denials: attempt?.denials },
    { to: 'probe', denials: attempt?.probeDenials },
    { to: 'proof', denials: baseline },
    { to: 'proof', denials: attempt?.proof?.denials },
  ] as const;
  return all.flatMap(({ to, denials }) => (denials === undefined ? [] : [{ to, denials }]));
}
