// Which tree a job tested: a pull request's workflow checks out its merge with the base branch, and says so.
import { isSha, type Sha, sha } from '../ids.ts';

/** `into`: the commit of the base branch that `head` was merged into for this run. */
export type Merged = { readonly head: Sha; readonly into: Sha };

const MERGED = /\bHEAD is now at [0-9a-f]{7,40} Merge ([0-9a-f]{40}) into ([0-9a-f]{40})\b/;

export function mergedIn(text: string): Merged | undefined {
  const [, head = '', into = ''] = MERGED.exec(text) ?? [];
  return isSha(head) && isSha(into) ? { head: sha(head), into: sha(into) } : undefined;
}
