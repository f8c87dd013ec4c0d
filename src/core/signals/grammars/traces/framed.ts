// Compilers that draw a frame around the code (swc, oxc, rspack and whatever reports with miette), and what throws Babel's errors.
import { endOf, textAt } from '../../grammar.ts';
import type { TraceReader } from './trace.ts';

const HEAD = /^\s{0,6}(?:[×✖✘x]|Error:) (\S.{0,2000})$/;
const PLACE = /^\s{1,12}(?:╭─{1,3}|,-{1,3})\[\s?(\S.{0,500}?):(\d{1,7}):(\d{1,7})\s?\]/;
const CODE = /^\s{1,12}(?:\d{1,7} )?[│|] .{0,2000}$/;
const CARET = /^\s{1,12}[·:]\s{1,2000}[\^─┬▲]/;
const BABEL =
  /^(?:\S{0,60} )?SyntaxError: ((?:[A-Za-z]:)?[^\s:]{1,500}): (\S.{0,1000}?) \((\d{1,7}):(\d{1,7})\)$/;

export const framedTrace: TraceReader = (lines, at) => {
  const text = textAt(lines, at);
  const [, file, message = '', line, column] = BABEL.exec(text) ?? [];
  if (file !== undefined)
    return {
      kind: 'compile',
      tool: 'babel',
      file,
      line: Number(line),
      column: Number(column) + 1,
      message,
      from: at,
      to: endOf(lines, at + 1, (each) => /^\s{4,}at |^\S/.test(each), 12),
    };
  const said = HEAD.exec(text)?.[1];
  if (said === undefined) return undefined;
  const placeAt = endOf(lines, at + 1, (each) => PLACE.test(each) || each === '', 6);
  const place = PLACE.exec(textAt(lines, placeAt));
  if (place === null) return undefined;
  const to = endOf(lines, placeAt + 1, (each) => !CODE.test(each) && !CARET.test(each), 20);
  // The place is of the first line that is shown; the caret stands below the one that is meant.
  const caret = endOf(lines, placeAt + 1, (each, no) => no >= to || CARET.test(each), 20);
  const shown = /^\s{1,12}(\d{1,7}) [│|]/.exec(textAt(lines, caret - 1))?.[1];
  return {
    kind: 'compile',
    file: place[1],
    line: Number(caret < to && shown !== undefined ? shown : place[2]),
    message: said,
    from: at,
    to,
  };
};
