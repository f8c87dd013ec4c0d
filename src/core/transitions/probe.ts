// What tests in doubt did by themselves: it decides whose the failures are, and where it says nothing all goes on as without it.
import type { EventOf } from '../events.ts';
import type { Task } from '../task/task.ts';
import { ignored, type Outcome, withAttempt } from './outcome.ts';
import { triagedRed } from './triaged.ts';

type Awaiting = Extract<Task['state'], { name: 'awaiting_ci' }>;

export function probed(task: Task, event: EventOf<'probed'>): Outcome {
  return isUnderWay(task.state, event.headSha)
    ? goOn(task, task.state, event, event.atMs)
    : ignored('late_probe');
}

/** The sandbox is away, or cannot run it: CI is asked again instead. */
export function probeFailed(task: Task, event: EventOf<'effect_failed'>): Outcome {
  return isUnderWay(task.state, event.headSha)
    ? goOn(task, task.state, { results: [] }, event.atMs)
    : ignored('stale_failure');
}

const isUnderWay = (state: Task['state'], headSha: string | undefined): state is Awaiting =>
  state.name === 'awaiting_ci' && state.headSha === headSha && state.stage.name === 'probing';

type Told = Pick<EventOf<'probed'>, 'results' | 'denials'>;

function goOn(task: Task, state: Awaiting, { results, denials }: Told, atMs: number): Outcome {
  if (state.stage.name !== 'probing') return ignored('late_probe');
  const attempts = withAttempt(task, state.attempt, {
    probed: results,
    ...(denials === undefined ? {} : { probeDenials: denials }),
  });
  return triagedRed({ ...task, attempts }, state, state.stage.collected, atMs);
}
