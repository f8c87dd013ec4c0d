// Model providers of the operator's file: where they are, which variable holds their key, what their tokens cost.
import { z } from 'zod';
import { asksGateway } from '#core/agents/preset.ts';
import type { ModelApi, ModelProvider } from '#core/egress/model/provider.ts';
import { presetOf } from './agents.ts';
import type { Environment } from './environment.ts';
import type { OperatorFile } from './operator-file.ts';

const dollars = z.number().min(0).max(10_000);
const price = z.strictObject({
  input: dollars.describe('US dollars for a million tokens'),
  output: dollars.describe('US dollars for a million tokens'),
  cache_read: dollars.optional().describe('as much as input unless told'),
  cache_write: dollars.optional().describe('a quarter more than input unless told'),
});

const WANTS_NAME = 'wants the name of a variable such as ANTHROPIC_API_KEY, not the key itself';

export const modelsSchema = z
  .record(
    z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,59}$/, 'wants lower-case letters, digits, dots and dashes'),
    z.strictObject({
      api: z
        .enum(['anthropic', 'openai', 'gemini'])
        .describe('what it speaks; openai: Responses and Chat Completions'),
      url: z
        .url({ protocol: /^https?$/, error: 'wants an address that begins with https:// or http://' })
        .optional()
        .describe("another address than the api's own: a gateway, a proxy, a server of yours"),
      key_env: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]{2,99}$/, WANTS_NAME)
        .describe('environment variable of Greenlight that holds the key; no agent sees it'),
      prices: z
        .record(z.string().min(1).max(200), price)
        .refine(
          (prices) => Object.keys(prices).length > 0,
          'wants at least one price, or no cost can be metered',
        )
        .describe(
          'by model name, * for any part of it; the longest that fits counts, the dearest where none does',
        ),
      provider_tools: z
        .boolean()
        .default(false)
        .describe(
          'lets tools run at the provider (search, remote servers, code), which reach what no rule names',
        ),
    }),
  )
  .default({})
  .describe('model providers that agents ask through the gateway, which holds their keys and meters them');

const OWN_URLS: Record<ModelApi, string> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com',
  gemini: 'https://generativelanguage.googleapis.com',
};

export type Models = Readonly<Record<string, ModelProvider>>;

/** `asks`: this process holds the gateway, and so needs the keys. */
export function readModels(file: OperatorFile, env: Environment, asks: boolean, problems: string[]): Models {
  const models = Object.entries(file.models).map(([name, { api, url, key_env, prices, provider_tools }]) => {
    const key = env[key_env]?.trim() ?? '';
    if (key === '' && asks)
      problems.push(
        `${key_env} is not set: greenlight.yml names it as the key of models.${name}. Get it: from that provider, or take models.${name} out.`,
      );
    const costs = Object.entries(prices).map(
      ([glob, { input, output, cache_read: cacheRead, cache_write: cacheWrite }]) =>
        [glob, { input, output, cacheRead, cacheWrite }] as const,
    );
    const provider: ModelProvider = {
      name,
      api,
      url: (url ?? OWN_URLS[api]).replace(/\/+$/, ''),
      key,
      prices: Object.fromEntries(costs),
      providerTools: provider_tools,
    };
    return [name, provider] as const;
  });
  const all = Object.fromEntries(models);
  checkAgents(file, all, problems);
  return all;
}

/** An agent asks a provider that is there, in a sandbox that has a gateway, and holds no key of one. */
function checkAgents({ agents, sandbox }: OperatorFile, models: Models, problems: string[]): void {
  const names = Object.keys(models);
  for (const [name, agent] of Object.entries(agents)) {
    const { model, env } = agent;
    const at = `greenlight.yml: agents.${name}`;
    if (model !== undefined && !names.includes(model))
      problems.push(`${at}.model: there is no ${model}; known are ${names.join(', ') || 'none'}`);
    const { api } = models[model ?? ''] ?? {};
    const preset = presetOf(agent);
    if (preset !== undefined && asksGateway(preset) && api !== undefined && preset.api !== api)
      problems.push(
        `${at}.model: the preset ${preset.name} speaks ${preset.api}, and models.${model} speaks ${api}`,
      );
    if (model !== undefined && sandbox.kind === 'worktree')
      problems.push(`${at}.model: wants sandbox.kind docker: the worktree sandbox has no gateway`);
    for (const [variable, value] of Object.entries(env)) {
      const holder = names.find(
        (each) => models[each]?.key !== '' && value.includes(models[each]?.key ?? ''),
      );
      if (holder !== undefined)
        problems.push(`${at}.env.${variable}: holds the key of models.${holder}, which no agent may have`);
    }
  }
}
