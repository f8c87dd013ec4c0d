// bandit: `>> Issue: [B110:name] what`, how bad it is, and its location a few lines on; or one line each.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { problemOf } from '../problem-lines.ts';

const ISSUE = /^>> Issue: \[(?<code>B\d{3})(?::\w{1,80})?\] (?<message>.{1,1000})$/;
const SEVERITY = /^ {3}Severity: (Low|Medium|High|Undefined) /;
const LOCATION = /^ {3}Location: (?<file>\S.{0,800}?):(?<line>\d{1,7})(?::(?<column>\d{1,7}))?$/;
const END = /^-{20,}$/;
const CUSTOM =
  /^(?<file>\S.{0,800}?):(?<line>\d{1,7}): (?<code>B\d{3})\[bandit\]: (?<level>LOW|MEDIUM|HIGH): (?<message>.{1,1000})$/;

export const bandit: Grammar = {
  tool: 'bandit',
  marks: ['>> Issue: [B', '[bandit]: ', 'No issues identified.'],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const custom = CUSTOM.exec(text)?.groups;
      if (custom !== undefined)
        return [{ ...problemOf('lint', custom, at), severity: severityOf(custom.level ?? '') }];
      const issue = ISSUE.exec(text)?.groups;
      return issue === undefined ? [] : [issueAt(lines, at, issue)];
    });
    const isClean = lines.some(({ text }) => /^\s{0,4}No issues identified\.$/.test(text));
    return { findings, ended: findings.length > 0 ? 'failed' : isClean ? 'passed' : undefined };
  },
};

function issueAt(lines: readonly LogLine[], at: number, issue: Record<string, string>): Finding {
  const to = endOf(lines, at + 1, (text) => END.test(text) || ISSUE.test(text), 40);
  const own = lines.slice(at, to).map(({ text }) => text);
  const place = own.map((text) => LOCATION.exec(text)?.groups).find((each) => each !== undefined);
  const level = own.map((text) => SEVERITY.exec(text)?.[1]).find((each) => each !== undefined);
  let last = to;
  while (last > at + 1 && textAt(lines, last - 1) === '') last -= 1;
  return { ...problemOf('lint', { ...place, ...issue }, at, last), severity: severityOf(level ?? '') };
}

const severityOf = (level: string): 'error' | 'warning' => (/^high$/i.test(level) ? 'error' : 'warning');
