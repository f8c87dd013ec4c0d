// Check runs, check suites, annotations and commit statuses over REST.
import {
  addAnnotations,
  addStatus,
  createCheckRun,
  rollUpSuite,
  setCheckRun,
  suiteOf,
} from '../checks/checks.ts';
import { resolveCommit } from '../git/objects.ts';
import { ApiError, invalid, notFound } from '../http/api-error.ts';
import {
  choice,
  countedList,
  created,
  numberParam,
  ok,
  page,
  pagedList,
  param,
  type Reply,
  type RepositoryCall,
  requiredText,
  textField,
} from '../http/context.ts';
import { type Route, repositoryRoute } from '../http/router.ts';
import type { Annotation, CheckRun, CheckStatus, Conclusion } from '../model.ts';
import { repositoryApiUrl, repositoryJson } from '../present/basics.ts';
import { annotationJson, checkRunJson, checkSuiteJson, statusJson } from '../present/checks.ts';
import { latestCheckRuns, latestStatuses } from '../pulls/requirements.ts';

export const checkRoutes: readonly Route[] = [
  repositoryRoute('GET /commits/:ref+/check-runs', { checks: 'read' }, checkRunsOfCommit),
  repositoryRoute('GET /commits/:ref+/check-suites', { checks: 'read' }, checkSuitesOfCommit),
  repositoryRoute('GET /commits/:ref+/statuses', { statuses: 'read' }, statusesOfCommit),
  repositoryRoute('GET /commits/:ref+/status', { statuses: 'read' }, combinedStatus),
  repositoryRoute('POST /statuses/:sha', { statuses: 'write' }, createStatus),
  repositoryRoute('POST /check-runs', { checks: 'write' }, postCheckRun),
  repositoryRoute('GET /check-runs/:id', { checks: 'read' }, (call) => ok(json(call, requireRun(call)))),
  repositoryRoute('PATCH /check-runs/:id', { checks: 'write' }, patchCheckRun),
  repositoryRoute('GET /check-runs/:id/annotations', { checks: 'read' }, annotations),
  repositoryRoute('GET /check-suites/:id', { checks: 'read' }, getSuite),
  repositoryRoute('GET /check-suites/:id/check-runs', { checks: 'read' }, checkRunsOfSuite),
];

const json = (call: RepositoryCall, run: CheckRun) => checkRunJson(call.world, call.repository, run);

async function requireCommit(call: RepositoryCall, name: string): Promise<string> {
  const sha = await resolveCommit(call.repository.gitDir, param(call, name));
  if (sha === null) throw new ApiError(422, `No commit found for SHA: ${param(call, name)}`);
  return sha;
}

async function checkRunsOfCommit(call: RepositoryCall): Promise<Reply> {
  const sha = await requireCommit(call, 'ref');
  const all = [...call.repository.checkRuns.values()].filter((run) => run.headSha === sha);
  return filteredRuns(call, all);
}

function checkRunsOfSuite(call: RepositoryCall): Reply {
  const id = numberParam(call, 'id');
  return filteredRuns(
    call,
    [...call.repository.checkRuns.values()].filter((run) => run.suiteId === id),
  );
}

function filteredRuns(call: RepositoryCall, all: readonly CheckRun[]): Reply {
  const { query, repository } = call;
  const filter = choice(call, 'filter', ['latest', 'all'], 'latest');
  const status = query.get('status');
  const name = query.get('check_name');
  const appId = query.get('app_id');
  const newest = new Set(all.flatMap((run) => latestCheckRuns(repository, run.headSha)).map((run) => run.id));
  const found = all
    .filter((run) => filter === 'all' || newest.has(run.id))
    .filter((run) => name === null || run.name === name)
    .filter((run) => status === null || run.status === status)
    .filter((run) => appId === null || String(run.app.id) === appId);
  return countedList(call, 'check_runs', found.toReversed(), (run) => json(call, run));
}

async function checkSuitesOfCommit(call: RepositoryCall): Promise<Reply> {
  const sha = await requireCommit(call, 'ref');
  const suites = [...call.repository.suites.values()].filter((suite) => suite.headSha === sha);
  return countedList(call, 'check_suites', suites, (suite) =>
    checkSuiteJson(call.world, call.repository, suite),
  );
}

function getSuite(call: RepositoryCall): Reply {
  const suite = call.repository.suites.get(numberParam(call, 'id'));
  if (suite === undefined) throw notFound();
  return ok(checkSuiteJson(call.world, call.repository, suite));
}

async function statusesOfCommit(call: RepositoryCall): Promise<Reply> {
  const sha = await requireCommit(call, 'ref');
  const statuses = call.repository.statuses.filter((status) => status.sha === sha).toReversed();
  return pagedList(call, statuses, (status) => statusJson(call.world, call.repository, status));
}

async function combinedStatus(call: RepositoryCall): Promise<Reply> {
  const { world, repository } = call;
  const sha = await requireCommit(call, 'ref');
  const statuses = latestStatuses(repository, sha);
  const isRed = statuses.some((status) => status.state === 'failure' || status.state === 'error');
  const isPending = statuses.length === 0 || statuses.some((status) => status.state === 'pending');
  const { list, headers } = page(call, statuses, (status) => statusJson(world, repository, status));
  const url = `${repositoryApiUrl(world, repository)}/commits/${sha}`;
  const body = {
    state: isRed ? 'failure' : isPending ? 'pending' : 'success',
    statuses: list,
    sha,
    total_count: statuses.length,
    repository: repositoryJson(world, repository),
    commit_url: url,
    url: `${url}/status`,
  };
  return { status: 200, json: body, headers };
}

