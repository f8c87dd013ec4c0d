// A gateway on a real port in front of a scripted model server, and the four ways of asking it.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Gateway, type GatewayOptions, modelGateway } from '#adapters/egress/gateway/gateway.ts';
import type { Denial } from '#core/egress/denial.ts';
import type { ModelApi, ModelProvider, Wire } from '#core/egress/model/provider.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import { silentLog } from '#ports/log.ts';
import { type ModelServer, startModelServer } from '#test/support/model-server/model-server.ts';
import { type Script, scripted } from '#test/support/model-server/script.ts';

/** Made up, and long enough to be cut into pieces on its way. */
export const REAL_KEY = ['real', 'key', 'of', 'the', 'operator', '0123456789'].join('-');
/** Dollars for a million: a thousand tokens in and fifty out are $0.0015 + $0.0005. */
export const PRICES = { 'known-*': { input: 1.5, output: 10, cacheRead: 0.1, cacheWrite: 2 } };

export type GatewayBench = {
  readonly server: ModelServer;
  readonly url: string;
  readonly token: string;
  readonly env: Readonly<Record<string, string>>;
  readonly denials: Denial[];
  readonly usages: ModelUsage[];
  readonly gateway: Gateway;
  usage(): ModelUsage;
  post(path: string, body: object | string, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

export async function gatewayBench(
  api: ModelApi,
  options: Partial<GatewayOptions['budget']> & { provider?: Partial<ModelProvider> } = {},
): Promise<GatewayBench> {
  const server = await startModelServer({ key: REAL_KEY });
  const { provider, maxUsd = 100, spentUsd = 0 } = options;
  const denials: Denial[] = [];
  const usages: ModelUsage[] = [];
  const gateway = modelGateway({
    provider: {
      name: api,
      api,
      url: server.url,
      key: REAL_KEY,
      prices: PRICES,
      providerTools: false,
      ...provider,
    },
    budget: { maxUsd, spentUsd },
    log: silentLog,
    key: 't-00000001-a1',
    onDenied: (denial) => denials.push(denial),
    onUsage: (usage) => usages.push(usage),
  });
  gateway.server.listen(0, '127.0.0.1');
  await once(gateway.server, 'listening');
  const url = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
  const token = gateway.env.GREENLIGHT_MODEL_TOKEN ?? '';
  return {
    server,
    url,
    token,
    env: gateway.env,
    denials,
    usages,
    gateway,
    usage: () => gateway.usage(),
    post: (path, body, headers = { authorization: `Bearer ${token}` }) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async close() {
      gateway.close();
      gateway.server.close();
      await server.close();
    },
  };
}

export const API_OF: Record<Wire, ModelApi> = {
  anthropic: 'anthropic',
  responses: 'openai',
  chat: 'openai',
  gemini: 'gemini',
};

/** A request of this kind that carries a script. */
export function asking(
  wire: Wire,
  script: Script,
  {
    isStream = false,
    model = 'known-1',
    more = {},
  }: { isStream?: boolean; model?: string; more?: object } = {},
): { path: string; body: object } {
  const text = `Please. ${scripted(script)}`;
  const stream = isStream ? { stream: true } : {};
  const method = isStream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  switch (wire) {
    case 'anthropic':
      return {
        path: '/v1/messages',
        body: { model, max_tokens: 1_000, messages: [{ role: 'user', content: text }], ...stream, ...more },
      };
    case 'responses':
      return {
        path: '/v1/responses',
        body: { model, input: [{ role: 'user', content: text }], ...stream, ...more },
      };
    case 'chat':
      return {
        path: '/v1/chat/completions',
        body: { model, messages: [{ role: 'user', content: text }], ...stream, ...more },
      };
    case 'gemini':
      return {
        path: `/v1beta/models/${model}:${method}`,
        body: { contents: [{ role: 'user', parts: [{ text }] }], ...more },
      };
  }
}

/** A provider of few words, for what the scripted one does not do. */
export async function startPlainServer(
  listener: http.RequestListener,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = http.createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
