// The Actions stand-in: decides which runs start, keeps them going, cancels and repeats them.
import { finishSuite } from '../checks/checks.ts';
import { Downloads } from '../http/downloads.ts';
import type { Actor, Conclusion, Job, Pull, Repository, WorkflowRun } from '../model.ts';
import { runPageUrl } from '../present/actions.ts';
import { announceRun } from '../webhooks/announce.ts';
import type { World } from '../world.ts';
import { groupOf } from './concurrency.ts';
import { execute } from './execution.ts';
import { createRun, type Start } from './new-run.ts';
import { Slots } from './slots.ts';
import { type FoundWorkflow, saysSkip, startsOnPull, startsOnPush, workflowsAt } from './triggers.ts';
import type { WorkflowPlan } from './workflow-file.ts';

interface Live {
  readonly run: WorkflowRun;
  readonly group: string | null;
  readonly cancel: AbortController;
  readonly done: Promise<void>;
}

const redConclusions: readonly (Conclusion | null)[] = ['failure', 'cancelled', 'timed_out', 'skipped'];

export class Actions {
  readonly downloads: Downloads;
  readonly #world: () => World;
  readonly #slots: Slots;
  readonly #plans = new Map<number, WorkflowPlan>();
  readonly #live = new Set<Live>();
  #isClosed = false;

  constructor(options: { world: () => World; nowMs: () => number; maxConcurrentJobs: number }) {
    this.#world = options.world;
    this.#slots = new Slots(options.maxConcurrentJobs);
    this.downloads = new Downloads({ nowMs: options.nowMs, origin: () => options.world().origin });
  }

