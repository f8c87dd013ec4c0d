// Facts of a pull request that git knows: size of the change, and whether it merges cleanly.
import { git } from '../git/git.ts';
import { aheadBehind, changedFiles, mergeBase, resolveCommit } from '../git/objects.ts';
import { commitTree, mergedTree } from '../git/write.ts';
import type { Pull, Repository } from '../model.ts';
import type { PullFacts } from '../present/pulls.ts';
import type { World } from '../world.ts';
import { hasUnfinishedOrRedChecks, mergeObstacles } from './requirements.ts';

export async function pullFacts(repository: Repository, pull: Pull): Promise<PullFacts> {
  const { gitDir } = repository;
  const fork = (await mergeBase(gitDir, pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const files = await changedFiles(gitDir, fork, pull.headSha);
  const { ahead } = await aheadBehind(gitDir, pull.baseSha, pull.headSha);
  const mergeable = pull.mergeabilityAsked ? (pull.mergeability?.clean ?? null) : null;
  return {
    mergeable,
    mergeableState: mergeableState(repository, pull, mergeable),
    commits: ahead,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
  };
}

function mergeableState(repository: Repository, pull: Pull, mergeable: boolean | null): string {
  if (pull.state === 'closed' || mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  if (pull.draft) return 'draft';
  if (mergeObstacles(repository, pull).length > 0) return 'blocked';
  return hasUnfinishedOrRedChecks(repository, pull.headSha) ? 'unstable' : 'clean';
}

/** Recomputes the test merge and moves refs/pull/N/head and refs/pull/N/merge. */
export async function refreshTestMerge(world: World, repository: Repository, pull: Pull): Promise<void> {
  const { gitDir } = repository;
  const baseSha = await resolveCommit(gitDir, pull.baseRef);
  if (baseSha === null) return;
  pull.baseSha = baseSha;
  await git(gitDir, ['update-ref', `refs/pull/${pull.number}/head`, pull.headSha]);
  const known = pull.mergeability;
  if (known?.headSha === pull.headSha && known.baseSha === baseSha) return;
  const mergeSha = await testMerge(world, repository, pull);
  pull.mergeability = { headSha: pull.headSha, baseSha, clean: mergeSha !== null, mergeSha };
  pull.mergeabilityAsked = false;
  const ref = `refs/pull/${pull.number}/merge`;
  await git(gitDir, mergeSha === null ? ['update-ref', '-d', ref] : ['update-ref', ref, mergeSha]);
}

async function testMerge(world: World, repository: Repository, pull: Pull): Promise<string | null> {
  const tree = await mergedTree(repository.gitDir, pull.baseSha, pull.headSha);
  if (tree === null) return null;
  return await commitTree(repository.gitDir, {
    tree,
    parents: [pull.baseSha, pull.headSha],
    message: `Merge ${pull.headSha} into ${pull.baseSha}`,
    author: { name: 'GitHub', email: 'noreply@github.com', atMs: world.nowMs() },
  });
}
