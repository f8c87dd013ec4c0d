// A model provider for tests: speaks four real protocols, streaming or not, and does what the prompt's own script says.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { anthropic } from './apis/anthropic.ts';
import { chat } from './apis/chat.ts';
import { gemini } from './apis/gemini.ts';
import { responses } from './apis/responses.ts';
import type { Answer, Api, Ask } from './ask.ts';
import { answerTo, stepDue } from './choose.ts';
import { type Json, record } from './json.ts';
import { type Step, USUAL } from './script.ts';
import { keyOf, sendCut, sendError, sendJson, sendStream } from './send.ts';

export type SeenRequest = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Json;
  readonly api: Api['name'] | undefined;
};

export type ModelServer = {
  /** Without a slash at the end. */
  readonly url: string;
  /** Oldest first, also those that were refused. */
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
};

export type ModelServerOptions = {
  /** The one key that is taken, in whichever header or query; any where left out. */
  readonly key?: string;
  /** 0, the default: any free one. */
  readonly port?: number;
  readonly host?: string;
};

const APIS: readonly Api[] = [anthropic, responses, chat, gemini];

export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const requests: SeenRequest[] = [];
  const refusals = new Map<string, number>();
  const server = http.createServer((request, response) => {
    serve(options, requests, refusals, request, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function serve(
  options: ModelServerOptions,
  requests: SeenRequest[],
  refusals: Map<string, number>,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const target = request.url ?? '/';
  const path = target.split('?')[0] ?? '/';
  const isPost = request.method === 'POST';
  const api = isPost ? APIS.find((each) => each.path.test(path)) : undefined;
  const { method = 'GET', headers } = request;
  requests.push({ method, path: target, headers, body, api: api?.name });
  if (options.key !== undefined && keyOf(request) !== options.key)
    return sendError(response, 401, 'wrong key');
  if (api === undefined) return sendOther(response, path);
  const ask = api.read(body, path);
  const step = stepDue(ask) ?? {};
  if (step.delayMs !== undefined) await sleep(step.delayMs);
  if (step.hang) return;
  if (step.status !== undefined && isRefusedStill(refusals, ask, step))
    return sendError(response, step.status, `scripted ${step.status}`);
  const answer = step.reveal ? { ...answerTo(ask), say: JSON.stringify(headers) } : answerTo(ask);
  if (step.cut) return sendCut(response, ask.isStream, contentOf(api, ask, answer));
  if (ask.isStream) return sendStream(response, isSse(api, target), contentOf(api, ask, answer));
  sendJson(response, 200, api.whole(ask, answer));
}

/** Gemini's stream is a JSON array unless asked for events. */
const isSse = ({ name }: Api, target: string): boolean => name !== 'gemini' || /[?&]alt=sse\b/.test(target);

const contentOf = (api: Api, ask: Ask, answer: Answer) => [...api.stream(ask, answer)];

function isRefusedStill(refusals: Map<string, number>, ask: Ask, step: Step): boolean {
  if (step.times === undefined) return true;
  const at = `${ask.text} ${ask.stepsDone}`;
  const count = (refusals.get(at) ?? 0) + 1;
  refusals.set(at, count);
  return count <= step.times;
}

/** What clients ask besides: counts of tokens, which models there are. */
function sendOther(response: http.ServerResponse, path: string): void {
  const models = { object: 'list', data: [{ id: 'scripted', object: 'model' }], models: [] };
  if (/count_?tokens$/i.test(path))
    sendJson(response, 200, { input_tokens: USUAL.input, totalTokens: USUAL.input });
  else if (/\/models(\/[^/]+)?$/.test(path)) sendJson(response, 200, models);
  else sendError(response, 404, 'no such path');
}

async function bodyOf(request: http.IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return record(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

// By hand: node test/support/model-server/model-server.ts [port]. MODEL_KEY: the one key it takes.
if (import.meta.main) {
  const key = process.env.MODEL_KEY;
  const server = await startModelServer({
    port: Number(process.argv[2] ?? 22100),
    ...(key === undefined ? {} : { key }),
  });
  console.log(`the model server answers at ${server.url}`);
}
