// What of a faulty greenlight.yml can still be read: its faults give way to stand-ins, so that everything else that is wrong is told in the same go.
import { type OperatorFile, operatorFile } from './operator-file.ts';

export type Names = {
  /** Null where the section itself cannot be read: then nothing can be said to be missing from it. */
  readonly agents: readonly string[] | null;
  readonly repositories: readonly string[] | null;
};
export type Readable = { readonly file: OperatorFile; readonly names: Names };
type Path = readonly PropertyKey[];
type Content = Record<PropertyKey, unknown>;

/** More faults than a person would mend in one go. */
const MAX_MENDED = 500;

/** Null where nothing can be. The file is fit to look for problems in, and for nothing else. */
export function readablePart(content: unknown): Readable | null {
  if (!isContent(content) || Array.isArray(content)) return null;
  const names = namesIn(content);
  const mended: Content = structuredClone(content);
  for (let faults = 0; faults < MAX_MENDED; faults += 1) {
    const parsed = operatorFile.safeParse(mended);
    if (parsed.success) return { file: withoutDoubts(parsed.data, content), names };
    const [issue] = parsed.error.issues;
    if (issue === undefined) return null;
    if (issue.code === 'unrecognized_keys') dropKeys(mended, issue.path, issue.keys);
    else mend(mended, issue.path);
  }
  return null;
}

function namesIn({ agents, repositories }: Content): Names {
  const named = Array.isArray(repositories) ? repositories : null;
  return {
    agents: isContent(agents) && Object.keys(agents).length > 0 ? Object.keys(agents) : null,
    repositories:
      named?.flatMap((each) => (isContent(each) && typeof each.name === 'string' ? [each.name] : [])) ?? null,
  };
}

/** Stands where something is missing or wrong that has to be there; no check finds anything to say about it. */
const STAND_INS: readonly (readonly [RegExp, unknown])[] = [
  [/^agents$/, { 'stand-in': { image: 'x', command: ['x'] } }],
  [/^agents\.[^.]+\.command(\.|$)/, ['x']],
  [/^agents\.[^.]+\.image$/, 'x'],
  // Asks no model of ours, so that nothing else is missing.
  [/^agents\.[^.]+\.preset$/, 'cursor-agent'],
  [/^repositories$/, [{ name: 'x/x' }]],
  [/^repositories\.\d+\.name$/, 'x/x'],
  [/^models\.[^.]+\.api$/, 'openai'],
  [/^models\.[^.]+\.key_env$/, 'PATH'],
  [/^models\.[^.]+\.prices(\.|$)/, { '*': { input: 0, output: 0 } }],
  [/^commit_author$/, { name: 'x', email: 'x@example.com' }],
];

/** Any of them may have been meant for what has to be there. */
function dropKeys(content: Content, path: Path, keys: readonly string[]): void {
  for (const key of keys) drop(content, [...path, key]);
  const isAgent = path.length === 2 && path[0] === 'agents';
  const agent = isAgent ? parentOf(content, [...path, 'image']) : undefined;
  if (agent === undefined) return;
  agent.image ??= 'x';
  if (agent.preset === undefined) agent.command ??= ['x'];
}

/** The stand-in, else nothing at that place; and where that place is empty already, nothing in its stead. */
function mend(content: Content, path: Path): void {
  const name = path.join('.');
  const [shape, standIn] = STAND_INS.find(([each]) => each.test(name)) ?? [];
  if (shape !== undefined && standIn !== undefined) {
    const place = name.match(shape)?.[0].replace(/\.$/, '') ?? name;
    const at = path.slice(0, place.split('.').length);
    if (put(content, at, standIn)) return;
  }
  if (!drop(content, path)) drop(content, path.slice(0, -1));
}

/** False where it stands there already: then its surroundings are at fault. */
function put(content: Content, path: Path, value: unknown): boolean {
  const parent = parentOf(content, path);
  const key = path.at(-1);
  if (parent === undefined || key === undefined || parent[key] === value) return false;
  parent[key] = value;
  return true;
}

function drop(content: Content, path: Path): boolean {
  const parent = parentOf(content, path);
  const key = path.at(-1);
  if (parent === undefined || key === undefined || !(key in parent)) return false;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return true;
}

function parentOf(content: Content, path: Path): Content | undefined {
  let node: unknown = content;
  for (const key of path.slice(0, -1)) node = isContent(node) ? node[key] : undefined;
  return isContent(node) ? node : undefined;
}

const isContent = (value: unknown): value is Content => typeof value === 'object' && value !== null;

/** Where nobody can tell which sandbox is meant, no agent lacks what only one of them needs. */
function withoutDoubts(file: OperatorFile, { sandbox }: Content): OperatorFile {
  const kind = isContent(sandbox) ? (sandbox.kind ?? 'docker') : 'docker';
  if (kind === 'docker' || kind === 'worktree') return file;
  const agents = Object.entries(file.agents).map(
    ([name, agent]) => [name, { ...agent, image: 'x' }] as const,
  );
  return { ...file, agents: Object.fromEntries(agents) };
}
