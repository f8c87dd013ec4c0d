// What a webhook hints at, free of the forge's payloads: never a result, always a reason to look.
import type { Sha, TaskId } from './ids.ts';

export type ForgeHint = { readonly taskId: TaskId } & (
  | { readonly type: 'ci_changed'; readonly headSha: Sha }
  | { readonly type: 'branch_moved'; readonly headSha: Sha; readonly by: string }
  | { readonly type: 'pull_request_closed'; readonly by: string; readonly mergeSha: Sha | null }
  | { readonly type: 'pull_request_drafted'; readonly by: string }
  | { readonly type: 'changes_requested'; readonly by: string; readonly comment: string }
);
