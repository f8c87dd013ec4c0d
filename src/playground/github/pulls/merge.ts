// Merges a pull request the way the button does, with GitHub's own refusals.
import { git } from '../git/git.ts';
import { readCommits, resolveCommit } from '../git/objects.ts';
import { followRefChanges, recordMerge } from '../git/ref-changes.ts';
import { commitTree, mergedTree } from '../git/write.ts';
import { ApiError } from '../http/api-error.ts';
import type { Actor, MergeMethod, Pull, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { mergeObstacles } from './requirements.ts';

export interface MergeRequest {
  readonly pull: Pull;
  readonly by: Actor;
  readonly method: MergeMethod;
  /** Head the caller saw; another head now is a conflict. */
  readonly expectedSha?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

const methodNames: Record<MergeMethod, string> = {
  merge: 'Merge commits',
  squash: 'Squash merges',
  rebase: 'Rebase merges',
};

/** Sha of the merge commit. Throws {@link ApiError} 405 or 409 as GitHub does. Call inside the repository's lock. */
export async function mergePull(
  world: World,
  repository: Repository,
  request: MergeRequest,
): Promise<string> {
  const { pull, by, method } = request;
  refuseUnmergeable(repository, request);
  const baseSha = await resolveCommit(repository.gitDir, pull.baseRef);
  const tree = baseSha === null ? null : await mergedTree(repository.gitDir, baseSha, pull.headSha);
  if (baseSha === null || tree === null) throw new ApiError(405, 'Pull Request is not mergeable');
  const mergeSha = await commitTree(repository.gitDir, {
    tree,
    parents: method === 'merge' ? [baseSha, pull.headSha] : [baseSha],
    message: await mergeMessage(repository, request),
    author: { name: by.login, email: `${by.id}+${by.login}@users.noreply.github.com`, atMs: world.nowMs() },
  });
  const ref = `refs/heads/${pull.baseRef}`;
  await git(repository.gitDir, ['update-ref', ref, mergeSha, baseSha]);
  await recordMerge(world, repository, { pull, by, mergeSha });
  await followRefChanges(world, repository, by, [{ ref, before: baseSha, after: mergeSha }]);
  return mergeSha;
}

function refuseUnmergeable(repository: Repository, request: MergeRequest): void {
  const { pull, method, expectedSha } = request;
  if (pull.mergedAtMs !== null || pull.state === 'closed')
    throw new ApiError(405, 'Pull Request is not mergeable');
  if (pull.draft) throw new ApiError(405, 'Pull Request is still a draft');
  if (expectedSha !== undefined && expectedSha !== pull.headSha) {
    throw new ApiError(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (!repository.mergeMethods.includes(method)) {
    throw new ApiError(405, `${methodNames[method]} are not allowed on this repository.`);
  }
  const [obstacle] = mergeObstacles(repository, pull);
  if (obstacle !== undefined) throw new ApiError(405, obstacle);
}

async function mergeMessage(repository: Repository, request: MergeRequest): Promise<string> {
  const { pull, method, title, message } = request;
  if (method === 'merge') {
    const subject = title ?? `Merge pull request #${pull.number} from ${repository.owner}/${pull.headRef}`;
    return `${subject}\n\n${message ?? pull.title}\n`;
  }
  const commits = await readCommits(repository.gitDir, [`${pull.baseSha}..${pull.headSha}`]);
  const bodies = commits
    .toReversed()
    .map((commit) => `* ${commit.message}`)
    .join('\n\n');
  return `${title ?? `${pull.title} (#${pull.number})`}\n\n${message ?? bodies}\n`;
}
