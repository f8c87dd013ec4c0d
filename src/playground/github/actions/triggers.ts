// Which workflow files of a commit a push or a pull request starts.
import { matchesGlob } from 'node:path';
import { changedFiles, listTree, readBlob, readCommit, zeroSha } from '../git/objects.ts';
import type { Pull, Repository } from '../model.ts';
import { type EventFilter, readWorkflow, type WorkflowReading } from './workflow-file.ts';

const defaultPullTypes = ['opened', 'synchronize', 'reopened'];
const skipMarks = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i;

export interface FoundWorkflow {
  readonly path: string;
  readonly reading: WorkflowReading;
}

/** Workflow files at a commit; a file without a sane name or size is not one. */
export async function workflowsAt(repository: Repository, sha: string): Promise<FoundWorkflow[]> {
  const entries = await listTree(repository.gitDir, sha, '.github/workflows/');
  const files = entries.filter((entry) => entry.type === 'blob' && /\.ya?ml$/.test(entry.path));
  const found: FoundWorkflow[] = [];
  for (const { path, sha: blobSha } of files) {
    const text = (await readBlob(repository.gitDir, blobSha)).toString('utf8');
    found.push({ path, reading: readWorkflow(text, path) });
  }
  return found;
}

export async function saysSkip(repository: Repository, sha: string): Promise<boolean> {
  return skipMarks.test((await readCommit(repository.gitDir, sha)).message);
}

export async function startsOnPush(
  repository: Repository,
  reading: WorkflowReading,
  push: { branch: string; before: string; sha: string },
): Promise<boolean> {
  if (!reading.ok) return reading.events.includes('push');
  const filter = reading.plan.push;
  if (filter === null || !branchFits(filter, push.branch)) return false;
  if (push.before === zeroSha) return true;
  return await pathsFit(repository, filter, push.before, push.sha);
}

export async function startsOnPull(
  repository: Repository,
  reading: WorkflowReading,
  event: { pull: Pull; action: string },
): Promise<boolean> {
  if (!reading.ok) return reading.events.includes('pull_request') && defaultPullTypes.includes(event.action);
  const filter = reading.plan.pullRequest;
  if (filter === null || !(filter.types ?? defaultPullTypes).includes(event.action)) return false;
  if (!branchFits(filter, event.pull.baseRef)) return false;
  return await pathsFit(repository, filter, event.pull.baseSha, event.pull.headSha);
}

function branchFits(filter: EventFilter, branch: string): boolean {
  const { branches, 'branches-ignore': ignored, tags } = filter;
  if (branches === undefined && ignored === undefined) return tags === undefined;
  if (ignored?.some((pattern) => matchesGlob(branch, pattern))) return false;
  return branches === undefined || lastMatchWins(branches, branch);
}

/** Patterns with `!` take back what earlier ones gave. */
function lastMatchWins(patterns: readonly string[], name: string): boolean {
  let isIn = false;
  for (const pattern of patterns) {
    const isNegative = pattern.startsWith('!');
    if (matchesGlob(name, isNegative ? pattern.slice(1) : pattern)) isIn = !isNegative;
  }
  return isIn;
}

async function pathsFit(
  repository: Repository,
  filter: EventFilter,
  from: string,
  to: string,
): Promise<boolean> {
  const { paths, 'paths-ignore': ignored } = filter;
  if (paths === undefined && ignored === undefined) return true;
  const changed = (await changedFiles(repository.gitDir, from, to)).map((file) => file.path);
  if (paths !== undefined) return changed.some((path) => lastMatchWins(paths, path));
  return changed.some((path) => !ignored?.some((pattern) => matchesGlob(path, pattern)));
}
