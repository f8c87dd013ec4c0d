// Who is called when nobody answers: a ladder of steps by policy, one open escalation of a task, and what has become of its calls.
import type { Person } from './people.ts';
import type { Quiet } from './quiet.ts';
import type { Task } from './task/task.ts';

export type CallTarget = 'requester' | 'on_call' | 'pager';

export type EscalationStep = {
  readonly call: CallTarget;
  /** The next step follows when nobody has acknowledged by then. */
  readonly waitMs: number;
  /** Whether quiet hours, and mutes of the requester, hold this step. */
  readonly quiet: 'hold' | 'break';
};

/** As the operator has it, for the channel that the task was asked in. */
export type Ladder = {
  /** `blocked` and `needs_human` escalate by themselves when unanswered for so long; null: only people escalate. */
  readonly afterMs: number | null;
  readonly steps: readonly EscalationStep[];
  /** Ids of a user group or of people: who is pinged as on-call. */
  readonly onCall: readonly string[];
};

export type Call = {
  /** Which step of the ladder. */
  readonly step: number;
  readonly target: CallTarget;
  readonly atMs: number;
  /** It could not be carried out. */
  readonly failed?: true;
};

export type Escalation = {
  /** From 1 on, one for each time that it was escalated anew. */
  readonly no: number;
  /** Null where it escalated by itself. */
  readonly by: Person | null;
  readonly reason: string;
  readonly openedAtMs: number;
  /** Where the task rested then: once that has changed, nobody needs to come any more. */
  readonly about: string | null;
  /** Oldest first, at most MAX_CALLS. */
  readonly calls: readonly Call[];
  readonly acknowledged?: { readonly by: Person; readonly atMs: number };
  readonly closedAtMs?: number;
};

/** Beyond, nobody is listening: the card still says that it is open. */
export const MAX_CALLS = 12;
export const MAX_REASON_CHARS = 500;

type Escalated = Pick<Task, 'escalation'>;

export const openEscalation = ({ escalation }: Escalated): Escalation | undefined =>
  escalation !== undefined && escalation.closedAtMs === undefined ? escalation : undefined;

/** Open, and nobody has said that they come. */
export function unheard(task: Escalated): Escalation | undefined {
  const open = openEscalation(task);
  return open?.acknowledged === undefined ? open : undefined;
}

/** Steps that reach somebody: without anybody on call there is no such step. */
export const stepsOf = ({ policy }: Pick<Task, 'policy'>): readonly EscalationStep[] =>
  (policy.escalation?.steps ?? []).filter(
    ({ call }) => call !== 'on_call' || (policy.escalation?.onCall.length ?? 0) > 0,
  );

/** The next one, else the last one that people read, again: a reminder takes the place of the one before. */
export function nextStep(task: Pick<Task, 'policy'>, calls: readonly Call[]): number | undefined {
  const steps = stepsOf(task);
  const last = calls.at(-1);
  if (calls.length >= MAX_CALLS) return undefined;
  const furthest = Math.max(-1, ...calls.map(({ step }) => step));
  if (last === undefined || furthest + 1 < steps.length)
    return furthest + 1 < steps.length ? furthest + 1 : undefined;
  const again = steps.findLastIndex(({ call }) => call !== 'pager');
  return again < 0 ? undefined : again;
}

/**
 * A person who escalates means it. What escalates by itself waits for whoever muted the task, and for quiet of others where
 * the step says so.
 */
export function waitsForQuiet({ by }: Escalation, step: EscalationStep, quiet: Quiet): boolean {
  if (by !== null) return false;
  return quiet.because === 'task' || step.quiet === 'hold';
}
