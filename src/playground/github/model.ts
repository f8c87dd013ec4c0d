// What the GitHub stand-in knows: repositories, pull requests, checks, workflow runs. Data only; times are epoch milliseconds.
import type { Lock } from './git/lock.ts';

export interface Actor {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

export type RepositoryRole = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface Person extends Actor {
  readonly type: 'User';
  readonly permission: RepositoryRole;
  /** Password for git over HTTP, so that a person can push with an ordinary git client. */
  readonly token: string;
}

export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface Protection {
  /** Names of checks or statuses that must be green before a merge into the default branch. */
  requiredChecks: string[];
  requiredApprovals: number;
  /** Which API tells about it: classic branch protection, a ruleset, or both. */
  source: 'classic' | 'ruleset' | 'both';
  /** Nobody pushes to the default branch directly, not even people. */
  refusesPushes: boolean;
}

export interface Comment {
  readonly id: number;
  readonly author: Actor;
  body: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';

export interface Review {
  readonly id: number;
  readonly author: Actor;
  readonly state: ReviewState;
  readonly body: string;
  readonly commitSha: string;
  readonly submittedAtMs: number;
}

/** A remark on a line of the change. */
export interface LineComment {
  readonly id: number;
  readonly author: Actor;
  readonly body: string;
  readonly path: string;
  readonly line: number;
  readonly commitSha: string;
  readonly createdAtMs: number;
}

export interface Mergeability {
  readonly headSha: string;
  readonly baseSha: string;
  readonly clean: boolean;
  /** Test-merge commit, kept at refs/pull/N/merge; null when the merge conflicts. */
  readonly mergeSha: string | null;
}

export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly author: Actor;
  title: string;
  body: string;
  draft: boolean;
  state: 'open' | 'closed';
  readonly headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  mergeability: Mergeability | null;
  /** GitHub computes mergeability in the background: the first read after a push says null. */
  mergeabilityAsked: boolean;
  mergedAtMs: number | null;
  mergedBy: Actor | null;
  mergeCommitSha: string | null;
  closedAtMs: number | null;
  closedBy: Actor | null;
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly comments: Comment[];
  readonly reviews: Review[];
  readonly lineComments: LineComment[];
}

export type CheckStatus = 'queued' | 'in_progress' | 'completed';
export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'startup_failure'
  | 'stale';

export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn: number | null;
  readonly endColumn: number | null;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string | null;
  readonly message: string;
  readonly rawDetails: string | null;
}

export interface CheckSuite {
  readonly id: number;
  readonly app: AppIdentity;
  readonly headSha: string;
  readonly headBranch: string | null;
  status: CheckStatus;
  conclusion: Conclusion | null;
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly runId: number | null;
}

export interface CheckRun {
  readonly id: number;
  readonly suiteId: number;
  readonly app: AppIdentity;
  name: string;
  readonly headSha: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  startedAtMs: number | null;
  completedAtMs: number | null;
  detailsUrl: string | null;
  externalId: string;
  output: { title: string | null; summary: string | null; text: string | null };
  readonly annotations: Annotation[];
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Actor;
  readonly createdAtMs: number;
}

export interface Step {
  readonly number: number;
  readonly name: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  startedAtMs: number | null;
  completedAtMs: number | null;
}

export interface Job {
  /** Also the id of the job's check run, as on GitHub. */
  readonly id: number;
  readonly runId: number;
  readonly attempt: number;
  /** Key in the workflow file, with the matrix values: `test`, `test (22)`. */
  readonly key: string;
  readonly name: string;
  readonly labels: readonly string[];
  status: CheckStatus;
  conclusion: Conclusion | null;
  readonly createdAtMs: number;
  startedAtMs: number | null;
  completedAtMs: number | null;
  steps: Step[];
  /** Raw log as GitHub serves it; null for a job that never started. */
  log: string | null;
}

export interface WorkflowRun {
  readonly id: number;
  readonly number: number;
  readonly workflowId: number;
  readonly workflowPath: string;
  readonly name: string;
  readonly event: 'push' | 'pull_request';
  readonly title: string;
  readonly headBranch: string;
  readonly headSha: string;
  /** What the jobs check out: the head, or the test-merge commit of a pull request. */
  readonly checkoutSha: string;
  readonly checkoutRef: string;
  readonly pullNumber: number | null;
  readonly suiteId: number;
  readonly actor: Actor;
  triggeringActor: Actor;
  attempt: number;
  status: CheckStatus;
  conclusion: Conclusion | null;
  readonly createdAtMs: number;
  startedAtMs: number;
  updatedAtMs: number;
  /** Jobs of all attempts. */
  readonly jobs: Job[];
  readonly artifacts: Artifact[];
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly zip: Uint8Array;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface Workflow {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  /** A disabled workflow starts nothing. */
  state: 'active' | 'disabled_manually';
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly gitDir: string;
  readonly lock: Lock;
  readonly createdAtMs: number;
  pushedAtMs: number;
  deleted: boolean;
  mergeMethods: MergeMethod[];
  readonly protection: Protection;
  /** `vars` of workflows. */
  readonly variables: Readonly<Record<string, string>>;
  readonly pulls: Map<number, Pull>;
  nextNumber: number;
  readonly suites: Map<number, CheckSuite>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly statuses: CommitStatus[];
  readonly workflows: Map<string, Workflow>;
  readonly runs: Map<number, WorkflowRun>;
}
