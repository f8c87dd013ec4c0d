// pytest: the lines of its short summary; place and traceback come from the section that each has further up.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const SUMMARY_LINE = /^(FAILED|ERROR) (\S.{0,3000})$/;
const HEADER = /^_{2,200} (\S.{0,3000}) _{2,200}$/;
const SECTION_END = /^(?:_{2,200} |={3,200})/;
const PLACE = /^(\S.{0,1000}\.py):(\d{1,7}): (?:in )?\S/;

export const pytest: Grammar = {
  tool: 'pytest',
  marks: ['FAILED ', 'ERROR '],
  read(lines) {
    const headers = headersOf(lines);
    const findings: Finding[] = [];
    lines.forEach(({ text }, at) => {
      const found = SUMMARY_LINE.exec(text);
      const finding =
        found === null ? undefined : findingOf(lines, headers, at, found[1] === 'ERROR', found[2] ?? '');
      if (finding !== undefined) findings.push(finding);
    });
    return { findings };
  },
};

type Header = { readonly at: number; readonly title: string };

const headersOf = (lines: readonly LogLine[]): readonly Header[] =>
  lines.flatMap(({ text }, at) => {
    const title = HEADER.exec(text)?.[1];
    return title === undefined ? [] : [{ at, title }];
  });

function findingOf(
  lines: readonly LogLine[],
  headers: readonly Header[],
  at: number,
  isError: boolean,
  rest: string,
): Finding | undefined {
  const { id, message } = splitSummary(rest);
  const [file = '', ...names] = id.split('::');
  // Other tools say FAILED and ERROR too; pytest names a file first.
  if (!file.endsWith('.py')) return undefined;
  const isCollection = isError && names.length === 0;
  const wanted = isCollection ? `ERROR collecting ${file}` : names.join('.');
  const header = headers.findLast(
    (each) => each.at < at && (each.title === wanted || each.title.endsWith(` of ${wanted}`)),
  );
  const from = header?.at ?? at;
  const to = header === undefined ? at + 1 : endOf(lines, from + 1, (text) => SECTION_END.test(text));
  return {
    kind: isCollection ? 'compile' : 'test',
    testId: isCollection ? undefined : id,
    file,
    line: lineOf(lines, from, to, file),
    message: message === '' ? raisedIn(lines, from, to) : message,
    from,
    to,
  };
}

/** The last place in the test's own file: where it gave up, or where the test called what did. */
function lineOf(lines: readonly LogLine[], from: number, to: number, file: string): number | undefined {
  for (let at = to - 1; at >= from; at -= 1) {
    const place = PLACE.exec(textAt(lines, at));
    if (place?.[1] === file) return Number(place[2]);
  }
  return undefined;
}

/** pytest puts `E` before what was raised. */
function raisedIn(lines: readonly LogLine[], from: number, to: number): string {
  const raised = lines.slice(from, to).findLast(({ text }) => /^E {2,10}\S/.test(text));
  return raised?.text.slice(1).trim() ?? 'failed';
}

/** `id - message`: parameters in brackets may hold " - " themselves. */
function splitSummary(rest: string): { id: string; message: string } {
  const bracket = rest.indexOf('[');
  const dash = rest.indexOf(' - ');
  const inBrackets = bracket !== -1 && (dash === -1 || bracket < dash);
  const closing = inBrackets ? rest.indexOf('] - ', bracket) : -1;
  if (closing !== -1) return { id: rest.slice(0, closing + 1), message: rest.slice(closing + 4) };
  if (dash === -1 || (inBrackets && rest.endsWith(']'))) return { id: rest, message: '' };
  return { id: rest.slice(0, dash), message: rest.slice(dash + 3) };
}
