// JSON of check runs, check suites, annotations and commit statuses.
import type { Annotation, CheckRun, CheckSuite, CommitStatus, Repository } from '../model.ts';
import { isoTime, isoTimeOrNull, nodeId, type World } from '../world.ts';
import { appJson, repositoryApiUrl, repositoryJson, repositoryPageUrl, userJson } from './basics.ts';
import { pullsOfSha } from './pulls.ts';
import type { Shape } from './shape.ts';

export function checkRunJson(world: World, repository: Repository, run: CheckRun) {
  const url = `${repositoryApiUrl(world, repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: run.detailsUrl ?? `${repositoryPageUrl(world, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? world.origin,
    status: run.status,
    // The published schema lacks `stale` and `startup_failure`, which the API does return on suites; runs never have them.
    conclusion: run.conclusion as Exclude<typeof run.conclusion, 'stale' | 'startup_failure'>,
    started_at: isoTimeOrNull(run.startedAtMs),
    completed_at: isoTimeOrNull(run.completedAtMs),
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: appJson(world, run.app),
    pull_requests: pullsOfSha(world, repository, run.headSha),
  } satisfies Shape<'check-run'>;
}

export function checkSuiteJson(world: World, repository: Repository, suite: CheckSuite) {
  const url = `${repositoryApiUrl(world, repository)}/check-suites/${suite.id}`;
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion,
    url,
    before: null,
    after: suite.headSha,
    pull_requests: pullsOfSha(world, repository, suite.headSha),
    app: appJson(world, suite.app),
    repository: repositoryJson(world, repository) as never,
    created_at: isoTime(suite.createdAtMs),
    updated_at: isoTime(suite.updatedAtMs),
    latest_check_runs_count: [...repository.checkRuns.values()].filter((run) => run.suiteId === suite.id)
      .length,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  } satisfies Shape<'check-suite'>;
}

export function annotationJson(world: World, repository: Repository, annotation: Annotation, sha: string) {
  return {
    path: annotation.path,
    blob_href: `${repositoryPageUrl(world, repository)}/blob/${sha}/${annotation.path}`,
    start_line: annotation.startLine,
    start_column: annotation.startColumn,
    end_line: annotation.endLine,
    end_column: annotation.endColumn,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: annotation.rawDetails,
  } satisfies Shape<'check-annotation'>;
}

export function statusJson(world: World, repository: Repository, status: CommitStatus) {
  return {
    url: `${repositoryApiUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: userJson(world, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: isoTime(status.createdAtMs),
    updated_at: isoTime(status.createdAtMs),
    creator: userJson(world, status.creator),
  } satisfies Shape<'status'>;
}
