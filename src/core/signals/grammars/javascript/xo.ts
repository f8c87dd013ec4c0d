// xo and tsd: a file with the place of its first problem, below it a line each: `✖  2:7  what  rule`. tsd has types and no rules.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FILE = /^ {2}(\S.{0,500}\.[cm]?[jt]sx?):\d{1,7}:\d{1,7}$/;
const ROW = /^ {2}(✖|⚠) {2}(\d{1,7}):(\d{1,7}) {1,12}(\S.{0,2000})$/;

export const xo: Grammar = {
  tool: 'xo',
  marks: ['  ✖  '],
  read: (lines) => ({ findings: lines.flatMap((_, at) => fileAt(lines, at)) }),
};

function fileAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const file = FILE.exec(textAt(lines, at))?.[1];
  if (file === undefined) return [];
  const to = endOf(lines, at + 1, (text) => !ROW.test(text), 2_000);
  return lines.slice(at + 1, to).flatMap(({ text }, index) => {
    const [, sign, line, column, rest = ''] = ROW.exec(text) ?? [];
    if (sign !== '✖') return [];
    const from = at + 1 + index;
    return [{ ...said(rest), file, line: Number(line), column: Number(column), from, to: from + 1 }];
  });
}

function said(rest: string): Pick<Finding, 'kind' | 'tool' | 'code' | 'message'> {
  const columns = rest.trimEnd().split(/\s{2,}/);
  const code = columns.length > 1 ? columns.pop() : undefined;
  const message = columns.join(' ');
  return code === undefined ? { kind: 'typecheck', tool: 'tsd', message } : { kind: 'lint', code, message };
}
