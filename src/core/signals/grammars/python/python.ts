// The interpreter's own words: modules and files that it was to run and cannot find, files that do not compile.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const NO_MODULE =
  /^(?:\S{1,400}[\\/])?python[\d.]{0,6}(?:\.exe)?: (No module named '?[\w.]{1,200}'?(?:; .{1,300}|\.__main__.{0,200})?)$/;
const NO_FILE =
  /^(?:\S{1,400}[\\/])?python[\d.]{0,6}(?:\.exe)?: (can't (?:open file|find '__main__' module in) .{1,800})$/;
/** Without -q each file is named before it is compiled, and only the error has the stars. */
const COMPILING = /^(?:\*{3} Error compiling|Compiling) '(.{1,800})'\.\.\.$/;
const PLACE = /^(?:\*{3} )? {2}File "(.{1,800})", line (\d{1,7})$/;
const SYNTAX = /^((?:Syntax|Indentation|Tab|Value|UnicodeDecode)Error: .{1,1000})$/;
const SORRY = /^(?:\*{3} )?Sorry: (\w{1,40}Error: .{1,500}?)(?: \(.{1,500}?, line (\d{1,7})\))?$/;

export const python: Grammar = {
  tool: 'python',
  marks: ['No module named', "can't open file", "can't find '__main__'", '*** Error compiling', 'Sorry: '],
  read: (lines) => ({ findings: lines.flatMap((_, at) => sayingAt(lines, at)) }),
};

function sayingAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const text = textAt(lines, at);
  const module = NO_MODULE.exec(text)?.[1];
  if (module !== undefined) return [{ kind: 'dependency', message: module, from: at, to: at + 1 }];
  const missing = NO_FILE.exec(text)?.[1];
  if (missing !== undefined) return [{ kind: 'config', message: missing, from: at, to: at + 1 }];
  const file = COMPILING.exec(text)?.[1];
  return file === undefined ? [] : compiledAt(lines, at, file);
}

/** `python -m compileall`: the file's name, then the error as a traceback would end, or in one line with the bare name. */
function compiledAt(lines: readonly LogLine[], at: number, file: string): readonly Finding[] {
  const next = textAt(lines, at + 1);
  const [, sorry, sorryLine] = SORRY.exec(next) ?? [];
  const base = { kind: 'compile', file, from: at } as const;
  if (sorry !== undefined)
    return [{ ...base, line: Number(sorryLine) || undefined, message: sorry, to: at + 2 }];
  const place = PLACE.exec(next);
  if (place === null) return [];
  const saidAt = endOf(lines, at + 2, (text) => SYNTAX.test(text) || COMPILING.test(text), 10);
  const message = SYNTAX.exec(textAt(lines, saidAt))?.[1];
  return message === undefined ? [] : [{ ...base, line: Number(place[2]), message, to: saidAt + 1 }];
}
