// cargo test: libtest's `---- name stdout ----` sections, its list of failures, doc tests, and binaries that died.
import { endOf, type Finding, type Grammar, type Pass, passesIn, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { type Binary, binariesIn, namesIn, type Span, sectionsIn } from './libtest.ts';
import { isNextest, nextestFindings } from './nextest.ts';
import { type Panic, panicAt } from './panics.ts';

const OPEN = /^test (\S.{0,1000}?)(?: - should panic)? \.\.\. (?:error: test failed|$)/;
const DOC = /^(\S.{0,500}\.(?:rs|md)) - (?:.{0,300} )?\(line (\d{1,7})\)/;
/** Below "test failed, to rerun pass …"; build scripts die with the same words. */
const DIED =
  /^ {2}process didn't exit successfully: `.{1,1000}` \((signal: .{1,200}|exit (?:status|code): .{1,60})\)$/;

export const cargoTest: Grammar = {
  tool: 'cargo test',
  marks: [
    'test result: ',
    '... FAILED',
    ' stdout ----',
    "process didn't exit successfully",
    'Nextest run',
    ' tests run: ',
  ],
  read(lines) {
    const panics = lines.flatMap((_, at) => panicAt(lines, at) ?? []);
    if (isNextest(lines)) return nextestFindings(lines, panics);
    const binaries = binariesIn(lines);
    const findings = binaries.flatMap((binary) =>
      findingsIn(lines, binary, panics).map((each) => ({ ...each, ...ofBinary(binary) })),
    );
    const results = lines.flatMap(({ text }) => ENDED.exec(text)?.[1] ?? []);
    return {
      findings,
      passes: binaries.flatMap((binary) => passesOf(lines, binary)),
      ended: results.length === 0 ? undefined : results.includes('FAILED') ? 'failed' : 'passed',
    };
  },
};

/** As long as it is: a test may print its beginning. */
const ENDED = /^test result: (ok|FAILED)\. \d{1,9} passed; \d{1,9} failed; \d{1,9} ignored;/;
const PASSED = /^test (\S.{0,1000}?)(?: - should panic)? \.\.\. ok$/;

/** Crates may have tests of one name: what failed in one and passed in the other is not flaky. */
const ofBinary = ({ name, from }: Binary): Pick<Finding, 'unit' | 'run'> => ({ unit: name, run: from });

const passesOf = (lines: readonly LogLine[], binary: Binary): readonly Pass[] =>
  passesIn(lines.slice(binary.from, binary.to), PASSED, () => ofBinary(binary)).map((pass) => ({
    ...pass,
    at: pass.at + binary.from,
  }));

function findingsIn(lines: readonly LogLine[], binary: Binary, all: readonly Panic[]): readonly Finding[] {
  const panics = between(all, binary);
  const sections = sectionsIn(lines, binary);
  const { names: said, shown, returned } = namesIn(lines, binary);
  const names = new Set([...sections.keys(), ...said]);
  const tests = [...names].map((name) => {
    const start = shown.get(name) ?? returned.get(name)?.at ?? binary.from;
    const span = sections.get(name) ?? { from: start, to: start };
    return findingOf(
      lines,
      { binaryFile: binary.file, name, error: returned.get(name)?.error, span },
      panics,
    );
  });
  return [...tests, ...deathIn(lines, binary, panics, names)];
}

/** By halves: a log may hold thousands of both. */
function between(panics: readonly Panic[], { from, to }: Binary): readonly Panic[] {
  let low = 0;
  let high = panics.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((panics[middle]?.at ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < panics.length && (panics[end]?.at ?? 0) < to) end += 1;
  return panics.slice(low, end);
}

type Failed = {
  readonly binaryFile: string | undefined;
  readonly name: string;
  readonly error: string | undefined;
  readonly span: Span;
};

function findingOf(
  lines: readonly LogLine[],
  { binaryFile, name, error, span }: Failed,
  panics: readonly Panic[],
): Finding {
  const hasSection = span.to > span.from;
  const its = panics.filter(({ at, thread }) => thread === name || (at > span.from && at < span.to));
  const panic = its.findLast(({ thread }) => thread === name) ?? its[0];
  const doc = DOC.exec(name);
  const note = hasSection ? noteIn(lines, span) : undefined;
  const said = hasSection ? saidIn(lines, span) : (error ?? 'failed');
  const from = hasSection ? span.from : (panic?.at ?? span.from);
  const parts = name.split('::');
  return {
    kind: 'test',
    testId: name,
    suite: doc !== null || parts.length < 2 ? undefined : parts.slice(0, -1).join('::'),
    file: doc?.[1] ?? note?.file ?? panic?.file ?? binaryFile,
    ...(doc === null
      ? { line: note?.line ?? panic?.line, column: note?.column ?? panic?.column }
      : (compiledAt(lines, span, doc[1]) ?? { line: Number(doc[2]) })),
    message: note?.message ?? panic?.message ?? said,
    from,
    to: hasSection ? span.to : (panic?.to ?? from + 1),
  };
}

const NO_PANIC = /^note: (test did not panic as expected)(?: at (\S.{0,500}?):(\d{1,7}):(\d{1,7}))?$/;
const OTHER_PANIC = /^note: (panic did not contain expected string)$/;

/** What libtest says of a test that should have panicked. */
function noteIn(lines: readonly LogLine[], { from, to }: Span) {
  for (let at = to - 1; at > from; at -= 1) {
    const text = textAt(lines, at);
    const found = NO_PANIC.exec(text);
    if (found !== null) {
      const [, message = '', file, line, column] = found;
      return file === undefined ? { message } : { message, file, line: Number(line), column: Number(column) };
    }
    if (OTHER_PANIC.test(text)) return { message: textOf(lines, at, to).replace(/^note: /, '') };
  }
  return undefined;
}

const ERROR = /^(?:Error: |error(?:\[E\d{4}\])?: )/;
const ARROW = /^\s{1,12}--> (\S.{0,500}?):(\d{1,7}):(\d{1,7})$/;

/** Without a panic: what it returned, or what a doc test's compiler said. */
function saidIn(lines: readonly LogLine[], { from, to }: Span): string {
  const error = lines.slice(from, to).findIndex(({ text }) => ERROR.test(text));
  const start = error === -1 ? from + 1 : from + error;
  const end = endOf(lines, start, (text, at) => at >= Math.min(to, start + 12) || ARROW.test(text));
  return textOf(lines, start, end) || 'failed';
}

/** A doc test that does not compile is wrong further down than where it begins. */
function compiledAt(lines: readonly LogLine[], { from, to }: Span, file: string | undefined) {
  const arrowAt = endOf(lines, from, (text, at) => at >= to || ARROW.test(text));
  const arrow = arrowAt < to ? ARROW.exec(textAt(lines, arrowAt)) : null;
  return arrow === null || arrow[1] !== file
    ? undefined
    : { line: Number(arrow[2]), column: Number(arrow[3]) };
}

const isDeath = (lines: readonly LogLine[], text: string, at: number): boolean =>
  DIED.test(text) &&
  lines
    .slice(Math.max(0, at - 4), at)
    .some((line) => /error: (?:test|bench|doctest) failed, to rerun/.test(line.text));

/** A binary that ended without a result: the test whose stack overflowed, or the only one that had begun. */
function deathIn(
  lines: readonly LogLine[],
  { from, to }: Binary,
  panics: readonly Panic[],
  known: ReadonlySet<string>,
): readonly Finding[] {
  const at = endOf(lines, from, (text, here) => here >= to || isDeath(lines, text, here), 100_000);
  const how = at < to ? DIED.exec(textAt(lines, at))?.[1] : undefined;
  if (how === undefined || known.size > 0) return [];
  const overflow = panics.find(({ message }) => message === 'thread has overflowed its stack');
  const open = lines.slice(from, at).findLast(({ text }) => OPEN.test(text));
  const testId = overflow?.thread ?? OPEN.exec(open?.text ?? '')?.[1];
  const start = overflow?.at ?? (open === undefined ? at : lines.indexOf(open));
  const message = overflow === undefined ? `process didn't exit successfully (${how})` : overflow.message;
  return [
    {
      kind: 'crash',
      testId,
      suite: testId?.includes('::') ? testId.split('::').slice(0, -1).join('::') : undefined,
      message,
      from: start,
      to: at + 1,
    },
  ];
}
