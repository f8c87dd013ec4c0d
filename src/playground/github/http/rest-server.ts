// One REST or GraphQL request: who asks, may they, what is the answer; with rate-limit headers and ETags on each.
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from '../auth/access.ts';
import type { HttpFault } from '../faults.ts';
import { graphql } from '../rest/graphql.ts';
import { isoTime, type World } from '../world.ts';
import { ApiError, notFound } from './api-error.ts';
import { actorOf, requireApp, requirePermission, requireVisible } from './authorize.ts';
import { readJson } from './body.ts';
import { type Call, param, type Reply } from './context.ts';
import type { Found, Router } from './router.ts';
import { sendFault } from './send-fault.ts';

export interface ApiExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly path: string;
  /** Sent instead of the answer, after the request took effect. */
  readonly fault: HttpFault | undefined;
}

export async function answerApi(world: World, router: Router, exchange: ApiExchange): Promise<void> {
  const { request, response, url, path, fault } = exchange;
  const access = world.access.fromHeader(request.headers.authorization);
  const budget = world.access.spend(access, world.rateLimitPerHour, 1);
  const headers = commonHeaders(world, budget);
  try {
    if (budget.remaining === 0) throw rateLimited(access);
    const method = request.method ?? 'GET';
    const body = method === 'GET' || method === 'HEAD' ? {} : await readJson(request);
    const call: Call = { world, access, params: {}, query: url.searchParams, body, path };
    const reply = path === '/graphql' ? await graphql(call) : await dispatch(call, router.find(method, path));
    if (fault !== undefined) sendFault(response, fault);
    else send(world, { request, response, access }, reply, headers);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const json = {
      message: error.message,
      ...error.extra,
      documentation_url: 'https://docs.github.com/rest',
      status: String(error.status),
    };
    send(world, { request, response, access }, { status: error.status, json }, headers);
  }
}

async function dispatch(call: Call, found: Found | undefined): Promise<Reply> {
  if (found === undefined)
    throw call.access.kind === 'refused' ? new ApiError(401, call.access.message) : notFound();
  const { route, params } = found;
  const placed: Call = { ...call, params };
  if (route.kind === 'app') requireApp(call.access);
  if (route.kind !== 'repository') {
    if (call.access.kind === 'refused') throw new ApiError(401, call.access.message);
    return await route.handle(placed);
  }
  const repository = requireVisible(
    call.world,
    call.access,
    `${param(placed, 'owner')}/${param(placed, 'repo')}`,
  );
  requirePermission(call.world, call.access, route.needs);
  return await route.handle({ ...placed, repository, actor: actorOf(call.world, call.access) });
}

function rateLimited(access: Access): ApiError {
  return new ApiError(
    403,
    `API rate limit exceeded for ${access.kind === 'installation' ? 'installation' : 'user'}.`,
  );
}

function commonHeaders(
  world: World,
  budget: { used: number; remaining: number; resetAtS: number },
): Record<string, string> {
  return {
    'x-github-api-version-selected': '2022-11-28',
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': randomUUID().replaceAll('-', ':').toUpperCase(),
    'x-ratelimit-limit': String(world.rateLimitPerHour),
    'x-ratelimit-used': String(budget.used),
    'x-ratelimit-remaining': String(budget.remaining),
    'x-ratelimit-reset': String(budget.resetAtS),
    'x-ratelimit-resource': 'core',
    server: 'github.com',
  };
}

function send(
  world: World,
  exchange: { request: IncomingMessage; response: ServerResponse; access: Access },
  reply: Reply,
  headers: Record<string, string>,
): void {
  const { request, response, access } = exchange;
  const all: Record<string, string> = { ...headers, ...reply.headers };
  const text = reply.json === undefined ? '' : JSON.stringify(reply.json);
  if (access.kind === 'installation')
    all['github-authentication-token-expiration'] = isoTime(access.token.expiresAtMs);
  const isCacheable = request.method === 'GET' && reply.status === 200;
  if (isCacheable) {
    const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
    all.etag = etag;
    all['cache-control'] = 'private, max-age=60, s-maxage=60';
    if (request.headers['if-none-match'] === etag) {
      world.access.spend(access, world.rateLimitPerHour, -1);
      response.writeHead(304, all).end();
      return;
    }
  }
  if (reply.bytes !== undefined) all['content-type'] = reply.bytes.type;
  else if (reply.json !== undefined) all['content-type'] = 'application/json; charset=utf-8';
  response.writeHead(reply.status, all).end(reply.bytes?.data ?? text);
}
