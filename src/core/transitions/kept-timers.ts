// Which timers a task keeps after a step: those of a state go with it.
import { isResting, type TimerName } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { isHalfApproved } from './approval-expired.ts';
import { keepsEscalating } from './escalate.ts';
import { isLookingOut } from './look-out.ts';

type Stays = (task: Task) => boolean;

const ofCi: Stays = ({ state }) => state.name === 'awaiting_ci';

const STAYS: Record<TimerName, Stays> = {
  max_runtime: (task) => !isResting(task) && task.state.name !== 'approved' && task.state.name !== 'queued',
  ci_poll: ofCi,
  ci_settle: ofCi,
  ci_deadline: ofCi,
  ci_rerun: ({ state }) => state.name === 'awaiting_ci' && state.stage.name === 'backing_off',
  proof_deadline: ({ state }) => state.name === 'proving',
  tell_again: ({ untold }) => Boolean(untold),
  look_out: isLookingOut,
  escalation: keepsEscalating,
  approval_expiry: isHalfApproved,
  quiet_end: ({ mute, held = [] }) => Boolean(mute) || held.length > 0,
};

export function keptTimers(task: Task): Task['timers'] {
  const entries = Object.entries(task.timers) as [TimerName, number][];
  return Object.fromEntries(entries.filter(([name]) => STAYS[name](task)));
}
