// What a webhook hints at, free of the forge's payloads: never a result, always a reason to look.
import type { Sha, TaskId } from './ids.ts';
import type { RepoRef } from './task/request.ts';

export type ForgeHint = { readonly taskId: TaskId } & (
  | { readonly type: 'ci_changed'; readonly headSha: Sha }
  | { readonly type: 'branch_moved'; readonly headSha: Sha; readonly by: string }
  | { readonly type: 'pull_request_closed'; readonly by: string; readonly mergeSha: Sha | null }
  | { readonly type: 'pull_request_drafted'; readonly by: string }
  | { readonly type: 'changes_requested'; readonly by: string; readonly comment: string }
);

/** Words on a pull request that are meant for Greenlight; who wrote them, the forge has checked. `key` is the comment's own. */
export type ForgeComment = {
  readonly repo: RepoRef;
  readonly pullRequest: number;
  readonly by: string;
  /** The account's own number: a login can be given up and taken by somebody else. */
  readonly accountId: number;
  readonly words: string;
  readonly key: string;
};
