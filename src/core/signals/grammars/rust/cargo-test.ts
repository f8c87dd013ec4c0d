// cargo test: libtest's `---- name stdout ----` sections, its list of failures, doc tests, and binaries that died.
import { countNames, endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isNextest, nextestFindings } from './nextest.ts';
import { type Panic, panicAt } from './panics.ts';

const SECTION = /^---- (\S.{0,1000}) (?:stdout|stderr) ----$/;
const RESULT = /^test result: (ok|FAILED)\. /;
const RUNNING = /^\s{1,10}Running (?:unittests )?(\S.{0,500}\.rs) \(/;
const RUNS = /^running \d{1,7} tests?$/;
const LISTED = /^ {4}(\S.{0,1000})$/;
const FAILED =
  /^(?:test (\S.{0,1000}?)(?: - should panic)? \.\.\. FAILED|(\S.{0,1000}?) --- FAILED)(?: <?[\d.]{1,12}s>?)?$/;
const OPEN = /^test (\S.{0,1000}?)(?: - should panic)? \.\.\. (?:error: test failed|$)/;
const DOC = /^(\S.{0,500}\.(?:rs|md)) - (?:.{0,300} )?\(line (\d{1,7})\)/;
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
    const findings = binariesIn(lines).flatMap((binary) => findingsIn(lines, binary, panics));
    const results = lines.flatMap(({ text }) => RESULT.exec(text)?.[1] ?? []);
    return {
      findings,
      passes: countNames(lines, /^test (\S.{0,1000}?)(?: - should panic)? \.\.\. ok$/),
      ended: results.length === 0 ? undefined : results.includes('FAILED') ? 'failed' : 'passed',
    };
  },
};

type Binary = { readonly from: number; readonly to: number; readonly file: string | undefined };

/** From `running n tests` to `test result:`, or to where the next one begins. */
function binariesIn(lines: readonly LogLine[]): readonly Binary[] {
  const starts = lines.flatMap(({ text }, at) => (RUNS.test(text) ? [at] : []));
  // The start may be cut off.
  const firsts = starts.length === 0 || (starts[0] ?? 0) > 0 ? [0, ...starts] : starts;
  return firsts.map((from, index) => {
    const to = firsts[index + 1] ?? lines.length;
    const header = lines.slice(Math.max(0, from - 4), from).findLast(({ text }) => RUNNING.test(text));
    const file = header?.text.includes(' unittests ') ? undefined : RUNNING.exec(header?.text ?? '')?.[1];
    return { from, to, file };
  });
}

function findingsIn(lines: readonly LogLine[], binary: Binary, all: readonly Panic[]): readonly Finding[] {
  const panics = between(all, binary);
  const sections = sectionsIn(lines, binary);
  const { names: said, shown } = namesIn(lines, binary);
  const names = new Set([...sections.keys(), ...said]);
  const tests = [...names].map((name) => {
    const span = sections.get(name) ?? { from: shown.get(name) ?? binary.from, to: binary.from };
    return findingOf(lines, binary.file, name, span, panics);
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

type Span = { readonly from: number; readonly to: number };

function sectionsIn(lines: readonly LogLine[], { from, to }: Binary): ReadonlyMap<string, Span> {
  const sections = new Map<string, Span>();
  for (let at = from; at < to; at += 1) {
    const name = SECTION.exec(textAt(lines, at))?.[1];
    if (name === undefined) continue;
    const isEnd = (text: string, here: number) =>
      here >= to || SECTION.test(text) || RESULT.test(text) || (text === 'failures:' && isList(lines, here));
    sections.set(name, { from: at, to: trimmed(lines, at, endOf(lines, at + 1, isEnd, 3_000)) });
  }
  return sections;
}

const isList = (lines: readonly LogLine[], at: number): boolean => LISTED.test(textAt(lines, at + 1));

function trimmed(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}

function namesIn(lines: readonly LogLine[], { from, to }: Binary) {
  const listed: string[] = [];
  const shown = new Map<string, number>();
  for (let at = from; at < to; at += 1) {
    const text = textAt(lines, at);
    const failed = FAILED.exec(text);
    if (failed !== null) shown.set(failed[1] ?? failed[2] ?? '', at);
    if (text !== 'failures:') continue;
    for (let next = at + 1; next < to && LISTED.test(textAt(lines, next)); next += 1)
      listed.push(LISTED.exec(textAt(lines, next))?.[1] ?? '');
  }
  // The list is libtest's own; a line above it may be the words of a test.
  return { names: listed.length > 0 ? listed : [...shown.keys()], shown };
}

function findingOf(
  lines: readonly LogLine[],
  binaryFile: string | undefined,
  name: string,
  span: Span,
  panics: readonly Panic[],
): Finding {
  const hasSection = span.to > span.from;
  const its = panics.filter(({ at, thread }) => thread === name || (at > span.from && at < span.to));
  const panic = its.findLast(({ thread }) => thread === name) ?? its[0];
  const doc = DOC.exec(name);
  const note = hasSection ? noteIn(lines, span) : undefined;
  const from = hasSection ? span.from : (panic?.at ?? span.from);
  const parts = name.split('::');
  return {
    kind: 'test',
    testId: name,
    suite: doc !== null || parts.length < 2 ? undefined : parts.slice(0, -1).join('::'),
    file: doc?.[1] ?? note?.file ?? panic?.file ?? binaryFile,
    line: doc === null ? (note?.line ?? panic?.line) : Number(doc[2]),
    column: doc === null ? (note?.column ?? panic?.column) : undefined,
    message: note?.message ?? panic?.message ?? (hasSection ? saidIn(lines, span) : 'failed'),
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

/** Without a panic: what it returned, or what a doc test's compiler said. */
function saidIn(lines: readonly LogLine[], { from, to }: Span): string {
  const error = lines
    .slice(from, to)
    .findIndex(({ text }) => /^(?:Error: |error(?:\[E\d{4}\])?: )/.test(text));
  const start = error === -1 ? from + 1 : from + error;
  return textOf(lines, start, Math.min(to, start + 12)) || 'failed';
}

/** A binary that ended without a result: the test whose stack overflowed, or the only one that had begun. */
function deathIn(
  lines: readonly LogLine[],
  { from, to }: Binary,
  panics: readonly Panic[],
  known: ReadonlySet<string>,
): readonly Finding[] {
  const at = endOf(lines, from, (text, here) => here >= to || DIED.test(text), 100_000);
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
