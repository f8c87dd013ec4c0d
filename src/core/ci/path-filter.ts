// Whether a workflow's path and branch filters let a change through. Patterns as GitHub documents them: `*` within a folder, `**` across, `!` takes back.
import type { PathFilter } from './surroundings.ts';

export function pathsPass(filter: PathFilter, changed: readonly string[]): boolean {
  const { paths, pathsIgnore } = filter;
  if (paths !== null) return changed.some((path) => lastMatchWins(paths, path));
  return pathsIgnore === null || changed.some((path) => !lastMatchWins(pathsIgnore, path));
}

export const branchPasses = (filter: PathFilter, branch: string): boolean =>
  filter.branches === null || lastMatchWins(filter.branches, branch);

function lastMatchWins(patterns: readonly string[], name: string): boolean {
  let isIn = false;
  for (const pattern of patterns) {
    const isTakenBack = pattern.startsWith('!');
    if (matches(isTakenBack ? pattern.slice(1) : pattern, name)) isIn = !isTakenBack;
  }
  return isIn;
}

/** Follows all positions at once, so the worst case is pattern × name steps. `**` followed by a slash may be empty. */
function matches(pattern: string, name: string): boolean {
  let positions: ReadonlySet<number> = new Set([0]);
  for (let at = 0; at < pattern.length; ) {
    const isDouble = pattern.startsWith('**', at);
    const isStar = pattern[at] === '*';
    const skipsFolders = isDouble && pattern[at + 2] === '/';
    positions = isStar ? stretched(positions, name, isDouble) : stepped(positions, name, pattern[at] ?? '');
    if (skipsFolders) positions = afterFolders(positions, name);
    if (positions.size === 0) return false;
    at += skipsFolders ? 3 : isDouble ? 2 : 1;
  }
  return positions.has(name.length);
}

function stepped(positions: ReadonlySet<number>, name: string, char: string): ReadonlySet<number> {
  return new Set([...positions].filter((at) => name[at] === char).map((at) => at + 1));
}

function stretched(positions: ReadonlySet<number>, name: string, overFolders: boolean): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const from of positions) {
    for (let at = from; at <= name.length && !reached.has(at); at += 1) {
      reached.add(at);
      if (!overFolders && name[at] === '/') break;
    }
  }
  return reached;
}

/** `a/**` + `/b`: from where the stars began, or behind any slash that they reach. */
function afterFolders(positions: ReadonlySet<number>, name: string): ReadonlySet<number> {
  const first = Math.min(...positions);
  return new Set([...positions].filter((at) => at === first || name[at - 1] === '/'));
}
