// The model gateway of one attempt: on its loopback port the attempt's own token opens the paths of a model and nothing else; the real key stays here.
import type http from 'node:http';
import { record } from '#core/egress/model/json.ts';
import { keptQuery, type ModelProvider, type Route, routeOf } from '#core/egress/model/provider.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import { parsedJson } from '#core/parsed-json.ts';
import type { Log } from '#ports/log.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { boundedServer } from '../bounded-server.ts';
import { oddness } from '../odd-request.ts';
import type { OnDenied, Service } from '../way-out.ts';
import { type Exchange, generate } from './generate.ts';
import { toAgent, toProvider } from './headers.ts';
import { maskIn } from './mask-secret.ts';
import { Meter } from './meter.ts';
import { modelEnvironment } from './model-environment.ts';
import { askProvider } from './provider-call.ts';
import { readBody } from './read-body.ts';
import { type Refusal, refuse } from './refusals.ts';
import { givenToken, newToken, type Token } from './token.ts';

export const GATEWAY_PORT = 4000;

export type GatewayOptions = {
  readonly provider: ModelProvider;
  readonly budget: NonNullable<AttemptSpec['budget']>;
  readonly log: Log;
  readonly key: string;
  onDenied: OnDenied;
  onUsage(usage: ModelUsage): void;
};

export type Gateway = Service & { usage(): ModelUsage };

type Door = {
  readonly options: GatewayOptions;
  readonly token: Token;
  readonly meter: Meter;
  readonly closing: AbortSignal;
};

export function modelGateway(options: GatewayOptions): Gateway {
  const { provider, onDenied } = options;
  const place = { host: provider.name, port: GATEWAY_PORT };
  const bounded = boundedServer({
    onMalformed: (detail) => onDenied({ ...place, rule: 'malformed', detail }),
    onTooMany: () => onDenied({ ...place, rule: 'too_many' }),
  });
  const closing = new AbortController();
  const token = newToken();
  const meter = new Meter(options.budget, options.onUsage);
  const door: Door = { options, token, meter, closing: closing.signal };
  bounded.server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    serve(door, request, response).catch((error: unknown) => {
      options.log.error({ err: error, key: options.key }, 'the model gateway failed');
      response.destroy();
    });
  });
  return {
    server: bounded.server,
    env: modelEnvironment(provider.api, `http://127.0.0.1:${GATEWAY_PORT}`, token.text),
    usage: () => meter.usage,
    close() {
      closing.abort();
      bounded.close();
    },
  };
}

async function serve(
  door: Door,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { provider } = door.options;
  const { method = 'GET', url = '' } = request;
  const [path = '', query = ''] = url.split('?');
  const route = routeOf(provider.api, method, path);
  const refusal = refusalOf(door, request, route, path);
  if (refusal !== undefined || route === undefined) {
    refuse(response, provider.api, refusal ?? NOT_ALLOWED);
    return;
  }
  const body = await readBody(request);
  if (body === undefined) refuse(response, provider.api, TOO_LARGE);
  else await answer(door, { request, response, body, route, path: path + keptQuery(query) });
}

const NOT_ALLOWED: Refusal = {
  status: 403,
  code: 'model_path',
  message: 'only the paths of a model are open here',
};
const TOO_LARGE: Refusal = { status: 413, code: 'request_too_large', message: 'the request is too large' };
const NO_JSON: Refusal = { status: 400, code: 'malformed', message: 'the body is no JSON object' };

function refusalOf(
  { options, token }: Door,
  request: http.IncomingMessage,
  route: Route | undefined,
  path: string,
): Refusal | undefined {
  const place = { host: options.provider.name, port: GATEWAY_PORT, method: request.method ?? 'GET' };
  const odd = oddness(request);
  if (odd !== undefined) {
    options.onDenied({ ...place, rule: 'malformed', detail: odd });
    return { status: 400, code: 'malformed', message: odd };
  }
  if (!token.fits(givenToken(request))) {
    options.onDenied({ ...place, rule: 'model_token' });
    return { status: 401, code: 'model_token', message: 'this is not the token of this attempt' };
  }
  if (route !== undefined) return undefined;
  options.onDenied({ ...place, rule: 'model_path', detail: path });
  return NOT_ALLOWED;
}

type Asked = {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly body: Buffer;
  readonly route: Route;
  readonly path: string;
};

async function answer({ options, meter, closing }: Door, asked: Asked): Promise<void> {
  const { provider, onDenied, log, key } = options;
  const { request, response, body, route, path } = asked;
  const place = { host: provider.name, port: GATEWAY_PORT };
  const headers = toProvider(provider, request.headers);
  const ask: Exchange['ask'] = (content, signal) =>
    askProvider(provider, {
      method: request.method ?? 'GET',
      path,
      headers,
      body: content,
      signal: AbortSignal.any([signal, closing]),
    });
  if (route.kind === 'free') {
    await passFree({ provider, response, ask }, body);
    return;
  }
  const content = parsed(body);
  if (content === undefined) {
    refuse(response, provider.api, NO_JSON);
    return;
  }
  const onReach = (detail: string) => onDenied({ ...place, rule: 'model_reach', detail });
  const onRemoved = (detail: string) => onDenied({ ...place, rule: 'model_tool', detail });
  const onRefusedKey = () => {
    onDenied({ ...place, rule: 'model_key' });
    log.error({ key, provider: provider.name }, 'a model provider refuses the key');
  };
  await generate(
    { provider, meter, response, ask, onReach, onRemoved, onRefusedKey },
    route,
    record(content),
  );
}

async function passFree(
  { provider, response, ask }: Pick<Exchange, 'provider' | 'response' | 'ask'>,
  body: Buffer,
): Promise<void> {
  try {
    const { status, headers, body: content } = await ask(body, AbortSignal.timeout(FREE_TIMEOUT_MS));
    const whole = await readBody(content);
    response.writeHead(whole === undefined ? 502 : status, toAgent(headers));
    response.end(whole && maskIn(whole, Buffer.from(provider.key)));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = 'the model provider did not answer';
    refuse(response, provider.api, { status: 502, code: 'provider_unreachable', message });
  }
}
const FREE_TIMEOUT_MS = 60_000;

function parsed(body: Buffer): unknown {
  const content = parsedJson(body.toString('utf8'));
  return typeof content === 'object' && content !== null ? content : undefined;
}
