// What an agent says of its own work, one shape for every agent, after the Agent Client Protocol. Untrusted, all of it: it makes
// progress lines and claims. What an attempt cost is the gateway's word, whether it succeeded the exit code's and the bundle's.

export type ToolKind = 'read' | 'edit' | 'execute' | 'search' | 'fetch' | 'other';

export type AgentEvent =
  /** `id`: by which the same agent goes on with what it knows. */
  | { readonly type: 'session'; readonly id: string }
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'tool_call'; readonly kind: ToolKind; readonly title: string }
  | { readonly type: 'tool_failed'; readonly title: string }
  /** A model was asked once more. */
  | { readonly type: 'turn' }
  /** Of the whole session so far; a claim. */
  | {
      readonly type: 'usage';
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly costUsd?: number;
    }
  /** It waits and tries again: a model that does not answer, a limit. */
  | { readonly type: 'retrying'; readonly why: string }
  | { readonly type: 'ended'; readonly isOk: boolean; readonly why: string };

export const MAX_TEXT_CHARS = 2_000;
export const MAX_TITLE_CHARS = 160;
export const MAX_SESSION_CHARS = 200;

/** Reads one line of an agent's own stream. What it does not know, it gives nothing for. */
export type StreamReader = (line: JsonObject) => readonly AgentEvent[];

export type JsonObject = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The object at a path of keys; empty where there is none. */
export const at = (value: unknown, ...keys: readonly string[]): JsonObject => {
  const found = keys.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
  return isObject(found) ? found : {};
};
export const list = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const count = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;

export const session = (id: unknown): readonly AgentEvent[] => {
  const known = text(id);
  return known === '' || known.length > MAX_SESSION_CHARS || !/^\w[\w.:-]*$/.test(known)
    ? []
    : [{ type: 'session', id: known }];
};
export const message = (words: unknown): readonly AgentEvent[] => {
  const said = text(words).trim();
  return said === '' ? [] : [{ type: 'message', text: said.slice(0, MAX_TEXT_CHARS) }];
};

const KINDS: readonly (readonly [ToolKind, RegExp])[] = [
  ['execute', /bash|shell|exec|command|terminal/i],
  ['edit', /write|edit|create|patch|replace|insert|delete|move|notebook/i],
  ['search', /grep|glob|search|find|\bls\b|list_dir|list_files/i],
  ['fetch', /fetch|web|browser|http/i],
  ['read', /read|view|open|cat\b/i],
];

/** `what`: the file, the command, the pattern; empty where the tool names none. */
export function toolCall(tool: string, what: string): readonly AgentEvent[] {
  const kind = KINDS.find(([, names]) => names.test(tool))?.[0] ?? 'other';
  const title = (what === '' ? tool : what).replace(/\s+/g, ' ').trim();
  return title === '' ? [] : [{ type: 'tool_call', kind, title: title.slice(0, MAX_TITLE_CHARS) }];
}

/** The argument by which a person would name a call. */
export function subjectOf(input: unknown): string {
  const known = at(input);
  const names = ['command', 'cmd', 'file_path', 'filePath', 'path', 'pattern', 'query', 'url', 'description'];
  const found = names
    .map((name) => known[name])
    .find((value) => typeof value === 'string' || Array.isArray(value));
  return Array.isArray(found) ? found.filter((part) => typeof part === 'string').join(' ') : text(found);
}
