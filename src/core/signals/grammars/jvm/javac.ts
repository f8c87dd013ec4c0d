// javac, alone and below Gradle, Ant, Bazel and sbt: `File.java:12: error: …`, the line of code, a caret below it.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const ERROR =
  /^\s{0,10}(?::[\w:-]{1,80}(?=[\\/]))?(?:\[javac\] |e: |\[error\] )?(?<file>[^\s:][^:]{0,500}\.java|[A-Za-z]:[^:]{1,500}\.java):(?<line>\d{1,7}): (?:error: )(?<message>.{1,4000})$/;
const WARNING =
  /^\s{0,10}(?:\[javac\] )?(?<file>[^\s:][^:]{0,500}\.java|[A-Za-z]:[^:]{1,500}\.java):(?<line>\d{1,7}): warning: (?:\[(?<code>[\w-]{1,60})\] )?(?<message>.{1,4000})$/;
const STRICT = /^\s{0,10}(?:\[javac\] )?error: warnings found and -Werror specified/;
const CARET = /^(?:\[javac\] )?(\s{0,500})\^$/;
const DETAIL = /^\s{0,12}(?:\[javac\] )?\s{0,6}(symbol|location|required|found|reason|where):?\s/;

export const javac: Grammar = {
  tool: 'javac',
  marks: ['.java:'],
  read(lines) {
    const isStrict = lines.some(({ text }) => STRICT.test(text));
    const findings = lines.flatMap(({ text }, at) => {
      const error = ERROR.exec(text);
      if (error !== null) return [findingAt(lines, at, error)];
      const warning = isStrict ? WARNING.exec(text) : null;
      return warning === null ? [] : [{ ...findingAt(lines, at, warning), severity: 'warning' as const }];
    });
    return { findings: distinct(findings) };
  },
};

/** What javac adds (symbol, location) tells two errors of one line apart. */
function findingAt(lines: readonly LogLine[], at: number, found: RegExpExecArray): Finding {
  let to = at + 1;
  let column: number | undefined;
  const details: string[] = [];
  for (; to < at + 12 && to < lines.length; to += 1) {
    const text = textAt(lines, to);
    if (ERROR.test(text) || WARNING.test(text)) break;
    const caret = CARET.exec(text);
    if (caret !== null) column = (caret[1] ?? '').length + 1;
    if (DETAIL.test(text)) details.push(text.trim());
    else if (column !== undefined && caret === null) break;
  }
  const isWhole = column !== undefined || details.length > 0;
  const finding = problemOf('compile', found.groups, at, isWhole ? to : at + 1);
  // The caret is printed below the line of code, and with that line's own indentation only at the margin.
  const indent = textAt(lines, at).search(/\S/);
  return {
    ...finding,
    column: column === undefined || column <= indent ? undefined : column - indent,
    message: [finding.message, ...details].join('\n'),
  };
}
