// What a handler of an event answers: nothing changed and why, or what changes and what is wanted.
import type { EffectWish } from '../effects.ts';
import type { ArtifactLink, Attempt } from '../task/attempt.ts';
import { isJobLog } from '../task/names.ts';
import type { TaskState, TimerName } from '../task/state.ts';
import type { Task } from '../task/task.ts';

export type Outcome =
  | { readonly kind: 'ignored'; readonly code: string; readonly detail?: string }
  | {
      readonly kind: 'changed';
      readonly code: string;
      readonly detail?: string;
      readonly changes: Partial<Omit<Task, 'id' | 'v' | 'sequence' | 'revision'>>;
      readonly effects: readonly EffectWish[];
      /** Nothing a person would see changed: the card is left alone. */
      readonly quiet?: boolean;
    };

export type Changes = Extract<Outcome, { kind: 'changed' }>['changes'];

export const ignored = (code: string, detail?: string): Outcome => ({
  kind: 'ignored',
  code,
  ...(detail === undefined ? {} : { detail }),
});

export const changed = (
  code: string,
  changes: Changes,
  effects: readonly EffectWish[] = [],
  more: { detail?: string; quiet?: boolean } = {},
): Outcome => ({
  kind: 'changed',
  code,
  changes,
  effects,
  ...more,
});

/** The attempts with one of them grown by `changes`. */
export const withAttempt = (task: Task, no: number, changes: Partial<Attempt>): readonly Attempt[] =>
  task.attempts.map((attempt) => (attempt.no === no ? { ...attempt, ...changes } : attempt));

/** CI may be read more than once for a commit: logs of what failed before say nothing of this time, and take no second place. */
export const artifactsWith = (
  attempt: Attempt | undefined,
  collected: readonly ArtifactLink[],
): readonly ArtifactLink[] => [
  ...(attempt?.artifacts ?? []).filter(({ name }) => !isJobLog(name)),
  ...collected,
];

export function withTimer(timers: Task['timers'], name: TimerName, atMs: number): Task['timers'] {
  return { ...timers, [name]: atMs };
}

export function withoutTimer(timers: Task['timers'], name: TimerName): Task['timers'] {
  const { [name]: _, ...rest } = timers;
  return rest;
}

export const withEffects = (outcome: Outcome, effects: readonly EffectWish[]): Outcome =>
  outcome.kind === 'ignored' ? outcome : { ...outcome, effects: [...effects, ...outcome.effects] };

export const stopProof = (attempt: number | undefined, runs: readonly number[]): readonly EffectWish[] =>
  runs.length === 0 ? [] : [{ type: 'stop_proof', runs, ...(attempt === undefined ? {} : { attempt }) }];

/** Leaving a state in which an agent or tests may be running means stopping them. */
export function stopRunning(state: TaskState): readonly EffectWish[] {
  if (state.name === 'working') return [{ type: 'stop_attempt', attempt: state.attempt, collect: false }];
  if (state.name === 'awaiting_ci' && state.stage.name === 'probing')
    return [{ type: 'stop_probe', attempt: state.attempt }];
  return state.name === 'proving' ? stopProof(state.attempt, state.open) : [];
}
