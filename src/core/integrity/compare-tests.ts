// One test before and after, or one that is gone: what no longer judges as it did.
import type { WeakeningRule } from '../patch.ts';
import { type Assertion, isInlineSnapshot, isLooser, likeness } from './assertions.ts';
import { gatesOf, isWiderGate, rowsOf } from './how-often.ts';
import { GRAMMARS } from './languages.ts';
import { beyond, type Fresh, type Pair, type Place } from './match.ts';
import { isCollected } from './paths.ts';
import type { Mark } from './tests-of.ts';
import { closing, hunkOf, linesOf } from './text.ts';

/** A finding before its path is made fit to show. */
export type Weakening = {
  readonly rule: WeakeningRule;
  readonly path: string;
  readonly line?: number;
  readonly detail: string;
  readonly hunk?: string;
};

const MAX_NAME_CHARS = 120;
const named = ({ test }: Place): string =>
  `“${test.name.length > MAX_NAME_CHARS ? `${test.name.slice(0, MAX_NAME_CHARS)}…` : test.name}”`;

/** A test that is nowhere to be found. Its assertions may have gone into other tests: then nothing is lost. Outside of tests, nobody runs them. */
export function goneTest(place: Place, fresh: Fresh): Weakening[] {
  const { file, test } = place;
  if (test.skips.length > 0) return [];
  if (test.assertions.length > 0 && test.assertions.every(({ text }) => fresh.inTests.take(text))) return [];
  const hunk = hunkOf([linesOf(file.source.text, test.range).replace(/^\s*\n/, '')], []);
  return [
    { rule: 'test_deleted', path: file.path, line: test.line, detail: `${named(place)} is gone`, hunk },
  ];
}

export function comparePair(pair: Pair, fresh: Fresh): Weakening[] {
  return [
    ...whetherItRuns(pair),
    ...fewerCases(pair),
    ...compareAssertions(pair, fresh),
    ...gated(pair),
    ...swallowed(pair),
  ];
}

function whetherItRuns({ before, after }: Pair): Weakening[] {
  const { file, test } = after;
  const found: Weakening[] = [];
  const lineOf = (mark: Mark) => linesOf(file.source.text, mark);
  const old = linesOf(before.file.source.text, headLine(before));
  const add = (rule: WeakeningRule, mark: Mark, detail: string) =>
    found.push({ rule, path: file.path, line: mark.line, detail, hunk: hunkOf([old], [lineOf(mark)]) });
  const [skip] = test.skips;
  if (skip && before.test.skips.length === 0)
    add('test_skipped', skip, `${named(after)} does not run any more`);
  const [focus] = test.focuses;
  if (focus && before.test.focuses.length === 0)
    add('test_focused', focus, `only ${named(after)} runs, the others do not`);
  if (test.gates.length > before.test.gates.length) {
    const detail = `${named(after)} runs only where something else is so`;
    const hunk = hunkOf([], [test.gates.at(-1)?.trim() ?? '', linesOf(file.source.text, headLine(after))]);
    found.push({ rule: 'test_skipped', path: file.path, line: test.line, detail, hunk });
  }
  if (isCollected(before.file.path) && !isCollected(file.path)) {
    const detail = `${named(after)} moved from ${before.file.path}, and runners do not collect this name`;
    found.push({ rule: 'test_not_run', path: file.path, line: test.line, detail });
  }
  return found;
}

/** An assertion that stayed as it is and now happens only where something else is so. */
function gated({ before, after }: Pair): Weakening[] {
  const old = new Map<string, readonly string[]>();
  for (const [i, gates] of gatesOf(before).entries()) {
    const { text } = before.test.assertions[i] ?? { text: '' };
    if (gates.length >= (old.get(text)?.length ?? 0)) old.set(text, gates);
  }
  const now = gatesOf(after);
  const at = now.findIndex((gates, i) => {
    const was = old.get(after.test.assertions[i]?.text ?? '');
    return was !== undefined && (gates.length > was.length || isWiderGate(was.at(-1), gates.at(-1)));
  });
  const found = after.test.assertions[at];
  if (found === undefined) return [];
  const { path, source } = after.file;
  const detail = `${named(after)} asks this only where something else is so`;
  const hunk = hunkOf([], [now[at]?.at(-1)?.trim() ?? '', linesOf(source.text, found)]);
  return [{ rule: 'assertion_loosened', path, line: found.line, detail, hunk }];
}

