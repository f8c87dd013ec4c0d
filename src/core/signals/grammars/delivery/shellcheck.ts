// shellcheck, for the terminal (`In FILE line 3:`, the line, `^-- SC2086 (info): …` below it) and in gcc's form. It fails on notes too.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const HEAD = /^In (\S.{0,1000}) line (\d{1,7}):$/;
const CARET = /^(\s{0,2000})\^[-^]{0,2000}\s?(SC\d{4}) \((error|warning|info|style)\): (.{1,2000})$/;
const GCC =
  /^(?<file>\S.{0,1000}?):(?<line>\d{1,7}):(?<column>\d{1,7}): (?<level>error|warning|note): (?<message>.{1,2000}) \[(?<code>SC\d{4})\]$/;

export const shellcheck: Grammar = {
  tool: 'shellcheck',
  marks: ['SC1', 'SC2', 'SC3'],
  read(lines) {
    const findings = lines.flatMap(({ text }, at) => [...gccAt(text, at), ...headAt(lines, at)]);
    return { findings: distinct(findings) };
  },
};

function gccAt(text: string, at: number): Finding[] {
  const groups = GCC.exec(text)?.groups;
  if (groups === undefined) return [];
  return [{ ...problemOf('lint', groups, at), severity: severityOf(groups.level) }];
}

function headAt(lines: readonly LogLine[], at: number): Finding[] {
  const head = HEAD.exec(textAt(lines, at));
  if (head === null) return [];
  // The line itself may be empty: the file's end, most often.
  const to = endOf(lines, at + 2, (text) => text === '' || HEAD.test(text), 40);
  const [, file, line] = head;
  const findings: Finding[] = [];
  for (let caretAt = at + 2; caretAt < to; caretAt += 1) {
    const caret = CARET.exec(textAt(lines, caretAt));
    if (caret === null) continue;
    const [, indent = '', code, level, message = ''] = caret;
    findings.push({
      kind: 'lint',
      file,
      line: Number(line),
      column: indent.length + 1,
      code,
      severity: severityOf(level),
      message,
      from: findings.length === 0 ? at : caretAt,
      to: caretAt + 1,
    });
  }
  return findings;
}

const severityOf = (level: string | undefined): 'error' | 'warning' =>
  level === 'error' ? 'error' : 'warning';
