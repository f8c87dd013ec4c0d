// The test-integrity guard: what in a change weakens the judge instead of mending the cause. Mechanical, on texts alone: moved,
// renamed and added tests are none of it; what it cannot read it says nothing about (docs/security.md lists what it does not see).
import { type Finding, MAX_FINDINGS } from '../patch.ts';
import { shownPath } from '../patch-rules.ts';
import { comparePair, goneTest, type Weakening } from './compare-tests.ts';
import { matchTests, type Place } from './match.ts';
import { overrides } from './overrides.ts';
import { isTestFile } from './paths.ts';
import { selections } from './selection.ts';
import { compareSettings, type FileTexts } from './settings.ts';
import { suppressions, switches, wholeFiles } from './switches.ts';
import { type TestFile, testFile } from './tests-of.ts';
import { cleaned, hunkOf, type Range } from './text.ts';

/** One changed file. Null where it is absent: added, or deleted. Texts only, each bounded by the caller. */
export type ChangedText = {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
};

export const MAX_HUNK_CHARS = 2_400;
const MAX_DETAIL_CHARS = 300;
const MAX_PATH_CHARS = 1_000;

/** At most MAX_FINDINGS, in the order of files and lines, each line once. */
export function findWeakenings(files: readonly ChangedText[]): Finding[] {
  const readable = files.filter(({ path }) => path.length <= MAX_PATH_CHARS);
  const texts = readable.map(({ path, before, after }) => ({
    path,
    before: before ?? '',
    after: after ?? '',
  }));
  const tests = compareTests(readable);
  const found = [
    ...texts.flatMap((file) => [
      ...wholeFiles(file),
      ...switches(file),
      ...suppressions(file),
      ...compareSettings(file, tests.fresh.get(file.path) ?? []),
      ...overrides(file, tests.lines.get(file.path) ?? []),
    ]),
    ...tests.found,
  ];
  const lines = new Set(found.map(({ path, line }) => `${path}\0${line}`));
  // What another rule has told already, and better, is told once.
  found.push(...texts.flatMap(selections).filter(({ path, line }) => !lines.has(`${path}\0${line}`)));
  return distinct(withoutMoved(found, texts)).slice(0, MAX_FINDINGS).map(findingOf);
}

function compareTests(files: readonly ChangedText[]): {
  found: readonly Weakening[];
  fresh: ReadonlyMap<string, readonly Range[]>;
  lines: ReadonlyMap<string, readonly Range[]>;
} {
  const side = (which: 'before' | 'after'): TestFile[] =>
    files.flatMap((file) => {
      const text = file[which];
      // A test that moved to where no runner looks is still found there.
      const isRead = text !== null && (isTestFile(file.path) || which === 'after');
      const read = isRead ? testFile(file.path, text) : undefined;
      return read && read.tests.length + read.loose.length > 0 ? [read] : [];
    });
  const after = side('after');
  const matched = matchTests(side('before'), after);
  const known = new Set(matched.pairs.map(({ after: { test } }) => test));
  const added = after
    .flatMap((file) => file.tests.map((test): Place => ({ file, test })))
    .filter(({ test }) => !known.has(test));
  const fresh = linesOfTests(added);
  const lines = linesOfTests(after.flatMap((file) => file.tests.map((test): Place => ({ file, test }))));
  const found = [
    ...matched.pairs.flatMap((pair) => comparePair(pair, matched.fresh)),
    ...matched.gone.flatMap((place) => goneTest(place, matched.fresh)),
    ...added.filter(({ file }) => isTestFile(file.path)).flatMap(focusedAlone),
  ];
  return { found, fresh, lines };
}

/** By path, the first and last line of each. */
function linesOfTests(places: readonly Place[]): ReadonlyMap<string, readonly Range[]> {
  const lines = new Map<string, Range[]>();
  for (const { file, test } of places) {
    const own = { from: file.lineAt(test.range.from), to: file.lineAt(test.range.to) };
    lines.set(file.path, [...(lines.get(file.path) ?? []), own]);
  }
  return lines;
}

/** A new test weakens nothing, unless it runs instead of the others. */
function focusedAlone({ file, test }: Place): Weakening[] {
  const [mark] = test.focuses;
  if (mark === undefined) return [];
  const line = file.source.text.split('\n')[mark.line - 1] ?? '';
  return [
    {
      rule: 'test_focused',
      path: file.path,
      line: mark.line,
      detail: 'only this test runs, the others do not',
      hunk: hunkOf([], [line]),
    },
  ];
}

/** A suppression that stood in another file before moved along with its line. */
function withoutMoved(found: readonly Weakening[], files: readonly FileTexts[]): Weakening[] {
  const gone = new Set(
    files.flatMap(({ before, after }) => {
      const kept = new Set(after.split('\n').map((line) => line.trim()));
      return before
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => !kept.has(line));
    }),
  );
  return found.filter(({ rule, path, line }) => {
    if (rule !== 'check_disabled' || line === undefined) return true;
    const text =
      files
        .find((file) => file.path === path)
        ?.after.split('\n')
        [line - 1]?.trim() ?? '';
    return !gone.has(text);
  });
}

/** One mark on a group is one finding, however many tests are in it. */
function distinct(found: readonly Weakening[]): Weakening[] {
  const seen = new Set<string>();
  return found.filter(({ rule, path, line }) => {
    const key = `${rule}\0${path}\0${line}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

const findingOf = ({ rule, path, line, detail, hunk }: Weakening): Finding => ({
  rule,
  level: 'ask',
  path: shownPath(path),
  ...(line === undefined ? {} : { line }),
  detail: cleaned(detail).replace(/\s+/g, ' ').slice(0, MAX_DETAIL_CHARS),
  ...(hunk === undefined || hunk === '' ? {} : { hunk: hunk.slice(0, MAX_HUNK_CHARS) }),
});
