// What follows when branches move, by any way: push webhook, pull requests follow their head, CI starts.
import type { Actor, Pull, Repository } from '../model.ts';
import { repositoryApiUrl, repositoryPageUrl } from '../present/basics.ts';
import { refreshTestMerge } from '../pulls/facts.ts';
import { closePull, tellPull } from '../pulls/lifecycle.ts';
import { announce } from '../webhooks/announce.ts';
import type { World } from '../world.ts';
import { type CommitInfo, changedFiles, isAncestor, readCommit, readCommits, zeroSha } from './objects.ts';

export interface RefChange {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

export function diffRefs(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): RefChange[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .map((ref) => ({ ref, before: before.get(ref) ?? zeroSha, after: after.get(ref) ?? zeroSha }))
    .filter((change) => change.before !== change.after);
}

/** Call inside the repository's lock, after the refs have moved. */
export async function followRefChanges(
  world: World,
  repository: Repository,
  by: Actor,
  changes: readonly RefChange[],
): Promise<void> {
  for (const change of changes) {
    if (change.ref.startsWith('refs/heads/')) await followBranch(world, repository, by, change);
  }
}

async function followBranch(
  world: World,
  repository: Repository,
  by: Actor,
  change: RefChange,
): Promise<void> {
  const branch = change.ref.slice('refs/heads/'.length);
  repository.pushedAtMs = world.nowMs();
  await announcePush(world, repository, by, change);
  const isDeletion = change.after === zeroSha;
  world.show({
    kind: isDeletion ? 'branch_deleted' : 'branch_pushed',
    repository: repository.fullName,
    text: isDeletion
      ? `${by.login} deleted branch ${branch}`
      : `${by.login} pushed ${change.after.slice(0, 7)} to ${branch}`,
    url: `${repositoryPageUrl(world, repository)}/tree/${encodeURIComponent(branch)}`,
    by: by.login,
    atMs: world.nowMs(),
    branch,
    ...(isDeletion ? {} : { headSha: change.after }),
  });
  for (const pull of [...repository.pulls.values()].filter((candidate) => candidate.state === 'open')) {
    if (pull.headRef === branch) await followHead(world, repository, { pull, by, change });
    if (pull.baseRef === branch) await followBase(world, repository, { pull, by, change });
  }
  if (!isDeletion)
    await world.actions.onPush(repository, { branch, before: change.before, sha: change.after }, by);
}

async function followHead(
  world: World,
  repository: Repository,
  news: { pull: Pull; by: Actor; change: RefChange },
): Promise<void> {
  const { pull, by, change } = news;
  if (change.after === zeroSha) return await closePull(world, repository, pull, by);
  pull.headSha = change.after;
  await refreshTestMerge(world, repository, pull);
  const text = `${by.login} pushed ${change.after.slice(0, 7)} to pull request #${pull.number}`;
  const extra = { before: change.before, after: change.after };
  await tellPull(world, repository, { pull, by, action: 'synchronize', kind: 'pull_updated', text, extra });
  await world.actions.onPull(repository, pull, 'synchronize', by);
}

async function followBase(
  world: World,
  repository: Repository,
  news: { pull: Pull; by: Actor; change: RefChange },
): Promise<void> {
  const { pull, by, change } = news;
  if (change.after === zeroSha) return await closePull(world, repository, pull, by);
  const isContained = await isAncestor(repository.gitDir, pull.headSha, change.after);
  if (!isContained) return await refreshTestMerge(world, repository, pull);
  await recordMerge(world, repository, { pull, by, mergeSha: change.after });
}

/** The head arrived in the base, by the merge button or by somebody's push. */
export async function recordMerge(
  world: World,
  repository: Repository,
  merge: { pull: Pull; by: Actor; mergeSha: string },
): Promise<void> {
  const { pull, by, mergeSha } = merge;
  if (pull.mergedAtMs !== null) return;
  const nowMs = world.nowMs();
  pull.state = 'closed';
  pull.mergedAtMs = nowMs;
  pull.closedAtMs = nowMs;
  pull.mergedBy = by;
  pull.closedBy = by;
  pull.mergeCommitSha = mergeSha;
  const text = `${by.login} merged pull request #${pull.number} into ${pull.baseRef}`;
  await tellPull(world, repository, { pull, by, action: 'closed', kind: 'pull_merged', text });
}

async function announcePush(
  world: World,
  repository: Repository,
  by: Actor,
  change: RefChange,
): Promise<void> {
  const { gitDir } = repository;
  const isCreation = change.before === zeroSha;
  const isDeletion = change.after === zeroSha;
  const range = isCreation ? [change.after, '--max-count=20'] : [`${change.before}..${change.after}`];
  const commits = isDeletion ? [] : (await readCommits(gitDir, range, 20)).toReversed();
  const isForced = !isCreation && !isDeletion && !(await isAncestor(gitDir, change.before, change.after));
  const head = isDeletion
    ? null
    : await pushedCommit(world, repository, await readCommit(gitDir, change.after));
  const listed = [];
  for (const commit of isCreation ? commits.slice(-1) : commits)
    listed.push(await pushedCommit(world, repository, commit));
  const fields = {
    ref: change.ref,
    before: change.before,
    after: change.after,
    created: isCreation,
    deleted: isDeletion,
    forced: isForced,
    base_ref: null,
    compare: `${repositoryPageUrl(world, repository)}/compare/${change.before.slice(0, 12)}...${change.after.slice(0, 12)}`,
    commits: listed,
    head_commit: head,
    pusher: { name: by.login, email: `${by.id}+${by.login}@users.noreply.github.com` },
  };
  announce(world, repository, { name: 'push', sender: by, fields });
}

async function pushedCommit(world: World, repository: Repository, commit: CommitInfo) {
  const parent = commit.parents[0];
  const files = parent === undefined ? [] : await changedFiles(repository.gitDir, parent, commit.sha);
  const named = (status: string): string[] =>
    files.filter((file) => file.status === status).map((file) => file.path);
  return {
    id: commit.sha,
    tree_id: commit.treeSha,
    distinct: true,
    message: commit.message,
    timestamp: commit.author.date,
    url: `${repositoryApiUrl(world, repository)}/commits/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
    added: named('added'),
    removed: named('removed'),
    modified: [...named('modified'), ...named('renamed')],
  };
}
