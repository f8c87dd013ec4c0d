// The world around an engine in the crash scenarios: it does what effects wish for, writes down each thing it does in a
// file that outlives the process, and can be told to die at a given moment.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '#core/ci/report.ts';
import type { Effect } from '#core/effects.ts';
import type { TaskEvent } from '#core/events.ts';
import type { Sha, TaskId } from '#core/ids.ts';
import type { Task } from '#core/task/task.ts';
import type { EffectRunner, Engine } from '#ports/engine.ts';
import type { Decide } from './harness.ts';
import {
  approved,
  ended as endedEvent,
  headOf,
  observed,
  prepared,
  published,
  pushed,
  started,
} from './sample-events.ts';

/** Moments at which a process may die, as seen from outside an engine. */
export const KILL_POINTS = [
  /** The transition was computed, nothing of it is stored. */
  'deciding',
  /** A timer's transition was computed, nothing of it is stored. */
  'firing',
  /** The wish is stored, nothing of it is done. */
  'effect_begins',
  /** It is done, nobody was told. */
  'effect_done',
  /** The task was told, the engine does not know yet that the effect has ended. */
  'effect_told',
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

/** One line of the file. `state` is the task's when the effect ran; `reply` is set for replies. */
export type Deed = {
  readonly effect: string;
  readonly taskId: TaskId;
  readonly type: Effect['type'];
  readonly step: 'begun' | 'done';
  readonly state: Task['state']['name'];
  readonly reply?: string;
};

export type World = {
  readonly decide: Decide;
  /** Tasks whose last word was said and whose card shows their end, now or by an earlier process: nothing is wished for after that. */
  readonly ended: ReadonlySet<TaskId>;
  runner(engine: Engine): EffectRunner;
};

type Options = {
  readonly folder: string;
  readonly decide: Decide;
  /** Called at every point; the matrix kills the process from within. */
  readonly reached?: (point: KillPoint) => void;
  /** Events of the world arrive this many times, at once. */
  readonly copies?: number;
  /** What CI says of a commit; by default red after the first attempt and green after the second. */
  readonly verdict?: (task: Task, headSha: Sha) => Verdict;
  /** An attempt that has started and never ends by itself. */
  readonly held?: (effect: Effect) => void;
};

const redThenGreen = (task: Task, headSha: Sha): Verdict =>
  headSha === headOf(task.id, 1) ? 'red' : 'green';

export function world(options: Options): World {
  const { decide, reached = () => {}, copies = 1, verdict = redThenGreen, held } = options;
  const last = lastThings(deedsIn(options.folder));
  const note = (task: Task, effect: Effect, step: Deed['step']) => {
    const { id, type } = effect;
    const reply = effect.type === 'post_reply' ? { reply: effect.reply.kind } : {};
    const deed: Deed = { effect: id, taskId: task.id, type, step, state: task.state.name, ...reply };
    appendFileSync(deedsFile(options.folder), `${JSON.stringify(deed)}\n`);
    return deed;
  };
  return {
    ended: last.ended,
    decide(task, event) {
      const decision = decide(task, event);
      reached(event.type === 'timer_fired' ? 'firing' : 'deciding');
      return decision;
    },
    runner: (engine) => async (task, effect) => {
      reached('effect_begins');
      note(task, effect, 'begun');
      const run = await midway(engine, task, effect);
      if (held && effect.type === 'run_attempt') {
        held(effect);
        return new Promise(() => {});
      }
      const done = note(task, effect, 'done');
      reached('effect_done');
      const event = whatCameOf(task, effect, { run, verdict });
      if (event) await Promise.all(Array.from({ length: copies }, () => engine.deliver(task.id, event)));
      // Not before: what is cut off between doing and telling is done again.
      last.see(done);
      reached('effect_told');
    },
  };
}

/** An attempt says that it starts before it does anything, and learns the number of its run; a push is told at once. */
async function midway(engine: Engine, task: Task, effect: Effect): Promise<number> {
  if (effect.type === 'publish_attempt') await engine.deliver(task.id, pushed(task.id, effect.attempt));
  if (effect.type !== 'run_attempt') return 0;
  const { task: now } = await engine.deliver(
    task.id,
    started(task.id, effect.attempt, crypto.randomUUID(), Date.now()),
  );
  return now?.state.name === 'working' ? now.state.run : 0;
}

type Happening = { run: number; verdict: (task: Task, headSha: Sha) => Verdict };

function whatCameOf(task: Task, effect: Effect, { run, verdict }: Happening): TaskEvent | undefined {
  const atMs = Date.now();
  switch (effect.type) {
    case 'show_card':
      return { type: 'card_shown', id: `card-${task.id}`, atMs, card: { channelId: 'C1', ts: '1.1' } };
    case 'prepare':
      return prepared(task.id, atMs);
    case 'run_attempt':
      return endedEvent(task.id, effect.attempt, run, atMs);
    case 'publish_attempt':
      return published(task.id, effect.attempt, atMs);
    case 'read_ci':
      return observed(effect.headSha, verdict(task, effect.headSha), effect.id, atMs);
    case 'post_reply':
      return effect.reply.kind === 'called_back' ? approved(task.id, atMs) : undefined;
    case 'collect_failures':
      return {
        type: 'failures_collected',
        id: `failures-${effect.id}`,
        atMs,
        headSha: effect.headSha,
        failures: [],
        artifacts: [],
      };
    case 'mark_ready':
      return { type: 'marked_ready', id: `ready-${task.id}`, atMs };
    case 'merge':
      return { type: 'merge_done', id: `merged-${task.id}`, atMs, mergeSha: effect.headSha };
    default:
      return undefined;
  }
}

const deedsFile = (folder: string): string => join(folder, 'deeds.jsonl');

/** What was done so far, by every process that had a hand in it, in order. */
export function deedsIn(folder: string): Deed[] {
  if (!existsSync(deedsFile(folder))) return [];
  return readFileSync(deedsFile(folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Deed);
}

/** The two things that end a life, in either order: they are done in lanes of their own. */
function lastThings(earlier: readonly Deed[]) {
  const told = new Set<TaskId>();
  const shown = new Set<TaskId>();
  const ended = new Set<TaskId>();
  const see = ({ taskId, type, step, state, reply }: Deed): void => {
    if (step !== 'done') return;
    if (reply === 'ended') told.add(taskId);
    if (type === 'show_card' && state === 'merged') shown.add(taskId);
    if (told.has(taskId) && shown.has(taskId)) ended.add(taskId);
  };
  earlier.forEach(see);
  return { ended: ended as ReadonlySet<TaskId>, see };
}