/** A table at its head, or in front of its assertions, that has fewer rows. */
function fewerCases({ before, after }: Pair): Weakening[] {
  const [was, is] = [rowsOf(before), rowsOf(after)];
  if (is === undefined || is === was || (is > 0 && (was === undefined || is >= was))) return [];
  const { path, source } = after.file;
  const detail = `${named(after)} ran for ${was ?? 'more'} cases and runs for ${is}`;
  const hunk = hunkOf(
    [linesOf(before.file.source.text, headLine(before))],
    [linesOf(source.text, headLine(after))],
  );
  return [{ rule: 'assertion_removed', path, line: after.test.line, detail, hunk }];
}

/** From the first word of its head to the end of that line. */
function headLine({ file, test }: Place): { from: number; to: number } {
  const { text } = file.source;
  const from = test.range.from + (/^\s*/.exec(text.slice(test.range.from, test.range.to))?.[0].length ?? 0);
  return { from, to: from + 1 };
}

function compareAssertions(pair: Pair, fresh: Fresh): Weakening[] {
  const { before, after } = pair;
  if (before.test.assertions.length === 0) return emptied(pair);
  const added = beyond(after.test.assertions, before.test.assertions);
  // What is new here must not stand in for what went elsewhere.
  for (const { text } of added) fresh.inTests.take(text);
  const gone = beyond(before.test.assertions, after.test.assertions).filter(
    ({ text }) => !fresh.inTests.take(text) && !fresh.inHelpers.take(text),
  );
  const { paired, alone } = pairUp(gone, added);
  const loosened = paired.flatMap(([old, now]): Weakening[] => loosenedOf(pair, old, now));
  const lost = before.test.assertions.length - after.test.assertions.length;
  if (lost <= 0 || alone.length === 0) return loosened;
  const { path } = after.file;
  const missing = alone.slice(0, lost);
  const isEmpty = after.test.assertions.length === 0;
  const detail = isEmpty
    ? `${named(after)} checks nothing any more`
    : `${named(after)} had ${before.test.assertions.length} assertions and has ${after.test.assertions.length}`;
  const hunk = hunkOf(
    missing.map((assertion) => linesOf(before.file.source.text, assertion)),
    isEmpty ? bodyLines(after) : [],
  );
  const rule =
    isEmpty && after.test.bodyCode.replace(/[\s{}();]|\bpass\b/g, '') === ''
      ? 'test_emptied'
      : 'assertion_removed';
  return [...loosened, { rule, path, line: after.test.line, detail, hunk }];
}

/** A test without assertions passes when it does not throw: it has to do something. */
function emptied({ before, after }: Pair): Weakening[] {
  const isBlank = (place: Place) => place.test.bodyCode.replace(/[\s{}();]|\b(?:pass|end|do)\b/g, '') === '';
  if (isBlank(before) || !isBlank(after)) return [];
  const hunk = hunkOf(
    [linesOf(before.file.source.text, before.test.range).replace(/^\s*\n/, '')],
    bodyLines(after),
  );
  return [
    {
      rule: 'test_emptied',
      path: after.file.path,
      line: after.test.line,
      detail: `${named(after)} does nothing any more`,
      hunk,
    },
  ];
}

const bodyLines = ({ file, test }: Place): string[] => [
  linesOf(file.source.text, test.range).replace(/^\s*\n/, ''),
];

