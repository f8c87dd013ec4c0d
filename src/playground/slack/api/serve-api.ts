// The Web API's door: decodes the call, checks token, scope, rate and planned trouble, then runs the method.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as waitMs } from 'node:timers/promises';
import { isRecord } from '../blocks/rules.ts';
import type { CallFault, FaultBox } from '../faults.ts';
import { parseJson, readBody, sendJson, sendText } from '../http.ts';
import type { Workspace } from '../workspace.ts';
import { AGENT_METHODS } from './agents.ts';
import { type ApiMethod, SlackApiError } from './call.ts';
import { CHAT_METHODS } from './chat.ts';
import { CONVERSATION_METHODS } from './conversations.ts';
import { PEOPLE_METHODS } from './people.ts';
import type { RateLimits } from './rate-limits.ts';
import { VIEW_METHODS } from './views.ts';

export interface ApiDeps {
  readonly workspace: Workspace;
  readonly faults: FaultBox;
  readonly rateLimits: RateLimits;
  readonly botToken: string;
  readonly appToken?: string;
  /** `apps.connections.open`: the address of a new socket. */
  readonly openConnection: () => Record<string, unknown>;
}

/** One answered call, for tests that watch what the bot does. */
export interface ApiCallRecord {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

const METHODS: Readonly<Record<string, ApiMethod>> = {
  ...AGENT_METHODS,
  ...CHAT_METHODS,
  ...CONVERSATION_METHODS,
  ...PEOPLE_METHODS,
  ...VIEW_METHODS,
};

function decode(body: string, contentType: string, query: URLSearchParams): Record<string, unknown> {
  const args: Record<string, unknown> = Object.fromEntries(query);
  if (!contentType.includes('json')) return { ...args, ...Object.fromEntries(new URLSearchParams(body)) };
  const parsed = body === '' ? {} : parseJson(body);
  if (!isRecord(parsed)) throw new SlackApiError(parsed === undefined ? 'invalid_json' : 'json_not_object');
  return { ...args, ...parsed };
}

function checkToken(
  deps: ApiDeps,
  request: IncomingMessage,
  args: Record<string, unknown>,
  kind: 'bot' | 'app',
): void {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? args.token;
  if (token === undefined) throw new SlackApiError('not_authed');
  const isBot = token === deps.botToken;
  const isApp = deps.appToken !== undefined && token === deps.appToken;
  if (!isBot && !isApp) throw new SlackApiError('invalid_auth');
  if (kind === 'app' ? !isApp : !isBot) throw new SlackApiError('not_allowed_token_type');
}

function checkScope(workspace: Workspace, scopes: readonly string[]): void {
  const provided = workspace.manifest.scopes;
  if (scopes.length === 0 || scopes.some((scope) => provided.includes(scope))) return;
  throw new SlackApiError('missing_scope', { needed: scopes.join(','), provided: provided.join(',') });
}

function run(deps: ApiDeps, name: string, args: Record<string, unknown>): Record<string, unknown> {
  if (name === 'apps.connections.open') return deps.openConnection();
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method) throw new SlackApiError('unknown_method', { req_method: name });
  checkScope(deps.workspace, method.scopes);
  return method.run({ workspace: deps.workspace, args });
}

class RateLimitedError extends Error {
  readonly retryAfterS: number;
  constructor(retryAfterS: number) {
    super(`rate limited for ${retryAfterS} s`);
    this.name = 'RateLimitedError';
    this.retryAfterS = retryAfterS;
  }
}

function passLimits(
  deps: ApiDeps,
  name: string,
  args: Record<string, unknown>,
  fault: CallFault | undefined,
): void {
  if (fault?.kind === 'rate_limit') throw new RateLimitedError(fault.retryAfterS);
  if (fault?.kind === 'error') throw new SlackApiError(fault.error);
  const channel = typeof args.channel === 'string' ? args.channel : undefined;
  const waitS = deps.rateLimits.take(name, channel);
  if (waitS > 0) throw new RateLimitedError(waitS);
}

function errorAnswer(error: unknown): Record<string, unknown> {
  if (error instanceof RateLimitedError) return { ok: false, error: 'ratelimited' };
  if (error instanceof SlackApiError) return { ok: false, error: error.code, ...error.details };
  throw error;
}

function withScopes(workspace: Workspace, answer: Record<string, unknown>): Record<string, unknown> {
  const extra = isRecord(answer.response_metadata) ? answer.response_metadata : undefined;
  return extra ? { ...answer, response_metadata: { ...extra, scopes: workspace.manifest.scopes } } : answer;
}

export function createApi(deps: ApiDeps) {
  const calls: ApiCallRecord[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const name = url.pathname.slice('/api/'.length);
    const body = await readBody(request);
    const fault = deps.faults.takeCall(name);
    if (fault?.kind === 'status') {
      sendText(response, fault.status, 'upstream trouble');
      return;
    }
    let args: Record<string, unknown> = {};
    let answer: Record<string, unknown>;
    let retryAfterS = 0;
    try {
      args = decode(body, request.headers['content-type'] ?? '', url.searchParams);
      checkToken(deps, request, args, name === 'apps.connections.open' ? 'app' : 'bot');
      passLimits(deps, name, args, fault);
      answer = { ok: true, ...run(deps, name, args) };
    } catch (error) {
      answer = errorAnswer(error);
      if (error instanceof RateLimitedError) retryAfterS = error.retryAfterS;
    }
    const { token: _, ...logged } = args;
    calls.push({ method: name, args: logged, answer, atMs: deps.workspace.clock.nowMs() });
    await reply(response, answer, retryAfterS, fault);
  }

  async function reply(
    response: ServerResponse,
    answer: Record<string, unknown>,
    retryAfterS: number,
    fault: CallFault | undefined,
  ): Promise<void> {
    if (fault?.kind === 'lose') {
      response.destroy();
      return;
    }
    if (fault?.kind === 'delay') await waitMs(fault.delayMs);
    const scopes = deps.workspace.manifest.scopes.join(',');
    sendJson(response, retryAfterS > 0 ? 429 : 200, withScopes(deps.workspace, answer), {
      'x-oauth-scopes': scopes,
      ...(retryAfterS > 0 ? { 'retry-after': String(retryAfterS) } : {}),
    });
  }

  return { serve, calls };
}
