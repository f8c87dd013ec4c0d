// Which addresses may stand on a task's pull request: whoever has that of a task's page or of a log may read it.
import type { Task } from '#core/task/task.ts';
import type { Deps } from './deps.ts';

export async function shownAddresses(
  { forge }: Pick<Deps, 'forge'>,
  task: Task,
): Promise<(url: string) => boolean> {
  const { isPrivate } = await forge.repository(task.repo);
  return (url) => isPrivate || isOfForge(task, url);
}

const isOfForge = ({ pullRequest }: Task, url: string): boolean =>
  pullRequest !== null && URL.parse(url)?.host === URL.parse(pullRequest.url)?.host;
