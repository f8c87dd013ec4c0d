// rustc, rustdoc and clippy: `error[E0308]: words` with `--> file:line:column` below, or all in one line; rustfmt --check.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { cargoAt } from './cargo.ts';
import { kindOf, withKnownLints } from './lints.ts';

const ERROR = /^(?:(\S.{0,500}?\.rs):(\d{1,7}):(\d{1,7}): )?error(?:\[([A-Za-z]\w{1,60})\])?: (\S.{0,3500})$/;
const ARROW = /^\s{0,12}--> (\S.{0,500}?):(\d{1,7}):(\d{1,7})$/;
/** Say only that something above failed. */
const ECHO =
  /^(?:could not compile|aborting due to|test failed, to rerun|doctest failed|test run failed|\d{1,6} targets? failed|process didn't exit|could not document|build failed|bench failed|.{1,100} generated \d{1,6} )/;
const DIFF = /^Diff in (\S.{0,1000}?)(?: at line |:)(\d{1,7}):?$/;

export const rustc: Grammar = {
  tool: 'rustc',
  marks: ['error: ', 'error[', 'Diff in '],
  read(lines) {
    const formatted = new Set<string>();
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      const diff = DIFF.exec(text);
      if (diff !== null) return formatAt(lines, at, diff, formatted);
      const found = ERROR.exec(text);
      return found === null || ECHO.test(found[5] ?? '') ? [] : errorAt(lines, at, found);
    });
    return { findings: withKnownLints(findings) };
  },
};

/** rustfmt shows each difference by itself; the file is one finding. */
function formatAt(
  lines: readonly LogLine[],
  at: number,
  [, file = '', line]: RegExpExecArray,
  seen: Set<string>,
): readonly Finding[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const to = endOf(lines, at + 1, (text) => !/^[-+ ]/.test(text), 60);
  return [
    { kind: 'format', tool: 'rustfmt', file, line: Number(line), message: 'not formatted', from: at, to },
  ];
}

function errorAt(
  lines: readonly LogLine[],
  at: number,
  [, file, line, column, code, message = '']: RegExpExecArray,
): readonly Finding[] {
  if (file !== undefined)
    return [
      {
        ...kindOf(code, message, ''),
        file,
        line: Number(line),
        column: Number(column),
        message,
        from: at,
        to: at + 1,
      },
    ];
  const to = trimmed(
    lines,
    at,
    endOf(
      lines,
      at + 1,
      (text) => ERROR.test(text) || /^(?:warning(?:\[|:)|Some errors have|For more information)/.test(text),
      200,
    ),
  );
  const body = endOf(lines, at + 1, (text, here) => here >= to || text.trim() === '', 200);
  const arrowAt = endOf(lines, at + 1, (text, here) => here >= body || ARROW.test(text), 30);
  const arrow = arrowAt < body ? ARROW.exec(textAt(lines, arrowAt)) : null;
  if (arrow === null) return cargoAt(lines, at, to, message);
  const more = lines
    .slice(at, body)
    .map((each) => each.text)
    .join('\n');
  const extra = lines.slice(at + 1, arrowAt).map(({ text }) => text.trim());
  const said = /^ {1,12}= help: message: (.{1,2000})$/m.exec(more)?.[1];
  return [
    {
      ...(arrow[1]?.endsWith('.toml') ? { kind: 'config', tool: 'cargo' } : kindOf(code, message, more)),
      file: arrow[1],
      line: Number(arrow[2]),
      column: Number(arrow[3]),
      message: [message, ...extra, ...(said === undefined ? [] : [said])].join('\n'),
      from: at,
      to: body,
    },
  ];
}

function trimmed(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}
