// The trusted side of git: mirrors of repositories, taking in what an agent made, and pushing one commit of ours.
import type { Sha } from '#core/ids.ts';
import type { PatchFacts } from '#core/patch.ts';
import type { RepoRef } from '#core/task/request.ts';

/** How to reach a repository by git: credentials go to git's environment for one command, never to disk or an argument. */
export type GitRemote = { readonly url: string; readonly username: string; readonly password: string };

export type Intake =
  | { readonly ok: true; readonly facts: PatchFacts; readonly tree: Sha }
  /** The bundle is not something that may be read: malformed, oversized, unrelated history. `detail` names the rule. */
  | { readonly ok: false; readonly detail: string };

export type CommitWords = {
  readonly message: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly atMs: number;
};

export type Merge =
  | { readonly result: 'merged'; readonly commit: Sha; readonly tree: Sha; readonly theirs: Sha }
  /** `ours` builds on `theirs` already. */
  | { readonly result: 'contained' }
  | { readonly result: 'conflict'; readonly paths: readonly string[] };

export interface Publisher {
  /** Brings the bare mirror up to date so that it holds `sha` (and, when known, the branch); gives its directory. Throws PortError. */
  mirror(repo: RepoRef, remote: GitRemote, want: { sha: Sha; branch: string }): Promise<string>;
  /**
   * Reads the bundle as objects only, in quarantine; never checks anything out, never runs git in an agent's tree. `fromSha`:
   * where the agent began; `baseSha`: where the task did, which is what tests are compared with. The mirror holds both.
   */
  takeIn(
    repo: RepoRef,
    bundlePath: string,
    since: { fromSha: Sha; baseSha: Sha },
    limits: { maxBundleBytes: number; maxObjects: number; maxCommits: number },
  ): Promise<Intake>;
  /** What `to` changed since `from` as a diff, at most `maxBytes` of it; both are commits that the mirror holds. Foreign text. */
  changeText(
    repo: RepoRef,
    range: { from: Sha; to: Sha; maxBytes: number },
  ): Promise<{ text: string; whole: boolean }>;
  /** Paths of all files of a commit. Undefined where the mirror does not hold it, or there are more than `maxFiles`. */
  filesAt(repo: RepoRef, commit: Sha, maxFiles: number): Promise<readonly string[] | undefined>;
  /** Makes one commit of ours with that tree on top of `parent`. The same input gives the same commit, so it may run twice. */
  commit(repo: RepoRef, bundlePath: string, tree: Sha, parent: Sha, words: CommitWords): Promise<Sha>;
  /**
   * Makes one merge commit of ours: `theirs` into `ours`, both held by the mirror; nothing is checked out and no driver of
   * the repository's is run. `standing`, held as well, is what the branch stands at where that is not `ours`: an earlier try
   * may have pushed the merge of a commit that was newest then, and that one is made again. The same input gives the same commit.
   */
  mergeIn(
    repo: RepoRef,
    at: { ours: Sha; theirs: Sha; standing?: Sha | undefined },
    words: CommitWords,
  ): Promise<Merge>;
  /**
   * Pushes `commit` to `branch`, expecting the branch at `expected` (null: absent). `already` when it is there. `moved` when somebody else's commit is: nothing was overwritten.
   */
  push(
    repo: RepoRef,
    remote: GitRemote,
    commit: Sha,
    branch: string,
    expected: Sha | null,
  ): Promise<{ result: 'pushed' | 'already' } | { result: 'moved'; actualSha: Sha | null }>;
}
