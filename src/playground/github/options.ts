// How the GitHub stand-in is started and steered: options, faults, and the things a person would see happen on its pages.
import type { RepositoryRole } from './model.ts';

export type PermissionLevel = 'read' | 'write';
export type Permissions = Readonly<Record<string, PermissionLevel>>;

export interface RepositorySeed {
  readonly owner: string;
  readonly name: string;
  /** @default 'main' */
  readonly defaultBranch?: string;
  /** Directory whose files become the first commit. */
  readonly seedDir: string;
  /** Checks that must be green before a merge into the default branch. @default none */
  readonly requiredChecks?: readonly string[];
  readonly protection?: {
    /** @default 0 */
    readonly requiredApprovals?: number;
    /** @default 'ruleset' */
    readonly source?: 'classic' | 'ruleset' | 'both';
    /** @default true */
    readonly refusesPushes?: boolean;
  };
  /** What workflows read as `vars.NAME`. @default none */
  readonly variables?: Readonly<Record<string, string>>;
  /** @default merge and squash */
  readonly mergeMethods?: readonly ('merge' | 'squash')[];
}

export interface GitHubStandInOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 0, any free port */
  readonly port?: number;
  readonly appId: number;
  /** @default 'greenlight' */
  readonly appSlug?: string;
  /** The App's private key; the stand-in keeps its public half to check the App's tokens. */
  readonly privateKeyPem: string;
  readonly webhookSecret: string;
  readonly webhookUrl?: string;
  /** Bare repositories and the workspaces of CI jobs live here. */
  readonly dataDir: string;
  readonly repositories: readonly RepositorySeed[];
  readonly people: readonly { readonly login: string; readonly permission: RepositoryRole }[];
  /** What the installation may do. @default what Greenlight asks for in its set-up instructions */
  readonly permissions?: Permissions;
  readonly clock?: { nowMs(): number };
  /** CI jobs running at once. @default 2 */
  readonly maxConcurrentJobs?: number;
  /** Life of an installation token. @default 3,600,000 (one hour) */
  readonly tokenLifeMs?: number;
  /** Requests per hour and token. @default 5000 */
  readonly rateLimitPerHour?: number;
}

export const defaultPermissions: Permissions = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'read',
  actions: 'write',
  statuses: 'read',
};

export type VisibleKind =
  | 'pull_opened'
  | 'pull_updated'
  | 'pull_edited'
  | 'pull_ready'
  | 'pull_drafted'
  | 'pull_closed'
  | 'pull_reopened'
  | 'pull_merged'
  | 'review_submitted'
  | 'comment_added'
  | 'branch_pushed'
  | 'branch_deleted'
  | 'run_started'
  | 'run_finished'
  | 'status_set';

/** One thing a person looking at the pages would see. */
export interface Visible {
  readonly kind: VisibleKind;
  readonly repository: string;
  /** Plain sentence. Contains untrusted text (titles, branch names): escape before showing as markup. */
  readonly text: string;
  readonly url: string;
  readonly by: string;
  readonly atMs: number;
  readonly pullNumber?: number;
  readonly runId?: number;
  readonly branch?: string;
  readonly headSha?: string;
  readonly conclusion?: string;
}
