// ansible-lint: `rule: what`, and its place on the line below.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';

const RULE = /^([a-z][\w-]{1,60}(?:\[[\w-]{1,60}\])?): (.{1,1000})$/;
const PLACE = /^(\S.{0,500}?):(\d{1,7})(?::(\d{1,7}))?(?: .{1,500})?$/;
const FATAL = /\bviolation\(s\) that are fatal$|^Failed: \d{1,6} failure\(s\)/;
const WARNED = /\(warning\)$/;

export const ansibleLint: Grammar = {
  tool: 'ansible-lint',
  marks: ['violation(s) that are fatal', 'Failed: '],
  read(lines) {
    if (!lines.some(({ text }) => FATAL.test(text))) return { findings: [] };
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      const [, code, message = ''] = RULE.exec(text) ?? [];
      const [, file, line, column] = PLACE.exec(textAt(lines, at + 1)) ?? [];
      if (code === undefined || file === undefined || WARNED.test(message)) return [];
      const place = { file, line: Number(line), column: column === undefined ? undefined : Number(column) };
      return [{ kind: 'lint', ...place, code, message, from: at, to: at + 2 }];
    });
    return { findings, ended: 'failed' };
  },
};
