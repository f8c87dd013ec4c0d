// pydocstyle: `a.py:1 in public function `f`:` and, in the next line, `        D103: what`.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import { problemOf } from '../problem-lines.ts';
import { SOURCE } from './source-file.ts';

const HEAD = new RegExp(String.raw`^${SOURCE}:(?<line>\d{1,7}) (?:at module level|in .{1,300}):$`);
const BODY = /^ {8}(?<code>D\d{3}): (?<message>.{1,1000})$/;

export const pydocstyle: Grammar = {
  tool: 'pydocstyle',
  marks: [' D1', ' D2', ' D3', ' D4'],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const body = BODY.exec(text)?.groups;
      const head = body === undefined ? undefined : HEAD.exec(textAt(lines, at - 1))?.groups;
      if (head === undefined) return [];
      return [problemOf('lint', { ...head, ...body }, at - 1, at + 1)];
    });
    return { findings };
  },
};