  async onPush(
    repository: Repository,
    push: { branch: string; before: string; sha: string },
    by: Actor,
  ): Promise<void> {
    if (await this.#isSkipped(repository, push.sha)) return;
    const start: Start = {
      event: 'push',
      headBranch: push.branch,
      headSha: push.sha,
      checkoutSha: push.sha,
      checkoutRef: `refs/heads/${push.branch}`,
      pull: null,
      by,
    };
    for (const found of await workflowsAt(repository, push.sha)) {
      if (await startsOnPush(repository, found.reading, push)) await this.#start(repository, found, start);
    }
  }

  async onPull(repository: Repository, pull: Pull, action: string, by: Actor): Promise<void> {
    const mergeSha = pull.mergeability?.mergeSha ?? null;
    // A pull request that conflicts has no merge commit, and so no pull_request workflows at all.
    if (mergeSha === null || (await this.#isSkipped(repository, pull.headSha))) return;
    const start: Start = {
      event: 'pull_request',
      headBranch: pull.headRef,
      headSha: pull.headSha,
      checkoutSha: mergeSha,
      checkoutRef: `refs/pull/${pull.number}/merge`,
      pull,
      by,
    };
    for (const found of await workflowsAt(repository, mergeSha)) {
      if (await startsOnPull(repository, found.reading, { pull, action }))
        await this.#start(repository, found, start);
    }
  }

  cancel(_repository: Repository, run: WorkflowRun): void {
    for (const live of this.#live) if (live.run === run) live.cancel.abort();
  }

  async rerun(
    repository: Repository,
    run: WorkflowRun,
    how: { which: 'failed' | 'all'; by: Actor },
  ): Promise<void> {
    const plan = this.#plans.get(run.id);
    if (plan === undefined) throw new Error(`Workflow run ${run.id} has no plan to run again.`);
    const before = run.jobs.filter((job) => job.attempt === run.attempt);
    const kept = how.which === 'all' ? [] : before.filter((job) => !redConclusions.includes(job.conclusion));
    run.attempt += 1;
    run.status = 'queued';
    run.conclusion = null;
    run.triggeringActor = how.by;
    run.startedAtMs = this.#world().nowMs();
    this.#launch(repository, run, plan, kept);
  }

  /** Resolves when no run is under way. */
  async settled(): Promise<void> {
    while (this.#live.size > 0) await Promise.all([...this.#live].map((live) => live.done));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const live of this.#live) live.cancel.abort();
    await Promise.allSettled([...this.#live].map((live) => live.done));
  }

  async #isSkipped(repository: Repository, sha: string): Promise<boolean> {
    return this.#isClosed || this.#world().faults.noCi || (await saysSkip(repository, sha));
  }

  async #start(repository: Repository, found: FoundWorkflow, start: Start): Promise<void> {
    const { reading } = found;
    if (repository.workflows.get(found.path)?.state === 'disabled_manually') return;
    const name = reading.ok ? reading.plan.name : found.path;
    const run = await createRun(this.#world(), repository, { path: found.path, name, start });
    if (!reading.ok) return this.#refuse(repository, run);
    this.#plans.set(run.id, reading.plan);
    this.#launch(repository, run, reading.plan, []);
  }

  /** An invalid workflow file: a run that ended before it began, without jobs or logs. */
  #refuse(repository: Repository, run: WorkflowRun): void {
    announceRun(this.#world(), repository, run, 'requested');
    this.#finish(repository, run, 'startup_failure');
  }

  #launch(repository: Repository, run: WorkflowRun, plan: WorkflowPlan, kept: readonly Job[]): void {
    const world = this.#world();
    const suite = repository.suites.get(run.suiteId);
    if (suite !== undefined) Object.assign(suite, { status: 'queued', conclusion: null });
    announceRun(world, repository, run, 'requested');
    this.#show(
      repository,
      run,
      'run_started',
      `CI run ${run.name} #${run.number} started on ${run.headBranch}`,
    );
    const cancel = new AbortController();
    const { group, waitFor } = this.#joinGroup(repository, run, plan);
    const work = async (): Promise<void> => {
      await waitFor;
      if (world.faults.noRunners) await aborted(cancel.signal);
      const conclusion = await execute({
        world,
        repository,
        run,
        plan,
        slots: this.#slots,
        signal: cancel.signal,
        kept,
      });
      this.#finish(repository, run, conclusion);
    };
    const live: Live = { run, group, cancel, done: work().finally(() => this.#live.delete(live)) };
    this.#live.add(live);
  }

  #joinGroup(
    repository: Repository,
    run: WorkflowRun,
    plan: WorkflowPlan,
  ): { group: string | null; waitFor: Promise<void> } {
    if (plan.concurrency === null) return { group: null, waitFor: Promise.resolve() };
    const { group, mayCancel } = groupOf(repository, run, plan.concurrency);
    const others = [...this.#live].filter((live) => live.group === group);
    if (mayCancel) for (const live of others) live.cancel.abort();
    return { group, waitFor: Promise.allSettled(others.map((live) => live.done)).then(() => undefined) };
  }

  #finish(repository: Repository, run: WorkflowRun, conclusion: Conclusion): void {
    const world = this.#world();
    run.status = 'completed';
    run.conclusion = conclusion;
    run.updatedAtMs = world.nowMs();
    const suite = repository.suites.get(run.suiteId);
    if (suite !== undefined)
      finishSuite(world, repository, suite, { conclusion, sender: run.triggeringActor });
    announceRun(world, repository, run, 'completed');
    this.#show(
      repository,
      run,
      'run_finished',
      `CI run ${run.name} #${run.number} on ${run.headBranch}: ${conclusion}`,
    );
  }

  #show(repository: Repository, run: WorkflowRun, kind: 'run_started' | 'run_finished', text: string): void {
    const world = this.#world();
    world.show({
      kind,
      repository: repository.fullName,
      text,
      url: runPageUrl(world, repository, run),
      by: run.triggeringActor.login,
      atMs: world.nowMs(),
      runId: run.id,
      branch: run.headBranch,
      headSha: run.headSha,
      ...(run.pullNumber === null ? {} : { pullNumber: run.pullNumber }),
      ...(run.conclusion === null ? {} : { conclusion: run.conclusion }),
    });
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
