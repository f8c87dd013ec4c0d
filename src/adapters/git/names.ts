// Names that come from people and forges, checked before they become part of a path or a refspec.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RepoRef } from '#core/task/request.ts';
import { repoName } from '#core/task/request.ts';

const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** `<root>/<owner>/<name>.git`, in lower case: forges do not tell names apart by case. Throws on anything that is no repository's name. */
export function mirrorPath(root: string, repo: RepoRef): string {
  if (!OWNER.test(repo.owner) || !NAME.test(repo.name)) {
    throw new Error(`not a repository's name: ${JSON.stringify(repoName(repo)).slice(0, 200)}`);
  }
  return join(root, repo.owner.toLowerCase(), `${repo.name.toLowerCase()}.git`);
}

/** Characters and sequences that git refuses in ref names (git-check-ref-format). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const BAD_IN_REF = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[-./]|[./]$/;

/** `refs/heads/<branch>`. Throws when git would not take the name, so that it can stand in a refspec. */
export function branchRef(branch: string): string {
  if (branch === '' || branch === '@' || branch.length > 250 || BAD_IN_REF.test(branch)) {
    throw new Error(`not a branch's name: ${JSON.stringify(branch).slice(0, 200)}`);
  }
  return `refs/heads/${branch}`;
}

/** Where a mirror remembers a branch: by digest, so that branches `a` and `a/b` or `A` can follow each other. */
export const mirrorBranchRef = (branch: string): string =>
  `refs/greenlight/branches/${createHash('sha256').update(branch).digest('hex').slice(0, 40)}`;

/** Where a mirror remembers that a commit and all it needs is here. */
export const mirrorCommitRef = (commit: string): string => `refs/greenlight/commits/${commit}`;
