// Where a program in the sandbox finds its model: under Greenlight's own names, and under those that libraries and agents of each API look for.
import type { ModelApi } from '#core/egress/model/provider.ts';

export function modelEnvironment(
  api: ModelApi,
  url: string,
  token: string,
): Readonly<Record<string, string>> {
  return { GREENLIGHT_MODEL_URL: url, GREENLIGHT_MODEL_TOKEN: token, ...NAMES[api](url, token) };
}

const NAMES: Record<ModelApi, (url: string, token: string) => Readonly<Record<string, string>>> = {
  anthropic: (url, token) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: token }),
  openai: (url, token) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: token }),
  gemini: (url, token) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: token }),
};
