// What still stands between a pull request and its merge: required checks, approvals, requested changes.
import type { CheckRun, CommitStatus, Conclusion, Pull, Repository, Review } from '../model.ts';

const passing: readonly (Conclusion | null)[] = ['success', 'neutral', 'skipped'];

export type CheckState = 'expected' | 'pending' | 'failing' | 'passing';

/** Newest check run of each name; re-runs have new ids, so the highest id is the newest. */
export function latestCheckRuns(repository: Repository, sha: string): CheckRun[] {
  const newest = new Map<string, CheckRun>();
  for (const run of repository.checkRuns.values()) {
    if (run.headSha !== sha) continue;
    const key = `${run.suiteId} ${run.name}`;
    const known = newest.get(key);
    if (known === undefined || known.id < run.id) newest.set(key, run);
  }
  return [...newest.values()];
}

/** Newest status of each context, newest first. */
export function latestStatuses(repository: Repository, sha: string): CommitStatus[] {
  const newest = new Map<string, CommitStatus>();
  for (const status of repository.statuses) {
    if (status.sha === sha) newest.set(status.context, status);
  }
  return [...newest.values()].sort((one, other) => other.id - one.id);
}

export function checkState(repository: Repository, sha: string, context: string): CheckState {
  const runs = latestCheckRuns(repository, sha).filter((run) => run.name === context);
  const status = latestStatuses(repository, sha).find((candidate) => candidate.context === context);
  if (runs.length === 0 && status === undefined) return 'expected';
  const isPending = runs.some((run) => run.status !== 'completed') || status?.state === 'pending';
  const isFailing =
    runs.some((run) => run.status === 'completed' && !passing.includes(run.conclusion)) ||
    status?.state === 'failure' ||
    status?.state === 'error';
  if (isFailing) return 'failing';
  return isPending ? 'pending' : 'passing';
}

/** The newest opinion of each reviewer; plain comments are no opinion. */
export function standingReviews(pull: Pull): Review[] {
  const newest = new Map<string, Review>();
  for (const review of pull.reviews) {
    if (review.state !== 'COMMENTED') newest.set(review.author.login, review);
  }
  return [...newest.values()];
}

/** GitHub's own sentences for what forbids a merge; empty when nothing does. */
export function mergeObstacles(repository: Repository, pull: Pull): string[] {
  if (pull.baseRef !== repository.defaultBranch) return [];
  const { requiredChecks, requiredApprovals } = repository.protection;
  const obstacles: string[] = [];
  for (const context of requiredChecks) {
    const state = checkState(repository, pull.headSha, context);
    if (state === 'expected') obstacles.push(`Required status check "${context}" is expected.`);
    if (state === 'pending') obstacles.push(`Required status check "${context}" is in progress.`);
    if (state === 'failing') obstacles.push(`Required status check "${context}" is failing.`);
  }
  const reviews = standingReviews(pull);
  const approvals = reviews.filter((review) => review.state === 'APPROVED').length;
  if (approvals < requiredApprovals) {
    const plural = requiredApprovals === 1 ? 'review is' : 'reviews are';
    obstacles.push(
      `At least ${requiredApprovals} approving ${plural} required by reviewers with write access.`,
    );
  }
  if (requiredApprovals > 0 && reviews.some((review) => review.state === 'CHANGES_REQUESTED')) {
    obstacles.push('Changes have been requested by a reviewer with write access.');
  }
  return obstacles;
}

export function hasUnfinishedOrRedChecks(repository: Repository, sha: string): boolean {
  const redRun = latestCheckRuns(repository, sha).some((run) => !passing.includes(run.conclusion));
  return redRun || latestStatuses(repository, sha).some((status) => status.state !== 'success');
}
