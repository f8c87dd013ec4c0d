// htmlhint as it prints by itself: a file, the line of markup with its number, a caret with message and rule below.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';

const FILE = /^\s{2,6}(\S.{0,500}\.\w{1,10})$/;
const SOURCE = /^(\s{2,10}L(\d{1,7}) \|)/;
const SAID = /^(\s{2,2000})\^ (\S.{0,1000}) \(([a-z][\w-]{2,60})\)$/;

export const htmlhint: Grammar = {
  tool: 'htmlhint',
  marks: ['L1 |', 'L2 |', 'L3 |', 'L4 |', 'L5 |', 'L6 |', 'L7 |', 'L8 |', 'L9 |', '0 |'],
  read(lines) {
    let file: string | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      file = FILE.exec(text)?.[1] ?? file;
      const [, gutter = '', line] = SOURCE.exec(text) ?? [];
      const [, blank = '', message, code] = SAID.exec(textAt(lines, at + 1)) ?? [];
      if (file === undefined || line === undefined || message === undefined) return [];
      const column = Math.max(1, blank.length - gutter.length + 1);
      return [{ kind: 'lint', file, line: Number(line), column, code, message, from: at, to: at + 2 }];
    });
    return { findings };
  },
};
