// The log of an attempt as it is kept at this moment, for whoever follows it: what is new of it since the last look.
import type { Attempt } from '#core/task/attempt.ts';
import { attemptKey } from '#core/task/names.ts';
import type { Task } from '#core/task/task.ts';
import type { ArtifactStore } from '#ports/artifacts.ts';
import { agentLog } from './attempt-files.ts';

/** Where the newest run's log is, and those of the runs before it: a run that has printed nothing yet has none. */
export const agentLogsOf = (task: Task, { no, runs }: Pick<Attempt, 'no' | 'runs'>) => ({
  folder: attemptKey(task.id, no),
  names: Array.from({ length: Math.max(1, runs) }, (_, index) => agentLog(Math.max(1, runs) - index)),
});

/** The attempt that an agent works on just now. */
const attemptAtWork = ({ state, attempts }: Task): Attempt | undefined =>
  state.name === 'working' ? attempts.find(({ no }) => no === state.attempt) : undefined;

export type LiveText = { readonly text: string; readonly url: string };

/** What the agent at work has printed so far; undefined where none works, or it has printed nothing. */
export async function readLiveLog(
  artifacts: Pick<ArtifactStore, 'read'>,
  task: Task,
  urlOf: (folder: string, name: string) => string,
): Promise<LiveText | undefined> {
  const attempt = attemptAtWork(task);
  const log = attempt && (await newestLog(artifacts, task, attempt));
  return log && { text: log.text, url: urlOf(log.folder, log.name) };
}

type KeptLog = { readonly folder: string; readonly name: string; readonly text: string };

/** Of an attempt's runs, what the newest printed that printed anything; undefined where none is kept. */
export async function newestLog(
  artifacts: Pick<ArtifactStore, 'read'>,
  task: Task,
  attempt: Attempt,
): Promise<KeptLog | undefined> {
  const { folder, names } = agentLogsOf(task, attempt);
  for (const name of names) {
    const bytes = await artifacts.read(folder, name);
    if (bytes !== undefined) return { folder, name, text: Buffer.from(bytes).toString('utf8') };
  }
  return undefined;
}

/** By this much of its end a text is found again in a later one. */
const ANCHOR_CHARS = 1_000;

/** What was added since. Where the middle was left out meanwhile, from the place where both still agree. */
export function addedSince(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const anchor = before.slice(-ANCHOR_CHARS);
  const at = now.lastIndexOf(anchor);
  return at === -1 ? `[… more than could be followed …]\n${now}` : now.slice(at + anchor.length);
}
