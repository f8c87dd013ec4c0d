// The few GraphQL operations Greenlight needs: draft on and off, auto-merge, and a pull request by number with its checks.

import { ApiError } from '../http/api-error.ts';
import { actorOf, hasPermission, requireVisible } from '../http/authorize.ts';
import type { Call, Reply } from '../http/context.ts';
import type { Pull, Repository } from '../model.ts';
import { pullNodeId, pullPageUrl } from '../present/pulls.ts';
import { setDraft } from '../pulls/lifecycle.ts';
import { latestCheckRuns, latestStatuses } from '../pulls/requirements.ts';
import { findRepository } from '../world.ts';

interface Problem {
  readonly type: string;
  readonly path: readonly string[];
  readonly message: string;
}

type Outcome = { data: unknown } | { problem: Problem };

export async function graphql(call: Call): Promise<Reply> {
  if (call.access.kind === 'refused') throw new ApiError(401, call.access.message);
  if (call.access.kind === 'nobody' || call.access.kind === 'app')
    throw new ApiError(401, 'Requires authentication');
  const query = call.body.query;
  if (typeof query !== 'string')
    throw new ApiError(400, 'A query attribute must be specified and must be a string.');
  const outcome = await run(call, query);
  const json = 'data' in outcome ? { data: outcome.data } : { data: null, errors: [outcome.problem] };
  return { status: 200, json };
}

async function run(call: Call, query: string): Promise<Outcome> {
  if (query.includes('markPullRequestReadyForReview')) return await changeDraft(call, query, false);
  if (query.includes('convertPullRequestToDraft')) return await changeDraft(call, query, true);
  if (query.includes('enablePullRequestAutoMerge')) {
    return refuse(
      'UNPROCESSABLE',
      'enablePullRequestAutoMerge',
      'Auto merge is not allowed for this repository',
    );
  }
  if (/\brepository\s*\(/.test(query)) return readPull(call, query);
  const field = /\{\s*(\w+)/.exec(query)?.[1] ?? 'query';
  return refuse('undefinedField', field, `Field '${field}' doesn't exist on type 'Query' (of this stand-in)`);
}

const refuse = (type: string, field: string, message: string): Outcome => ({
  problem: { type, path: [field], message },
});

async function changeDraft(call: Call, query: string, draft: boolean): Promise<Outcome> {
  const field = draft ? 'convertPullRequestToDraft' : 'markPullRequestReadyForReview';
  const id = pullIdOf(call, query);
  const found = id === null ? undefined : findPull(call, id);
  if (found === undefined)
    return refuse('NOT_FOUND', field, `Could not resolve to a node with the global id of '${id}'`);
  const { repository, pull } = found;
  const isAllowed = hasPermission(call.world, call.access, 'pull_requests', 'write');
  if (!isAllowed) return refuse('FORBIDDEN', field, 'Resource not accessible by integration');
  if (pull.state === 'closed') return refuse('UNPROCESSABLE', field, 'Pull request is closed.');
  const by = actorOf(call.world, call.access);
  await repository.lock.run(() => setDraft(call.world, repository, pull, { draft, by }));
  return { data: { [field]: { clientMutationId: null, pullRequest: pullNode(call, repository, pull) } } };
}

/** The id comes as a variable (whatever its name), inside an input variable, or written into the query. */
function pullIdOf(call: Call, query: string): string | null {
  const inline = /pullRequestId:\s*"([^"]+)"/.exec(query)?.[1];
  if (inline !== undefined) return inline;
  const variables = variablesOf(call);
  const name = /pullRequestId:\s*\$(\w+)/.exec(query)?.[1];
  const value = name === undefined ? readInput(variables).pullRequestId : variables[name];
  return typeof value === 'string' ? value : null;
}

function variablesOf(call: Call): Record<string, unknown> {
  const variables = call.body.variables;
  return typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {};
}

function readInput(variables: Record<string, unknown>): Record<string, unknown> {
  const input = variables.input;
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
}

function findPull(call: Call, id: string): { repository: Repository; pull: Pull } | undefined {
  for (const repository of call.world.repositories) {
    const pull = [...repository.pulls.values()].find((candidate) => pullNodeId(candidate) === id);
    if (pull === undefined) continue;
    return { repository: requireVisible(call.world, call.access, repository.fullName), pull };
  }
  return undefined;
}

function readPull(call: Call, query: string): Outcome {
  const variables = variablesOf(call);
  const argument = (name: string): string => {
    const match = new RegExp(`\\b${name}:\\s*(?:"([^"]*)"|\\$(\\w+)|(\\d+))`).exec(query);
    return match?.[1] ?? match?.[3] ?? String(variables[match?.[2] ?? ''] ?? '');
  };
  const fullName = `${argument('owner')}/${argument('name')}`;
  const repository = findRepository(call.world, fullName);
  if (repository === undefined) {
    return refuse(
      'NOT_FOUND',
      'repository',
      `Could not resolve to a Repository with the name '${fullName}'.`,
    );
  }
  requireVisible(call.world, call.access, fullName);
  const pull = repository.pulls.get(Number(argument('number')));
  const asksChecks = query.includes('statusCheckRollup');
  const mayAsk = ['checks', 'statuses'].every((name) => hasPermission(call.world, call.access, name, 'read'));
  if (asksChecks && !mayAsk)
    return refuse('FORBIDDEN', 'statusCheckRollup', 'Resource not accessible by integration');
  return {
    data: {
      repository: {
        id: String(repository.id),
        pullRequest:
          pull === undefined
            ? null
            : { ...pullNode(call, repository, pull), ...(asksChecks ? rollup(repository, pull) : {}) },
      },
    },
  };
}

/** The newest checks of the head, each with whether the base's rules require it. One page holds them all. */
function rollup(repository: Repository, pull: Pull) {
  const required = pull.baseRef === repository.defaultBranch ? repository.protection.requiredChecks : [];
  const runs = latestCheckRuns(repository, pull.headSha).map((run) => ({
    __typename: 'CheckRun',
    databaseId: run.id,
    name: run.name,
    isRequired: required.includes(run.name),
  }));
  const statuses = latestStatuses(repository, pull.headSha).map(({ context }) => ({
    __typename: 'StatusContext',
    context,
    isRequired: required.includes(context),
  }));
  const nodes = [...runs, ...statuses];
  const contexts = { nodes, pageInfo: { hasNextPage: false, endCursor: null } };
  const statusCheckRollup = nodes.length === 0 ? null : { contexts };
  return { commits: { nodes: [{ commit: { oid: pull.headSha, statusCheckRollup } }] } };
}

function pullNode(call: Call, repository: Repository, pull: Pull) {
  return {
    id: pullNodeId(pull),
    number: pull.number,
    isDraft: pull.draft,
    state: pull.mergedAtMs === null ? pull.state.toUpperCase() : 'MERGED',
    merged: pull.mergedAtMs !== null,
    title: pull.title,
    url: pullPageUrl(call.world, repository, pull),
    headRefOid: pull.headSha,
    headRefName: pull.headRef,
    baseRefName: pull.baseRef,
  };
}
