// `greenlight logs <task>`: what an agent printed, and, followed, what it prints while it works.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addedSince, agentLogsOf } from '#app/read-live-log.ts';
import { isTaskId, type TaskId } from '#core/ids.ts';
import { filesRemoved, taskForgotten } from '#core/messages/retention-words.ts';
import type { Attempt } from '#core/task/attempt.ts';
import { isResting } from '#core/task/state.ts';
import { attemptNo, type Task } from '#core/task/task.ts';
import { type Clock, waitedUntil } from '#ports/clock.ts';
import { type LookInto, lookAtData, type Stored, type Tell } from './cli-stored.ts';
import type { Environment } from './config/environment.ts';
import { artifactsIn } from './config/places.ts';

const EXIT_USAGE = 64;
const USAGE = 'greenlight logs <task> [--attempt N] [--follow], with the whole id of the task';
/** It is written about once a second. */
const LOOK_EVERY_MS = 500;

type Given = {
  readonly env: Environment;
  readonly tell: Tell;
  readonly lookInto: LookInto;
  readonly clock: Clock;
};
type Asked = { readonly id: TaskId; readonly attempt: number | undefined; readonly follow: boolean };

export async function runLogs(args: readonly string[], given: Given): Promise<number> {
  const { tell } = given;
  const asked = readArgs(args);
  if (asked === undefined) {
    tell.person(USAGE);
    return EXIT_USAGE;
  }
  return await lookAtData({ ...given, command: 'logs' }, (stored, dataDir) =>
    printLog(given, asked, stored, dataDir),
  );
}

function readArgs(args: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { attempt: { type: 'string' }, follow: { type: 'boolean', short: 'f', default: false } },
    });
    const [id = '', ...more] = positionals;
    const { attempt, follow } = values;
    const isNumber = attempt === undefined || /^[1-9]\d{0,5}$/.test(attempt);
    if (!isTaskId(id) || more.length > 0 || !isNumber) return undefined;
    return { id, follow, attempt: attempt === undefined ? undefined : Number(attempt) };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function printLog(
  { tell, clock }: Given,
  asked: Asked,
  { tasks }: Stored,
  dataDir: string,
): Promise<number> {
  let { attempt: no } = asked;
  let shown = '';
  for (;;) {
    const task = await tasks.get(asked.id);
    const attempt = task && attemptNo(task, no ?? task.attempts.length);
    const isWaiting = asked.follow && task !== undefined && mayPrint(task, attempt?.no ?? no);
    if (task !== undefined && attempt !== undefined) {
      no = attempt.no;
      const text = await newestLog(artifactsIn(dataDir), task, attempt);
      const added = addedSince(shown, text ?? '');
      if (added !== '') tell.output(added.replace(/\n$/, ''));
      shown = text ?? shown;
      if (text === undefined && !isWaiting) return missing(tell, task, attempt);
      if (!isWaiting) return 0;
    } else if (!isWaiting) {
      const forgotten = await tasks.forgotten(asked.id);
      tell.person(forgotten ? taskForgotten(asked.id, forgotten) : nothingThere(asked, task, dataDir));
      return 1;
    }
    await waitedUntil(clock, clock.nowMs() + LOOK_EVERY_MS, new AbortController().signal);
  }
}

/** Looked at before its log: once it is false, that log is the last. Without a number, the first attempt is meant. */
function mayPrint(task: Task, no = 1): boolean {
  const { state, attempts } = task;
  // Before the first attempt a baseline may be measured for long.
  if (attempts.length === 0) return !isResting(task);
  return (state.name === 'queued' || state.name === 'working') && state.attempt === no;
}

function nothingThere({ id, attempt }: Asked, task: Task | undefined, dataDir: string): string {
  if (task === undefined) return `There is no task ${id} in ${dataDir}.`;
  return attempt === undefined || task.attempts.length === 0
    ? `${id} has no attempt yet.`
    : `${id} has no attempt ${attempt}; the newest is ${task.attempts.length}.`;
}

function missing(tell: Tell, task: Task, { no }: Attempt): number {
  const { artifactsRemoved } = task;
  if (artifactsRemoved !== undefined && no <= artifactsRemoved.attempts) {
    tell.person(filesRemoved(artifactsRemoved.afterDays));
    return 1;
  }
  tell.person(
    mayPrint(task, no)
      ? `The agent of attempt ${no} has printed nothing yet; --follow waits for it.`
      : `No log of attempt ${no} is kept: its agent did not print anything.`,
  );
  return 0;
}

/** Undefined where none is kept. A run that is made again begins a log of its own. */
async function newestLog(artifactDir: string, task: Task, attempt: Attempt): Promise<string | undefined> {
  const { folder, names } = agentLogsOf(task, attempt);
  for (const name of names) {
    const text = await readIfThere(join(artifactDir, folder, name));
    if (text !== undefined) return text;
  }
  return undefined;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
