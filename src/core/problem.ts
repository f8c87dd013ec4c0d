// What can go wrong outside the core, as data: a code that decides, and a bounded detail that only a person reads.

/** Every code has its cause and next step in core/messages; adapters map library errors to these by status and code, never by words. */
export type ProblemCode =
  | 'repository_missing'
  | 'base_branch_missing'
  | 'permission_missing'
  | 'forge_unavailable'
  | 'forge_rate_limited'
  | 'forge_rejected'
  | 'policy_invalid'
  | 'sandbox_unavailable'
  | 'image_missing'
  | 'disk_full'
  | 'agent_unknown'
  | 'agent_could_not_start'
  | 'workspace_failed'
  | 'setup_failed'
  | 'service_failed'
  | 'bundle_invalid'
  | 'branch_moved'
  | 'head_moved'
  | 'not_mergeable'
  | 'merge_blocked'
  | 'chat_channel_unavailable'
  | 'chat_unavailable'
  | 'pager_unavailable'
  | 'internal';

/** `detail` is untrusted, at most MAX_DETAIL_CHARS characters, and holds no secret. */
export type Problem = { readonly code: ProblemCode; readonly detail: string };

export const MAX_DETAIL_CHARS = 500;

export const problem = (code: ProblemCode, detail: string): Problem => ({
  code,
  detail: detail.slice(0, MAX_DETAIL_CHARS),
});
