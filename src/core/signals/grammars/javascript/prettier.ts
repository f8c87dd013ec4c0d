// prettier --check: `[warn] file` for each that is not formatted, `[error] file: …` for each that cannot be read.
import { endOf, type Finding, type Grammar } from '../../grammar.ts';

const RUNS =
  /^(?:Checking formatting\.\.\.|\[warn\] Code style issues|Code style issues|Error occurred when checking)/;
const UNFORMATTED = /^\[warn\] (\S.{0,1000}?)$/;
const OF_ITS_OWN =
  /^(?:Code style issues |Ignored unknown|Forgot to run|jsxBracketSameLine|The |Invalid |No parser)|[:?]$|\s(?:is|are|was|were|has|have|will|option)\s/;
const UNREADABLE = /^\[error\] (\S.{0,1000}?): (\w{1,60}Error: .{1,2000}?)(?: \((\d{1,7}):(\d{1,7})\))?$/;
const NOTHING = /^\[error\] (?:No files matching|No matching files|Invalid configuration|Cannot find)/;

export const prettier: Grammar = {
  tool: 'prettier',
  marks: ['[warn] ', '[error] '],
  read(lines) {
    const checks = lines.some(({ text }) => RUNS.test(text));
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const file = checks ? UNFORMATTED.exec(text)?.[1] : undefined;
      if (file !== undefined && !OF_ITS_OWN.test(file))
        return [{ kind: 'format', file, message: 'is not formatted as prettier does', from: at, to: at + 1 }];
      if (NOTHING.test(text)) return [{ kind: 'config', message: text.slice(8), from: at, to: at + 1 }];
      const unreadable = UNREADABLE.exec(text);
      if (unreadable === null) return [];
      const [, broken, message = '', line, column] = unreadable;
      const place = line === undefined ? {} : { line: Number(line), column: Number(column) };
      const to = endOf(lines, at + 1, (each) => !/^\[error\] {1,4}(?:>|\d|\|)/.test(each), 20);
      return [{ kind: 'compile', file: broken, ...place, message, from: at, to }];
    });
    return { findings };
  },
};
