// What is known of a repository beside its logs, and helps to read them: its files, and what it says of its own tools.
import type { Sha } from '#core/ids.ts';
import { repositoryPath } from '#core/signals/paths.ts';
import { Tree } from '#core/signals/tree.ts';
import { repoName } from '#core/task/request.ts';
import type { Task } from '#core/task/task.ts';
import type { LogHelp } from '#ports/log-reader.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'forge' | 'publisher' | 'log'>;

const MAX_FILES = 200_000;
const MAX_MATCHERS = 10;

/** The files of the commit that CI judged; undefined where they cannot be had, and then no path is called foreign. */
export async function treeOf(deps: Needs, task: Task, commit: Sha): Promise<Tree | undefined> {
  const files = await orUndefined(deps, task, () => deps.publisher.filesAt(task.repo, commit, MAX_FILES));
  return files === undefined ? undefined : new Tree(files);
}

/** As the base branch has them: an agent must not teach the reader to look away. */
export async function matchersOf(deps: Needs, task: Task): Promise<LogHelp['matchers']> {
  const paths = (task.policy.problemMatchers ?? []).slice(0, MAX_MATCHERS);
  const files = [];
  for (const path of paths) files.push({ path, text: await baseFile(deps, task, path) });
  return files;
}

/** A file of matchers that a workflow adds by its own command. Those of actions lie elsewhere. */
export const addedMatcher =
  (deps: Needs, task: Task): LogHelp['added'] =>
  async (printed) => {
    const path = repositoryPath(printed);
    const isInside = !path.startsWith('/') && !/^[A-Za-z]:/.test(path) && !path.split('/').includes('..');
    return isInside ? await baseFile(deps, task, path) : null;
  };

async function baseFile(deps: Needs, task: Task, path: string): Promise<string | null> {
  const { repo, baseSha } = task;
  if (baseSha === null) return null;
  return (await orUndefined(deps, task, () => deps.forge.readFile(repo, path, baseSha))) ?? null;
}

async function orUndefined<T>(deps: Needs, task: Task, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const about = { err: error, taskId: task.id, repo: repoName(task.repo) };
    deps.log.warn(about, 'something of the repository that helps to read its logs could not be read');
    return undefined;
  }
}
