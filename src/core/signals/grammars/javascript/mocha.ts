// mocha, and cypress, which runs it: the numbered list that every reporter for people ends with, and a stream of JSON lines.
import { endOf, type Finding, type Grammar, type Reading, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';
import { specsOf, triesIn } from './cypress.ts';
import { fileSaid, ownPlaces, placeOfTest } from './frames.ts';
import { kindOfLoading } from './loading.ts';

const FAILING = /^ {2}(\d{1,6}) failing$/;
const PASSING = /^ {2}\d{1,6} passing \(/;
const TITLE = /^ {2}(\d{1,6})\) (\S.{0,2000})$/;
const EXCEPTION = /^ ?Exception during run: (.{0,3000})$/;
/** cypress has its own frames first. */
const OF_SPEC = /^ {2}From (?:Your Spec Code|previous event):$/;
const UNCOMPILED = /^ {2}> (?:Webpack|Vite) Compilation Error/m;
const STARTS_OF_TITLES = 7;

export const mocha: Grammar = {
  tool: 'mocha',
  marks: [' failing', 'Exception during run', '["fail",{'],
  read(lines) {
    const findings: Finding[] = [];
    const specs = specsOf(lines);
    const tries = triesIn(lines);
    lines.forEach(({ text }, at) => {
      const count = FAILING.exec(text)?.[1];
      if (count !== undefined) {
        const found = failures(lines, at + 1, Number(count), specs(at));
        findings.push(...found.map((finding) => tried(finding, tries)));
      }
      const exception = EXCEPTION.exec(text)?.[1];
      if (exception !== undefined) findings.push(exceptionAt(lines, at, exception));
    });
    return { findings, ended: endedAs(lines) };
  },
};

/** Of a name that is in several suites, the tries of the last: cypress prints them without their suite. */
function tried(finding: Finding, tries: ReadonlyMap<string, number>): Finding {
  const { testId = '', suite } = finding;
  const times = tries.get(suite === undefined ? testId : testId.slice(suite.length + 1));
  return times === undefined ? finding : { ...finding, attempts: { passed: 0, failed: times + 1 } };
}

/** They are numbered from 1 without a hole; a line that only looks like a title breaks the order. */
function failures(
  lines: readonly LogLine[],
  start: number,
  count: number,
  spec: string | undefined,
): readonly Finding[] {
  const findings: Finding[] = [];
  const isTitle = (text: string, no: number) => TITLE.exec(text)?.[1] === String(no);
  let at = endOf(lines, start, (text) => isTitle(text, 1), 5);
  for (let no = 1; no <= count && isTitle(textAt(lines, at), no); no += 1) {
    const next = endOf(lines, at + 1, (text) => isTitle(text, no + 1));
    findings.push(findingAt(lines, at, no === count ? endOfLast(lines, at) : next, spec));
    at = next;
  }
  return findings;
}

/** Nothing closes the list: its last error ends with its frames, or at the first gap where it has none. */
function endOfLast(lines: readonly LogLine[], at: number): number {
  const max = endOf(
    lines,
    at + 1,
    (text) => PASSING.test(text) || /^(?: {2}\(|npm |error |##\[|\$ )/.test(text),
    200,
  );
  const frame = endOf(lines, at + 1, (text, no) => no >= max || isFrame(text));
  if (frame < max)
    return endOf(lines, frame, (text, no) => no >= max || !(isFrame(text) || OF_SPEC.test(text)));
  return endOf(lines, at + 4, (text, no) => no >= max || text.trim() === '');
}

function findingAt(lines: readonly LogLine[], at: number, end: number, spec: string | undefined): Finding {
  const { names, body } = titleAt(lines, at);
  const frames = endOf(lines, body, (text, no) => no >= end || isFrame(text));
  const message = textOf(lines, body, frames).trimStart();
  const place = placeOfTest(ownPlaces(lines, frames, end));
  let to = end;
  while (to > at + 1 && /^\s*$|^\s{1,40}at .{0,500}(?:node:|node_modules)/.test(textAt(lines, to - 1)))
    to -= 1;
  return {
    kind: UNCOMPILED.test(message) ? 'compile' : 'test',
    tool: spec === undefined ? undefined : 'cypress',
    testId: names.join(' '),
    suite: names.length > 1 ? names.slice(0, -1).join(' ') : undefined,
    ...(place ?? { file: fileSaid(message) ?? spec }),
    message,
    from: at,
    to,
  };
}

/** Suites stand above the name, each two columns further in; the last line ends with a colon of mocha's own. */
function titleAt(lines: readonly LogLine[], at: number): { names: string[]; body: number } {
  const names = [TITLE.exec(textAt(lines, at))?.[2] ?? ''];
  let body = at + 1;
  while (textAt(lines, body).search(/\S/) === STARTS_OF_TITLES + 2 * (names.length - 1)) {
    names.push(textAt(lines, body).trim());
    body += 1;
  }
  const last = names.length - 1;
  names[last] = (names[last] ?? '').replace(/:$/, '');
  return { names, body };
}

function exceptionAt(lines: readonly LogLine[], at: number, said: string): Finding {
  const frames = endOf(lines, at + 1, (text) => isFrame(text), 40);
  const to = endOf(lines, frames, (text) => !isFrame(text), 40);
  const head = /^(\S{1,1000}):(\d{1,7})$/.exec(said);
  const message =
    head === null ? [said, textOf(lines, at + 1, frames)].join('\n').trim() : textAt(lines, frames - 1);
  const frame = ownPlaces(lines, frames, to)[0];
  const kind = kindOfLoading(message) === 'compile' ? 'compile' : 'crash';
  const place = head === null ? frame : { file: head[1], line: Number(head[2]) };
  return { kind, ...place, message, from: at, to };
}

function endedAs(lines: readonly LogLine[]): Reading['ended'] {
  // It counts those that passed first, none of them too; a test may print a sum of its own.
  const isSum = (at: number) => lines.slice(Math.max(0, at - 3), at).some(({ text }) => PASSING.test(text));
  if (lines.some(({ text }, at) => FAILING.test(text) && isSum(at))) return 'failed';
  return lines.some(({ text }) => PASSING.test(text)) ? 'passed' : undefined;
}
