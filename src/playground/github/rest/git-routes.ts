// Git data over REST: refs and commits. Creating, moving and deleting refs has the same consequences as a push.
import { git } from '../git/git.ts';
import {
  aheadBehind,
  changedFiles,
  isAncestor,
  listRefs,
  mergeBase,
  readCommit,
  readCommits,
  resolveCommit,
  resolveRef,
  zeroSha,
} from '../git/objects.ts';
import { followRefChanges } from '../git/ref-changes.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import { hasPermission } from '../http/authorize.ts';
import {
  booleanField,
  created,
  noContent,
  ok,
  page,
  pagedList,
  param,
  type Reply,
  type RepositoryCall,
  requiredText,
} from '../http/context.ts';
import { type Route, repositoryRoute } from '../http/router.ts';
import { repositoryApiUrl, repositoryPageUrl } from '../present/basics.ts';
import { commitJson, fileJson, refJson } from '../present/commits.ts';

export const gitRoutes: readonly Route[] = [
  repositoryRoute('GET /git/ref/:ref+', { contents: 'read' }, getRef),
  repositoryRoute('GET /git/matching-refs/:ref+', { contents: 'read' }, matchingRefs),
  repositoryRoute('POST /git/refs', { contents: 'write' }, createRef),
  repositoryRoute('PATCH /git/refs/:ref+', { contents: 'write' }, updateRef),
  repositoryRoute('DELETE /git/refs/:ref+', { contents: 'write' }, deleteRef),
  repositoryRoute('GET /git/commits/:sha', { contents: 'read' }, getGitCommit),
  repositoryRoute('GET /commits', { contents: 'read' }, listCommits),
  repositoryRoute('GET /compare/:basehead+', { contents: 'read' }, compare),
];

/** Must come after the routes that end in /check-runs, /status and so on. */
export const commitRoutes: readonly Route[] = [
  repositoryRoute('GET /commits/:ref+', { contents: 'read' }, getCommit),
];

async function getRef(call: RepositoryCall): Promise<Reply> {
  const ref = `refs/${param(call, 'ref')}`;
  const sha = await resolveRef(call.repository.gitDir, ref);
  if (sha === null) throw notFound();
  return ok(refJson(call.world, call.repository, ref, sha));
}

async function matchingRefs(call: RepositoryCall): Promise<Reply> {
  const prefix = `refs/${param(call, 'ref')}`;
  const refs = [...(await listRefs(call.repository.gitDir, 'refs/'))].filter(([ref]) =>
    ref.startsWith(prefix),
  );
  return pagedList(call, refs, ([ref, sha]) => refJson(call.world, call.repository, ref, sha));
}

async function createRef(call: RepositoryCall): Promise<Reply> {
  const ref = requiredText(call, 'Reference', 'ref');
  const sha = requiredText(call, 'Reference', 'sha');
  if (!/^refs\/(heads|tags)\/./.test(ref))
    throw new ApiError(422, 'Reference name must start with refs/heads/ or refs/tags/');
  await moveRef(call, { ref, sha, before: null, force: false });
  return created(refJson(call.world, call.repository, ref, sha));
}

async function updateRef(call: RepositoryCall): Promise<Reply> {
  const ref = `refs/${param(call, 'ref')}`;
  const sha = requiredText(call, 'Reference', 'sha');
  const before = await resolveRef(call.repository.gitDir, ref);
  if (before === null) throw new ApiError(422, 'Reference does not exist');
  await moveRef(call, { ref, sha, before, force: booleanField(call, 'force') ?? false });
  return ok(refJson(call.world, call.repository, ref, sha));
}

async function moveRef(
  call: RepositoryCall,
  move: { ref: string; sha: string; before: string | null; force: boolean },
): Promise<void> {
  const { world, repository, actor } = call;
  const { ref, sha, force } = move;
  await repository.lock.run(async () => {
    const { gitDir } = repository;
    const before = await resolveRef(gitDir, ref);
    if (move.before === null && before !== null) throw new ApiError(422, 'Reference already exists');
    if (!/^[0-9a-f]{40}$/.test(sha) || (await resolveCommit(gitDir, sha)) === null) {
      throw new ApiError(422, 'Object does not exist');
    }
    refuseProtected(call, ref);
    await refuseWorkflowChange(call, before, sha);
    if (before !== null && !force && !(await isAncestor(gitDir, before, sha))) {
      throw new ApiError(422, 'Update is not a fast forward');
    }
    await git(gitDir, ['check-ref-format', ref]).catch((cause: unknown) => {
      throw new ApiError(422, 'Reference name is not well formed', { cause: String(cause) });
    });
    await git(gitDir, ['update-ref', ref, sha]);
    await followRefChanges(world, repository, actor, [{ ref, before: before ?? zeroSha, after: sha }]);
  });
}

