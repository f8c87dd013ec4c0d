// Research's eighth rule: what fails in a file that nobody touched may fail because a tool or a package is another one than last time.
import { oneLine } from '../messages/words.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import type { VersionChange } from '../signals/versions/changed-versions.ts';
import { isAlwaysTheSame } from './in-the-change.ts';
import type { Suspicion, TriageInput } from './triage.ts';

const LOCKFILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|requirements[\w.-]{0,40}\.txt|go\.sum|Cargo\.lock|Gemfile\.lock|composer\.lock|gradle\.lockfile|packages\.lock\.json|mix\.lock|Package\.resolved|\.tool-versions|\.nvmrc|\.python-version|\.ruby-version|rust-toolchain(?:\.toml)?)$/;
/** Whatever tool failed, these run it. */
const RUNTIMES: ReadonlySet<string> = new Set([
  ...['node', 'python', 'go', 'rustc', 'ruby', 'java', 'php', 'dotnet', 'bun', 'deno', 'gcc', 'clang'],
]);
const MAX_TOLD = 3;

export function upgraded(failure: FailureNote, { changed, jobs }: TriageInput): Suspicion | undefined {
  const versions = jobs.find(({ job }) => job === failure.job)?.changedVersions ?? [];
  const because = firstOfAll(versions, failure).map(
    ({ name, green, red }) => `${plain(name)} ${plain(green)} in the last green run, ${plain(red)} now`,
  );
  const lockfile = changed?.find((path) => LOCKFILE.test(path));
  // What is not the same every time has other reasons to fail as well: then it is only told.
  if (!isAlwaysTheSame(failure)) return because.length === 0 ? undefined : { likely: 'unknown', because };
  if (lockfile !== undefined)
    return {
      likely: 'change',
      because: [`${plain(lockfile)}, which decides what is installed, is part of the change`, ...because],
    };
  return because.length === 0 ? undefined : { likely: 'change', because };
}

/** The tool that failed first, then what runs it, then the rest as it came. */
function firstOfAll(versions: readonly VersionChange[], { tool }: FailureNote): readonly VersionChange[] {
  const rank = ({ name }: VersionChange): number =>
    name === tool.toLowerCase() || tool.toLowerCase().split(' ').includes(name)
      ? 0
      : RUNTIMES.has(name)
        ? 1
        : 2;
  return versions.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_TOLD);
}

const plain = (text: string): string => oneLine(text, 80);
