// Where a finding is in the repository: its path from the root, and whether the file is the repository's own at all.
import type { FailureKind } from './failure-signal.ts';
import type { JobFinding } from './job-finding.ts';
import { repositoryPath } from './paths.ts';
import { placeIn } from './reports/places.ts';
import type { Tree } from './tree.ts';

/** Of these, a stack tells where in the repository it came from. What a tool says of a file is about that file. */
const WITH_STACKS: ReadonlySet<FailureKind> = new Set(['test', 'crash', 'timeout', 'unknown']);

/** Without a tree nothing is known but how runners check out, and `firstParty` stays open. */
export function placedIn(finding: JobFinding, tree: Tree | undefined): JobFinding {
  const { file } = finding;
  if (tree === undefined) return file === undefined ? finding : { ...finding, file: repositoryPath(file) };
  const own = file === undefined ? undefined : tree.find(file);
  if (own !== undefined) return { ...finding, file: own, firstParty: true };
  const frame = WITH_STACKS.has(finding.kind) ? placeIn(finding.excerpt.text, undefined, tree) : undefined;
  if (frame !== undefined)
    return { ...finding, file: frame.file, line: frame.line, column: undefined, firstParty: true };
  return file === undefined ? finding : { ...finding, file: repositoryPath(file), firstParty: false };
}
