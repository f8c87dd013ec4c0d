// What libtest prints: one part for each binary, in it the sections of tests that failed, and their names.
import { endOf, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const SECTION = /^---- (\S.{0,1000}) (?:stdout|stderr) ----$/;
const DOC_TESTS = /^\s{1,10}Doc-tests \S{1,200}$/;
const RUNNING = /^\s{1,10}Running (?:unittests )?(\S.{0,500}\.rs) \(/;
const RUNS = /^running \d{1,7} tests?$/;
const LISTED = /^ {4}(\S.{0,1000})$/;
const FAILED =
  /^(?:test (\S.{0,1000}?)(?: - should panic)? \.\.\. FAILED|(\S.{0,1000}?) --- FAILED)(?: <?[\d.]{1,12}s>?)?$/;
/** What a test returned stands behind its name where nothing is captured. */
const RETURNED = /^test (\S.{0,1000}?)(?: - should panic)? \.\.\. (Error: .{0,2000})$/;
const RESULT = /^test result: (ok|FAILED)\. /;

export type Binary = {
  readonly from: number;
  readonly to: number;
  readonly file: string | undefined;
  /** As cargo names it: the source and the file that was run. */
  readonly name: string | undefined;
};

/** From `running n tests` to `test result:`, or to where the next one begins. */
export function binariesIn(lines: readonly LogLine[]): readonly Binary[] {
  const starts = lines.flatMap(({ text }, at) => (RUNS.test(text) ? [at] : []));
  // The start may be cut off.
  const firsts = starts.length === 0 || (starts[0] ?? 0) > 0 ? [0, ...starts] : starts;
  return firsts.map((from, index) => {
    const to = firsts[index + 1] ?? lines.length;
    const above = lines.slice(Math.max(0, from - 4), from);
    const header = above.findLast(({ text }) => RUNNING.test(text));
    const name = above.findLast(({ text }) => RUNNING.test(text) || DOC_TESTS.test(text))?.text.trim();
    const file = header?.text.includes(' unittests ') ? undefined : RUNNING.exec(header?.text ?? '')?.[1];
    return { from, to, file, name };
  });
}

export type Span = { readonly from: number; readonly to: number };

export function sectionsIn(lines: readonly LogLine[], { from, to }: Binary): ReadonlyMap<string, Span> {
  const sections = new Map<string, Span>();
  let ofFailures = true;
  for (let at = from; at < to; at += 1) {
    const text = textAt(lines, at);
    // With --show-output those that passed have theirs too, before the others.
    if (text === 'successes:' || text === 'failures:') ofFailures = text === 'failures:';
    const name = ofFailures ? SECTION.exec(text)?.[1] : undefined;
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

export function namesIn(lines: readonly LogLine[], { from, to }: Binary) {
  const listed: string[] = [];
  const shown = new Map<string, number>();
  const returned = new Map<string, { readonly at: number; readonly error: string }>();
  for (let at = from; at < to; at += 1) {
    const text = textAt(lines, at);
    const failed = FAILED.exec(text);
    if (failed !== null) shown.set(failed[1] ?? failed[2] ?? '', at);
    const [, name, error] = RETURNED.exec(text) ?? [];
    if (name !== undefined) returned.set(name, { at, error: error ?? '' });
    if (text !== 'failures:') continue;
    for (let next = at + 1; next < to && LISTED.test(textAt(lines, next)); next += 1)
      listed.push(LISTED.exec(textAt(lines, next))?.[1] ?? '');
  }
  // The list is libtest's own; a line above it may be the words of a test.
  return { names: listed.length > 0 ? listed : [...shown.keys()], shown, returned };
}