function refuseProtected(call: RepositoryCall, ref: string): void {
  const { repository } = call;
  const isDefault = ref === `refs/heads/${repository.defaultBranch}`;
  if (isDefault && repository.protection.refusesPushes) {
    throw new ApiError(
      422,
      'Repository rule violations found\n\nChanges must be made through a pull request.\n\n',
    );
  }
}

async function refuseWorkflowChange(call: RepositoryCall, before: string | null, sha: string): Promise<void> {
  const { world, repository, access } = call;
  if (hasPermission(world, access, 'workflows', 'write')) return;
  const known = before ?? (await resolveCommit(repository.gitDir, repository.defaultBranch));
  if (known === null) return;
  const files = await changedFiles(repository.gitDir, known, sha);
  if (files.some((file) => file.path.startsWith('.github/workflows/'))) {
    throw new ApiError(403, 'Resource not accessible by integration');
  }
}

async function deleteRef(call: RepositoryCall): Promise<Reply> {
  const { world, repository, actor } = call;
  const ref = `refs/${param(call, 'ref')}`;
  await repository.lock.run(async () => {
    const before = await resolveRef(repository.gitDir, ref);
    if (before === null) throw new ApiError(422, 'Reference does not exist');
    refuseProtected(call, ref);
    await git(repository.gitDir, ['update-ref', '-d', ref]);
    await followRefChanges(world, repository, actor, [{ ref, before, after: zeroSha }]);
  });
  return noContent();
}

async function requireCommit(call: RepositoryCall, name: string): Promise<string> {
  const sha = await resolveCommit(call.repository.gitDir, name);
  if (sha === null) throw new ApiError(422, `No commit found for SHA: ${name}`);
  return sha;
}

async function getGitCommit(call: RepositoryCall): Promise<Reply> {
  const sha = await resolveCommit(call.repository.gitDir, param(call, 'sha'));
  if (sha === null) throw notFound();
  const json = commitJson(call.world, call.repository, await readCommit(call.repository.gitDir, sha));
  return ok({
    ...json.commit,
    sha: json.sha,
    node_id: json.node_id,
    parents: json.parents,
    html_url: json.html_url,
  });
}

async function listCommits(call: RepositoryCall): Promise<Reply> {
  const { world, repository, query } = call;
  const sha = await resolveCommit(repository.gitDir, query.get('sha') ?? repository.defaultBranch);
  if (sha === null) throw notFound();
  return pagedList(call, await readCommits(repository.gitDir, [sha], 1000), (commit) =>
    commitJson(world, repository, commit),
  );
}

async function getCommit(call: RepositoryCall): Promise<Reply> {
  const { world, repository } = call;
  const sha = await requireCommit(call, param(call, 'ref'));
  const commit = await readCommit(repository.gitDir, sha);
  const parent = commit.parents[0];
  const files = parent === undefined ? [] : await changedFiles(repository.gitDir, parent, sha);
  const { list, headers } = page(call, files, (file) => fileJson(world, repository, sha, file));
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  const stats = { additions, deletions, total: additions + deletions };
  return { status: 200, json: { ...commitJson(world, repository, commit), stats, files: list }, headers };
}

async function compare(call: RepositoryCall): Promise<Reply> {
  const { world, repository } = call;
  const [baseName = '', headName = ''] = param(call, 'basehead').split('...');
  const { gitDir } = repository;
  const base = await resolveCommit(gitDir, stripOwner(baseName));
  const head = await resolveCommit(gitDir, stripOwner(headName));
  if (base === null || head === null) throw notFound();
  const fork = (await mergeBase(gitDir, base, head)) ?? base;
  const { ahead, behind } = await aheadBehind(gitDir, base, head);
  const commits = (await readCommits(gitDir, [`${base}..${head}`])).toReversed();
  const files = await changedFiles(gitDir, fork, head);
  const status = ahead === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged';
  return ok({
    url: `${repositoryApiUrl(world, repository)}/compare/${baseName}...${headName}`,
    html_url: `${repositoryPageUrl(world, repository)}/compare/${baseName}...${headName}`,
    base_commit: commitJson(world, repository, await readCommit(gitDir, base)),
    merge_base_commit: commitJson(world, repository, await readCommit(gitDir, fork)),
    status,
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => commitJson(world, repository, commit)),
    files: files.slice(0, 300).map((file) => fileJson(world, repository, head, file)),
  });
}

const stripOwner = (name: string): string => name.replace(/^[^:]+:/, '');
