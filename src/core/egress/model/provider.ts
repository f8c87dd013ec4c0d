// A provider of models as the operator describes it, and which of its paths an agent may use.

export type ModelApi = 'anthropic' | 'openai' | 'gemini';
/** What is spoken on a path. */
export type Wire = 'anthropic' | 'responses' | 'chat' | 'gemini';

/** US dollars for a million tokens. Reading from a cache costs as much as input where nothing is said, writing a quarter more. */
export type Price = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
};

export type ModelProvider = {
  readonly name: string;
  readonly api: ModelApi;
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** By glob of model names; the longest that fits counts. */
  readonly prices: Readonly<Record<string, Price>>;
  /** Tools that run at the provider (search, remote servers, code) reach what no rule names: only where the operator says so. */
  readonly providerTools: boolean;
};

export type Route =
  | { readonly kind: 'generate'; readonly wire: Wire; readonly model?: string; readonly isStream?: boolean }
  /** Counts tokens, lists models: costs nothing, and its body is not looked into. */
  | { readonly kind: 'free' };

/** A name that needs no escape, so that no path can be hidden in it. */
const NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,127}';
const GEMINI = new RegExp(
  `^/v1(?:beta|alpha)?/models/(${NAME}):(generateContent|streamGenerateContent|countTokens)$`,
);
const LISTS: Readonly<Record<ModelApi, RegExp>> = {
  anthropic: new RegExp(`^/v1/models(?:/${NAME})?$`),
  openai: new RegExp(`^/v1/models(?:/${NAME})?$`),
  gemini: new RegExp(`^/v1(?:beta|alpha)?/models(?:/${NAME})?$`),
};
const POSTS: Readonly<Record<Exclude<ModelApi, 'gemini'>, Readonly<Record<string, Route>>>> = {
  anthropic: {
    '/v1/messages': { kind: 'generate', wire: 'anthropic' },
    '/v1/messages/count_tokens': { kind: 'free' },
  },
  openai: {
    '/v1/responses': { kind: 'generate', wire: 'responses' },
    '/v1/chat/completions': { kind: 'generate', wire: 'chat' },
  },
};

/** Undefined for whatever is no model's: files, batches, keys, other tenants. */
export function routeOf(api: ModelApi, method: string, path: string): Route | undefined {
  if (method === 'GET') return LISTS[api].test(path) ? { kind: 'free' } : undefined;
  if (method !== 'POST') return undefined;
  if (api !== 'gemini') return Object.hasOwn(POSTS[api], path) ? POSTS[api][path] : undefined;
  const [, model, what] = GEMINI.exec(path) ?? [];
  if (model === undefined) return undefined;
  return what === 'countTokens'
    ? { kind: 'free' }
    : { kind: 'generate', wire: 'gemini', model, isStream: what === 'streamGenerateContent' };
}

/** Of a query, what changes how a model answers; a key, for one, does not go on. */
export function keptQuery(query: string): string {
  const kept = query.split('&').filter((part) => KEPT_QUERY.test(part));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}
const KEPT_QUERY = /^(alt|beta|limit|pageSize)=[A-Za-z0-9]{1,20}$/;

/** Many write the address of an API with its version. */
export const addressOf = (url: string, path: string): string => {
  const version = /\/v1(?:beta|alpha)?$/.exec(url)?.[0];
  return version !== undefined && path.startsWith(`${version}/`)
    ? url.slice(0, -version.length) + path
    : url + path;
};
