// The record of a run as it begins: what started it, on which commit, and of which workflow.
import { createSuite } from '../checks/checks.ts';
import { readCommit } from '../git/objects.ts';
import type { Actor, Pull, Repository, Workflow, WorkflowRun } from '../model.ts';
import { actionsApp, type World } from '../world.ts';

export interface Start {
  readonly event: 'push' | 'pull_request';
  readonly headBranch: string;
  readonly headSha: string;
  readonly checkoutSha: string;
  readonly checkoutRef: string;
  readonly pull: Pull | null;
  readonly by: Actor;
}

export async function createRun(
  world: World,
  repository: Repository,
  what: { path: string; name: string; start: Start },
): Promise<WorkflowRun> {
  const { path, name, start } = what;
  const workflow = workflowOf(world, repository, path, name);
  const id = world.nextId();
  const { headSha, headBranch, pull, by } = start;
  const suite = createSuite(world, repository, { app: actionsApp, headSha, headBranch, runId: id });
  const nowMs = world.nowMs();
  const commit = await readCommit(repository.gitDir, headSha);
  const run: WorkflowRun = {
    id,
    number: [...repository.runs.values()].filter((other) => other.workflowId === workflow.id).length + 1,
    workflowId: workflow.id,
    workflowPath: path,
    name,
    event: start.event,
    title: pull?.title ?? commit.message.split('\n')[0] ?? '',
    headBranch,
    headSha,
    checkoutSha: start.checkoutSha,
    checkoutRef: start.checkoutRef,
    pullNumber: pull?.number ?? null,
    suiteId: suite.id,
    actor: by,
    triggeringActor: by,
    attempt: 1,
    status: 'queued',
    conclusion: null,
    createdAtMs: nowMs,
    startedAtMs: nowMs,
    updatedAtMs: nowMs,
    jobs: [],
    artifacts: [],
  };
  repository.runs.set(id, run);
  return run;
}

/** A workflow keeps its id for as long as its file is where it is. */
export function workflowOf(world: World, repository: Repository, path: string, name: string): Workflow {
  const known = repository.workflows.get(path);
  if (known !== undefined) return known;
  const workflow: Workflow = { id: world.nextId(), path, name, state: 'active' };
  repository.workflows.set(path, workflow);
  return workflow;
}
