// Where a pytest section points to, and what was raised in it, in each of the --tb styles.
import { textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { frameOf, isOwn, isSameFile } from './frames.ts';

export type Place = { readonly file: string; readonly line: number };
type Span = { readonly from: number; readonly to: number };

const PLACE = /^((?:[A-Za-z]:)?[^\s:<"'][^:"']{0,1000}\.\w{1,10}):(\d{1,7}):(?: |$)/;
const CAPTURED = /^-{5,200} Captured .{1,60} -{5,200}$/;
const TEST_FILE = /(?:^|[\\/])(?:test_[^\\/]{0,200}|[^\\/]{0,200}_tests?|tests?)\.py$/;

/** What the test printed is not what pytest says. */
export function saidUntil(lines: readonly LogLine[], { from, to }: Span): number {
  for (let at = from; at < to; at += 1) if (CAPTURED.test(textAt(lines, at))) return at;
  return to;
}

function placesIn(lines: readonly LogLine[], { from, to }: Span): readonly Place[] {
  // With captured output between the traceback and it, the place of a timeout or a --tb=line stands at the end.
  return lines.slice(from, saidUntil(lines, { from, to })).flatMap(({ text }) => {
    const found = PLACE.exec(text);
    if (found !== null) return [{ file: found[1] ?? '', line: Number(found[2]) }];
    const frame = frameOf(text);
    return frame === undefined ? [] : [{ file: frame.file, line: frame.line }];
  });
}

/**
 * The last place in the test's own file: where it gave up, or where it called what did. Else the deepest place in the repository.
 * Without `file`, the first test file in the traceback: pytest begins it at the test.
 */
export function placeOf(lines: readonly LogLine[], span: Span, file: string | undefined): Place | undefined {
  const own = placesIn(lines, span).filter((place) => isOwn(place.file));
  if (file === undefined) {
    const first = own.find((place) => TEST_FILE.test(place.file)) ?? own[0];
    return first && placeOf(lines, span, first.file);
  }
  const inTest = own.findLast((place) => isSameFile(place.file, file));
  return inTest === undefined ? own.at(-1) : { file, line: inTest.line };
}

/** pytest puts `E` before what was raised; of chained exceptions the last one counts. */
export function saidIn(lines: readonly LogLine[], span: Span): string {
  const end = saidUntil(lines, span);
  const isRaised = (at: number) => /^E(?: {2,}|$)/.test(textAt(lines, at));
  let last = end - 1;
  while (last > span.from && !isRaised(last)) last -= 1;
  const group = groupIn(lines, span);
  if (group !== undefined) return group;
  if (last <= span.from) return otherIn(lines, { from: span.from + 1, to: end });
  let first = last;
  while (first > span.from + 1 && isRaised(first - 1)) first -= 1;
  const bare = lines.slice(first, last + 1).map((line) => ({ ...line, text: line.text.slice(1) }));
  return textOf(withoutFrames(bare), 0, bare.length);
}

const GROUP = /^(?:E {1,8})?\s{0,12}\+ Exception Group Traceback/;
const RAISED =
  /^(?:E {1,8})?[\s|]{0,60}\| ([A-Za-z_][\w.]{0,200}(?:Error|Exception|Group|Warning|Failure|Exit|Interrupt)(?:: .{0,500})?)$/;

/** Of several exceptions at once: what each says, without their frames. */
function groupIn(lines: readonly LogLine[], { from, to }: Span): string | undefined {
  const own = lines.slice(from, to).map(({ text }) => text);
  if (!own.some((text) => GROUP.test(text))) return undefined;
  const raised = own.flatMap((text) => RAISED.exec(text)?.[1] ?? []);
  return raised.length === 0 ? undefined : raised.slice(0, 8).join('\n');
}

/** A syntax error has its place in the E lines too. */
const withoutFrames = (lines: readonly LogLine[]): readonly LogLine[] => {
  const named = lines.findIndex(({ text }) => /^ {1,12}[A-Z]\w{0,100}(?:Error|Warning)\b/.test(text));
  return named > 0 && frameOf(textAt(lines, 0)) !== undefined ? lines.slice(named) : lines;
};

const DOCTEST = /^(?:Expected|Expected nothing|UNEXPECTED EXCEPTION|Differences)\b/;

function otherIn(lines: readonly LogLine[], { from, to }: Span): string {
  const doctest = lines.slice(from, to).findIndex(({ text }) => DOCTEST.test(text));
  if (doctest !== -1) {
    const start = from + doctest;
    let end = start + 1;
    const isOne = textAt(lines, start).startsWith('UNEXPECTED');
    while (!isOne && end < to && textAt(lines, end) !== '' && !PLACE.test(textAt(lines, end))) end += 1;
    return textOf(lines, start, end);
  }
  const trace = lines.slice(from, to).findLastIndex(({ text }) => frameOf(text) !== undefined);
  let start = from + trace + 1;
  while (trace !== -1 && start < to && /^\s/.test(textAt(lines, start))) start += 1;
  let end = start;
  while (end < to && end < start + 20 && !PLACE.test(textAt(lines, end))) end += 1;
  return textOf(lines, start, end)
    .replace(/^\[gw\d{1,4}\] .{1,500}\n{0,3}/, '')
    .trim();
}
