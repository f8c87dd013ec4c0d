// What in a request would reach out from the provider, past every rule of the sandbox: tools that run there, servers it would call, addresses it would fetch.
import { type Json, list, record } from './json.ts';
import type { Wire } from './provider.ts';

/** Settings that reach out there, or keep something there; and those that change what a token costs. */
const EXTRAS: Readonly<
  Record<Wire, { readonly reach: readonly string[]; readonly price: readonly string[] }>
> = {
  anthropic: { reach: ['mcp_servers', 'container'], price: ['service_tier', 'speed'] },
  responses: { reach: ['background', 'conversation', 'prompt'], price: ['service_tier'] },
  chat: { reach: ['web_search_options', 'plugins'], price: ['service_tier'] },
  gemini: { reach: [], price: [] },
};

export type Reduced = { readonly body: Json; readonly removed: readonly string[] };

export function withoutReach(wire: Wire, body: Json): Reduced {
  const removed: string[] = EXTRAS[wire].reach.filter((name) => isSet(body[name]));
  const plain = without(body, EXTRAS[wire].reach);
  const ownOf = (tools: unknown): readonly Json[] =>
    list(tools).flatMap((tool) => {
      const { own, foreign } = OWN_TOOLS[wire](record(tool));
      removed.push(...foreign);
      return own === undefined ? [] : [own];
    });
  const tools = plain.tools === undefined ? undefined : ownOf(plain.tools);
  const input = wire === 'responses' ? { input: inputWith(plain.input, ownOf) } : {};
  return { body: { ...withTools(plain, tools), ...(plain.input === undefined ? {} : input) }, removed };
}

export const withoutPriceChanges = (wire: Wire, body: Json): Json => without(body, EXTRAS[wire].price);

/** An empty list of tools, or a choice among none, is refused by some. */
function withTools(body: Json, tools: readonly Json[] | undefined): Json {
  if (tools === undefined) return body;
  return tools.length === 0 ? without(body, ['tools', 'tool_choice', 'toolConfig']) : { ...body, tools };
}

/** Newer clients of Responses put tools into the input. */
const inputWith = (input: unknown, ownOf: (tools: unknown) => readonly Json[]): unknown =>
  Array.isArray(input)
    ? input.map((item) =>
        Array.isArray(record(item).tools) ? { ...record(item), tools: ownOf(record(item).tools) } : item,
      )
    : input;

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false;
const without = (body: Json, names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

type Own = { readonly own: Json | undefined; readonly foreign: readonly string[] };

/** Tools that the agent runs itself, inside its sandbox; all others run at the provider. */
const byType =
  (isOwn: (type: string) => boolean) =>
  (tool: Json): Own => {
    const type = typeof tool.type === 'string' ? tool.type : '';
    return isOwn(type) ? { own: tool, foreign: [] } : { own: undefined, foreign: [type] };
  };
const ANTHROPIC_OWN = /^(?:|custom|(?:bash|text_editor|computer|memory|tool_search_tool_[a-z0-9]+)_\d+)$/;
const RESPONSES_OWN = ['function', 'custom', 'local_shell', 'apply_patch', 'namespace', 'tool_search'];

const OWN_TOOLS: Readonly<Record<Wire, (tool: Json) => Own>> = {
  anthropic: byType((type) => ANTHROPIC_OWN.test(type)),
  responses: byType((type) => RESPONSES_OWN.includes(type)),
  chat: byType((type) => type === 'function' || type === 'custom'),
  gemini(tool) {
    const isOwn = (name: string) => name === 'functionDeclarations' || name === 'function_declarations';
    const foreign = Object.keys(tool).filter((name) => !isOwn(name));
    const own = without(tool, foreign);
    return { own: Object.keys(own).length === 0 ? undefined : own, foreign };
  },
};

const ADDRESS_KEYS: Readonly<Record<string, string>> = {
  image_url: 'image by address',
  file_url: 'file by address',
  fileUri: 'file by address',
  file_uri: 'file by address',
};
/** Schemas and arguments of tools are data: what is called so in them nobody fetches. */
const DATA_KEYS: ReadonlySet<string> = new Set([
  'input_schema',
  'parameters',
  'parametersJsonSchema',
  'args',
  'arguments',
  'response',
]);
const MAX_DEPTH = 12;
const REMOTE = /^\s*[a-z][a-z0-9+.-]*:\/\//i;

/** The first address in the content that the provider would fetch, by what it is. */
export function remoteAddressIn(value: unknown, depth = 0): string | undefined {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return firstOf(value, (each) => remoteAddressIn(each, depth + 1));
  const content = record(value);
  if (content.type === 'url' && typeof content.url === 'string') return 'source by address';
  const isCall = content.type === 'tool_use' || content.type === 'custom_tool_call';
  return firstOf(Object.entries(content), ([name, inner]) => {
    if (DATA_KEYS.has(name) || (isCall && name === 'input')) return undefined;
    const address = typeof inner === 'string' ? inner : record(inner).url;
    if (name in ADDRESS_KEYS && typeof address === 'string' && REMOTE.test(address))
      return ADDRESS_KEYS[name];
    return remoteAddressIn(inner, depth + 1);
  });
}

function firstOf<T, R>(all: readonly T[], look: (each: T) => R | undefined): R | undefined {
  for (const each of all) {
    const found = look(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
