// Check suites, check runs and statuses: made by the Actions stand-in, or by an App over REST.
import { listRefs } from '../git/objects.ts';
import type {
  Actor,
  Annotation,
  AppIdentity,
  CheckRun,
  CheckStatus,
  CheckSuite,
  CommitStatus,
  Conclusion,
  Repository,
} from '../model.ts';
import { repositoryPageUrl } from '../present/basics.ts';
import { announceCheckRun, announceCheckSuite, announceStatus } from '../webhooks/announce.ts';
import type { World } from '../world.ts';

export function createSuite(
  world: World,
  repository: Repository,
  what: { app: AppIdentity; headSha: string; headBranch: string | null; runId: number | null },
): CheckSuite {
  const nowMs = world.nowMs();
  const suite: CheckSuite = {
    ...what,
    id: world.nextId(),
    status: 'queued',
    conclusion: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  repository.suites.set(suite.id, suite);
  return suite;
}

/** The suite of an App and commit; Apps other than Actions have one each. */
export function suiteOf(world: World, repository: Repository, app: AppIdentity, headSha: string): CheckSuite {
  const known = [...repository.suites.values()].find(
    (suite) => suite.app.id === app.id && suite.headSha === headSha,
  );
  return known ?? createSuite(world, repository, { app, headSha, headBranch: null, runId: null });
}

export function createCheckRun(
  world: World,
  repository: Repository,
  what: Pick<CheckRun, 'app' | 'suiteId' | 'name' | 'headSha'> & Partial<CheckRun>,
): CheckRun {
  const run: CheckRun = {
    id: world.nextId(),
    status: 'queued',
    conclusion: null,
    startedAtMs: null,
    completedAtMs: null,
    detailsUrl: null,
    externalId: '',
    output: { title: null, summary: null, text: null },
    annotations: [],
    ...what,
  };
  repository.checkRuns.set(run.id, run);
  return run;
}

export function setCheckRun(
  world: World,
  repository: Repository,
  news: { run: CheckRun; status: CheckStatus; conclusion: Conclusion | null; sender: Actor; action?: string },
): void {
  const { run, status, conclusion, sender } = news;
  run.status = status;
  run.conclusion = conclusion;
  if (status !== 'queued') run.startedAtMs ??= world.nowMs();
  run.completedAtMs = status === 'completed' ? world.nowMs() : null;
  announceCheckRun(
    world,
    repository,
    run,
    news.action ?? (status === 'completed' ? 'completed' : 'created'),
    sender,
  );
}

/** Worst first, as GitHub rolls runs up into their suite. */
const worstFirst: readonly Conclusion[] = [
  'startup_failure',
  'failure',
  'timed_out',
  'cancelled',
  'action_required',
  'stale',
  'success',
  'neutral',
  'skipped',
];

export function worstConclusion(conclusions: readonly (Conclusion | null)[]): Conclusion {
  return worstFirst.find((candidate) => conclusions.includes(candidate)) ?? 'success';
}

/** Rolls the newest run of each name up into the suite of an App's own checks. */
export function rollUpSuite(world: World, repository: Repository, suite: CheckSuite, sender: Actor): void {
  const newest = new Map<string, CheckRun>();
  for (const run of repository.checkRuns.values()) {
    if (run.suiteId === suite.id) newest.set(run.name, run);
  }
  const runs = [...newest.values()];
  const isDone = runs.length > 0 && runs.every((run) => run.status === 'completed');
  const conclusion = isDone ? worstConclusion(runs.map((run) => run.conclusion)) : null;
  if (suite.conclusion === conclusion && suite.status === (isDone ? 'completed' : 'in_progress')) return;
  finishSuite(world, repository, suite, { conclusion, sender });
}

export function finishSuite(
  world: World,
  repository: Repository,
  suite: CheckSuite,
  news: { conclusion: Conclusion | null; sender: Actor },
): void {
  suite.status = news.conclusion === null ? 'in_progress' : 'completed';
  suite.conclusion = news.conclusion;
  suite.updatedAtMs = world.nowMs();
  if (news.conclusion !== null) announceCheckSuite(world, repository, suite, 'completed', news.sender);
}

export const maxAnnotationsPerRequest = 50;

export function addAnnotations(run: CheckRun, annotations: readonly Annotation[]): void {
  run.annotations.push(...annotations.slice(0, maxAnnotationsPerRequest));
}

export async function addStatus(
  world: World,
  repository: Repository,
  given: Pick<CommitStatus, 'sha' | 'state' | 'context' | 'description' | 'targetUrl' | 'creator'>,
): Promise<CommitStatus> {
  const status: CommitStatus = { ...given, id: world.nextId(), createdAtMs: world.nowMs() };
  repository.statuses.push(status);
  const refs = await listRefs(repository.gitDir);
  const branches = [...refs]
    .filter(([, sha]) => sha === status.sha)
    .map(([ref]) => ref.slice('refs/heads/'.length));
  announceStatus(world, repository, status, branches);
  world.show({
    kind: 'status_set',
    repository: repository.fullName,
    text: `${status.creator.login} set ${status.context} to ${status.state}`,
    url: `${repositoryPageUrl(world, repository)}/commit/${status.sha}`,
    by: status.creator.login,
    atMs: world.nowMs(),
    headSha: status.sha,
    conclusion: status.state,
  });
  return status;
}