function loosenedOf({ before, after }: Pair, old: Assertion, now: Assertion): Weakening[] {
  const { path, source } = after.file;
  const hunk = hunkOf([linesOf(before.file.source.text, old)], [linesOf(source.text, now)]);
  if (isInlineSnapshot(old.text) && isInlineSnapshot(now.text)) {
    const detail = `the expected snapshot of ${named(after)} was rewritten`;
    return [{ rule: 'snapshot_rewritten', path, line: now.line, detail, hunk }];
  }
  if (!isLooser(old.text, now.text)) return [];
  return [
    { rule: 'assertion_loosened', path, line: now.line, detail: `${named(after)} asks for less`, hunk },
  ];
}

const MIN_LIKENESS = 0.5;

/** Each gone assertion with the new one that is most like it; where there is one of each, with that. */
function pairUp(
  gone: readonly Assertion[],
  added: readonly Assertion[],
): { paired: (readonly [Assertion, Assertion])[]; alone: Assertion[] } {
  const free = [...added];
  const paired: (readonly [Assertion, Assertion])[] = [];
  const alone: Assertion[] = [];
  const isPlain = gone.length === 1 && added.length === 1;
  for (const old of gone.slice(0, MAX_COMPARED)) {
    const ranked = free
      .map((other) => ({ other, like: likeness(old.text, other.text) }))
      .sort((a, b) => b.like - a.like);
    const [best] = ranked;
    if (best && (isPlain || best.like >= MIN_LIKENESS)) {
      paired.push([old, best.other]);
      free.splice(free.indexOf(best.other), 1);
    } else alone.push(old);
  }
  return { paired, alone: [...alone, ...gone.slice(MAX_COMPARED)] };
}
const MAX_COMPARED = 60;

/** A failure that is caught and told nobody. */
function swallowed({ before, after }: Pair): Weakening[] {
  const silent = silentCatches(after);
  if (silent.length <= silentCatches(before).length) return [];
  const { file } = after;
  const [mark] = silent.slice(-1);
  if (mark === undefined) return [];
  const detail = `${named(after)} catches failures and passes`;
  const hunk = hunkOf([], [linesOf(file.source.text, mark)]);
  return [{ rule: 'failure_swallowed', path: file.path, line: mark.line, detail, hunk }];
}

const TELLS =
  /\b(?:throw|raise|rethrow|reject|fail\w*|expect\w*|assert\w*|Fatal\w*|Error\w*\(|panic\w*|done\s*\(\s*\w)/;

function silentCatches({ file, test }: Place): Mark[] {
  const { code } = file.source;
  const part = code.slice(test.body.from, test.body.to);
  return [...part.matchAll(GRAMMARS[file.language].catches)].flatMap((match) => {
    const at = test.body.from + match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
    const end = test.body.from + match.index + match[0].length;
    const isByIndent = file.language === 'python' || file.language === 'ruby';
    // `recover()` opens nothing: what it does stands behind it.
    const block = file.language === 'go' ? code.indexOf('}', end) : blockAfter(code, end, isByIndent);
    return TELLS.test(code.slice(end, block)) ? [] : [{ from: at, to: block, line: file.lineAt(at) }];
  });
}

/** What the catch does: in its brackets, or in the deeper lines below. */
function blockAfter(code: string, end: number, isByIndent: boolean): number {
  if (!isByIndent) return closing(code, end - 1);
  const lineStart = code.lastIndexOf('\n', end - 1) + 1;
  const indent = /^[ \t]*/.exec(code.slice(lineStart, end))?.[0].length ?? 0;
  let at = code.indexOf('\n', end);
  while (at >= 0) {
    const next = code.indexOf('\n', at + 1);
    const line = code.slice(at + 1, next < 0 ? undefined : next);
    if (line.trim() !== '' && (/^[ \t]*/.exec(line)?.[0].length ?? 0) <= indent) return at;
    at = next;
  }
  return code.length;
}
