// JSON of commits, changed files and refs.
import type { CommitInfo, FileChange, Signature } from '../git/objects.ts';
import type { Repository } from '../model.ts';
import { nodeId, type World } from '../world.ts';
import { repositoryApiUrl, repositoryPageUrl, userJson } from './basics.ts';
import type { Shape } from './shape.ts';

const verification = {
  verified: false,
  reason: 'unsigned',
  payload: null,
  signature: null,
  verified_at: null,
};

export function commitJson(world: World, repository: Repository, commit: CommitInfo) {
  const api = repositoryApiUrl(world, repository);
  const page = repositoryPageUrl(world, repository);
  return {
    sha: commit.sha,
    node_id: `C_${Buffer.from(commit.sha).toString('base64url')}`,
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.treeSha, url: `${api}/git/trees/${commit.treeSha}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: accountOf(world, commit.author),
    committer: accountOf(world, commit.committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  } satisfies Shape<'commit'>;
}

/** GitHub links a commit to an account by its no-reply address. */
function accountOf(world: World, signature: Signature) {
  const login = /^(?:\d+\+)?(.+)@users\.noreply\./.exec(signature.email)?.[1];
  const actor = login === world.bot.login ? world.bot : world.people.find((person) => person.login === login);
  return actor === undefined ? null : userJson(world, actor);
}

export function fileJson(world: World, repository: Repository, sha: string, file: FileChange) {
  const page = repositoryPageUrl(world, repository);
  return {
    sha: file.blobSha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${encodeURI(file.path)}`,
    raw_url: `${page}/raw/${sha}/${encodeURI(file.path)}`,
    contents_url: `${repositoryApiUrl(world, repository)}/contents/${encodeURI(file.path)}?ref=${sha}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  } satisfies Shape<'diff-entry'>;
}

export function refJson(world: World, repository: Repository, ref: string, sha: string) {
  const api = repositoryApiUrl(world, repository);
  return {
    ref,
    node_id: nodeId('REF', repository.id),
    url: `${api}/git/${ref}`,
    object: { type: 'commit', sha, url: `${api}/git/commits/${sha}` },
  } satisfies Shape<'git-ref'>;
}