async function createStatus(call: RepositoryCall): Promise<Reply> {
  const { world, repository, actor } = call;
  const sha = await requireCommit(call, 'sha');
  const states = ['error', 'failure', 'pending', 'success'] as const;
  const asked = requiredText(call, 'Status', 'state');
  const state = states.find((candidate) => candidate === asked);
  if (state === undefined)
    throw invalid({
      resource: 'Status',
      field: 'state',
      code: 'custom',
      message: 'state is not included in the list',
    });
  const status = await addStatus(world, repository, {
    sha,
    state,
    context: textField(call, 'context') ?? 'default',
    description: textField(call, 'description') ?? null,
    targetUrl: textField(call, 'target_url') ?? null,
    creator: actor,
  });
  return created(statusJson(world, repository, status));
}

function requireRun(call: RepositoryCall): CheckRun {
  const run = call.repository.checkRuns.get(numberParam(call, 'id'));
  if (run === undefined) throw notFound();
  return run;
}

async function postCheckRun(call: RepositoryCall): Promise<Reply> {
  const { world, repository, actor } = call;
  const name = requiredText(call, 'CheckRun', 'name');
  const headSha = await resolveCommit(repository.gitDir, requiredText(call, 'CheckRun', 'head_sha'));
  if (headSha === null) throw new ApiError(422, 'No commit found for SHA: head_sha');
  const suite = suiteOf(world, repository, world.app, headSha);
  const run = createCheckRun(world, repository, { app: world.app, suiteId: suite.id, name, headSha });
  applyOutput(call, run);
  setCheckRun(world, repository, { run, ...askedState(call, run), sender: actor, action: 'created' });
  rollUpSuite(world, repository, suite, actor);
  return created(json(call, run));
}

function patchCheckRun(call: RepositoryCall): Reply {
  const { world, repository, actor } = call;
  const run = requireRun(call);
  if (run.app.id !== world.app.id)
    throw new ApiError(
      403,
      'Invalid app_id `15368` - check run can only be modified by the GitHub App that created it.',
    );
  run.name = textField(call, 'name') ?? run.name;
  applyOutput(call, run);
  setCheckRun(world, repository, { run, ...askedState(call, run), sender: actor });
  const suite = repository.suites.get(run.suiteId);
  if (suite !== undefined) rollUpSuite(world, repository, suite, actor);
  return ok(json(call, run));
}

const statuses: readonly CheckStatus[] = ['queued', 'in_progress', 'completed'];
const conclusions: readonly Conclusion[] = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
];

function askedState(
  call: RepositoryCall,
  run: CheckRun,
): { status: CheckStatus; conclusion: Conclusion | null } {
  const asked = textField(call, 'conclusion');
  const conclusion = conclusions.find((candidate) => candidate === asked) ?? null;
  if (asked !== undefined && conclusion === null)
    throw invalid({ resource: 'CheckRun', field: 'conclusion', code: 'invalid' });
  const status = statuses.find((candidate) => candidate === textField(call, 'status')) ?? run.status;
  if (status === 'completed' && conclusion === null && run.conclusion === null) {
    throw invalid({ resource: 'CheckRun', field: 'conclusion', code: 'missing_field' });
  }
  if (conclusion !== null) return { status: 'completed', conclusion };
  return { status, conclusion: status === 'completed' ? run.conclusion : null };
}

function applyOutput(call: RepositoryCall, run: CheckRun): void {
  run.detailsUrl = textField(call, 'details_url') ?? run.detailsUrl;
  run.externalId = textField(call, 'external_id') ?? run.externalId;
  const output = call.body.output;
  if (typeof output !== 'object' || output === null) return;
  const fields = output as Record<string, unknown>;
  for (const name of ['title', 'summary', 'text'] as const) {
    const value = fields[name];
    if (typeof value === 'string' && value.length > 65_535) {
      throw invalid({
        resource: 'CheckRun',
        field: name,
        code: 'custom',
        message: `Only 65535 characters are allowed; ${value.length} were supplied.`,
      });
    }
    if (typeof value === 'string') run.output[name] = value;
  }
  const given = Array.isArray(fields.annotations) ? fields.annotations : [];
  if (given.length > 50)
    throw new ApiError(422, 'Invalid request.\n\nNo more than 50 items are allowed; more were supplied.');
  addAnnotations(run, given.map(readAnnotation));
}

function readAnnotation(value: unknown): Annotation {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const text = (name: string): string | null =>
    typeof fields[name] === 'string' ? (fields[name] as string) : null;
  const number = (name: string): number | null =>
    typeof fields[name] === 'number' ? (fields[name] as number) : null;
  const level = (['notice', 'warning', 'failure'] as const).find(
    (candidate) => candidate === fields.annotation_level,
  );
  const path = text('path');
  const message = text('message');
  if (level === undefined || path === null || message === null) {
    throw invalid({ resource: 'CheckRun', field: 'annotations', code: 'invalid' });
  }
  const startLine = number('start_line') ?? 1;
  return {
    path,
    startLine,
    endLine: number('end_line') ?? startLine,
    startColumn: number('start_column'),
    endColumn: number('end_column'),
    level,
    title: text('title'),
    message,
    rawDetails: text('raw_details'),
  };
}

function annotations(call: RepositoryCall): Reply {
  const run = requireRun(call);
  return pagedList(call, run.annotations, (one) =>
    annotationJson(call.world, call.repository, one, run.headSha),
  );
}
