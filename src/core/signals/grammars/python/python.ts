// The interpreter's own words: modules and files that it was to run and cannot find, files that do not compile.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const NO_MODULE =
  /^(?:\S{1,400}[\\/])?python[\d.]{0,6}(?:\.exe)?: (No module named '?[\w.]{1,200}'?(?:; .{1,300}|\.__main__.{0,200})?)$/;
const NO_FILE =
  /^(?:\S{1,400}[\\/])?python[\d.]{0,6}(?:\.exe)?: (can't (?:open file|find '__main__' module in) .{1,800})$/;
const COMPILING = /^\*{3} (?:Error compiling|Sorry:) .{1,800}$/;
const PLACE = /^ {2}File "(.{1,800})", line (\d{1,7})$/;
const SYNTAX =
  /^(?:\*{3} )?(?:Sorry: )?((?:SyntaxError|IndentationError|TabError|ValueError|UnicodeDecodeError): .{1,1000})$/;
/** `python -m tabnanny` and `py_compile` without a traceback. */
const INLINE =
  /^(?:\*{3} )?Sorry: ((?:IndentationError|SyntaxError|TabError): .{1,500}?) \((.{1,500}?), line (\d{1,7})\)$/;

export const python: Grammar = {
  tool: 'python',
  marks: ['No module named', "can't open file", "can't find '__main__'", '*** Error compiling', 'Sorry: '],
  read: (lines) => ({ findings: lines.flatMap((_, at) => sayingAt(lines, at)) }),
};

function sayingAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const text = textAt(lines, at);
  const module = NO_MODULE.exec(text)?.[1];
  if (module !== undefined) return [{ kind: 'dependency', message: module, from: at, to: at + 1 }];
  const file = NO_FILE.exec(text)?.[1];
  if (file !== undefined) return [{ kind: 'config', message: file, from: at, to: at + 1 }];
  const [, said, name, line] = INLINE.exec(text) ?? [];
  if (said !== undefined)
    return [{ kind: 'compile', file: name, line: Number(line), message: said, from: at, to: at + 1 }];
  return COMPILING.test(text) ? [compiledAt(lines, at)] : [];
}

/** `python -m compileall`: the file's name, then the error as a traceback would end. */
function compiledAt(lines: readonly LogLine[], at: number): Finding {
  const saidAt = endOf(lines, at + 1, (text) => SYNTAX.test(text) || COMPILING.test(text), 12);
  const place = lines.slice(at, saidAt).flatMap(({ text }) => PLACE.exec(text) ?? []);
  const named = /'(.{1,800})'\.\.\.$/.exec(textAt(lines, at))?.[1];
  return {
    kind: 'compile',
    file: place[1] ?? named,
    line: Number(place[2]) || undefined,
    message: SYNTAX.exec(textAt(lines, saidAt))?.[1] ?? textAt(lines, at),
    from: at,
    to: Math.min(lines.length, saidAt + 1),
  };
}
