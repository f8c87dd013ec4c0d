// Wraps what happened into the envelope all App webhooks share, and sends it.
import type {
  Actor,
  CheckRun,
  CheckSuite,
  Comment,
  CommitStatus,
  Job,
  Pull,
  Repository,
  Review,
  WorkflowRun,
} from '../model.ts';
import { jobJson, runJson } from '../present/actions.ts';
import { repositoryJson, userJson } from '../present/basics.ts';
import { checkRunJson, checkSuiteJson, statusJson } from '../present/checks.ts';
import { commentJson, issueJson, type PullFacts, pullJson, reviewJson } from '../present/pulls.ts';
import { isoTime, nodeId, type World } from '../world.ts';

export function announce(
  world: World,
  repository: Repository,
  event: { name: string; sender: Actor; fields: Readonly<Record<string, unknown>> },
): void {
  if (repository.deleted && event.name !== 'repository') return;
  world.deliveries.send(event.name, {
    ...event.fields,
    repository: repositoryJson(world, repository),
    sender: userJson(world, event.sender),
    installation: { id: world.installationId, node_id: nodeId('I', world.installationId) },
  });
}

export function announcePull(
  world: World,
  repository: Repository,
  news: {
    pull: Pull;
    facts: PullFacts;
    action: string;
    sender: Actor;
    extra?: Readonly<Record<string, unknown>>;
  },
): void {
  const { pull, facts, action, sender, extra } = news;
  // Mergeability is not computed yet when GitHub sends the event.
  const json = {
    ...pullJson(world, repository, pull, facts),
    mergeable: null,
    mergeable_state: pull.draft ? 'draft' : 'unknown',
  };
  const fields = { action, number: pull.number, pull_request: json, ...extra };
  announce(world, repository, { name: 'pull_request', sender, fields });
}

export function announceReview(
  world: World,
  repository: Repository,
  pull: Pull,
  review: Review,
  facts: PullFacts,
): void {
  const json = { ...reviewJson(world, repository, pull, review), state: review.state.toLowerCase() };
  const fields = {
    action: 'submitted',
    review: json,
    pull_request: pullJson(world, repository, pull, facts),
  };
  announce(world, repository, { name: 'pull_request_review', sender: review.author, fields });
}

export function announceComment(world: World, repository: Repository, pull: Pull, comment: Comment): void {
  const fields = {
    action: 'created',
    issue: issueJson(world, repository, pull),
    comment: commentJson(world, repository, pull, comment),
  };
  announce(world, repository, { name: 'issue_comment', sender: comment.author, fields });
}

export function announceCheckRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  action: string,
  sender: Actor,
): void {
  const fields = { action, check_run: checkRunJson(world, repository, run) };
  announce(world, repository, { name: 'check_run', sender, fields });
}

export function announceCheckSuite(
  world: World,
  repository: Repository,
  suite: CheckSuite,
  action: string,
  sender: Actor,
): void {
  const fields = { action, check_suite: checkSuiteJson(world, repository, suite) };
  announce(world, repository, { name: 'check_suite', sender, fields });
}

export function announceRun(world: World, repository: Repository, run: WorkflowRun, action: string): void {
  const fields = {
    action,
    workflow_run: runJson(world, repository, run),
    workflow: { id: run.workflowId, name: run.name, path: run.workflowPath, state: 'active' },
  };
  announce(world, repository, { name: 'workflow_run', sender: run.triggeringActor, fields });
}

export function announceJob(
  world: World,
  repository: Repository,
  news: { run: WorkflowRun; job: Job; action: string },
): void {
  const fields = { action: news.action, workflow_job: jobJson(world, repository, news.run, news.job) };
  announce(world, repository, { name: 'workflow_job', sender: news.run.triggeringActor, fields });
}

export function announceStatus(
  world: World,
  repository: Repository,
  status: CommitStatus,
  branches: readonly string[],
): void {
  const json = statusJson(world, repository, status);
  const fields = {
    id: status.id,
    sha: status.sha,
    name: repository.fullName,
    target_url: status.targetUrl,
    context: status.context,
    description: status.description,
    state: status.state,
    branches: branches.map((name) => ({
      name,
      commit: { sha: status.sha, url: json.url },
      protected: false,
    })),
    created_at: isoTime(status.createdAtMs),
    updated_at: isoTime(status.createdAtMs),
  };
  announce(world, repository, { name: 'status', sender: status.creator, fields });
}
