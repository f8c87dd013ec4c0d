// rubocop: `file:3:5: W: Cop: what` (progress, clang, emacs) and `W:  3:  5: Cop: what` below `== file ==` (simple).
import type { Finding, Grammar } from '../../grammar.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const LINE =
  /^(?:# )?(?<file>\S.{0,500}?):(?<line>\d{1,7}):(?<column>\d{1,7}): (?<level>[CWEFRIA]): (?:\[\w{1,20}\] )?(?<code>[A-Z]\w{1,60}(?:\/\w{1,80}){1,3}): (?<message>.{1,2000})$/;
const SIMPLE =
  /^(?<level>[CWEFRIA]): {1,6}(?<line>\d{1,7}): {1,6}(?<column>\d{1,7}): (?:\[\w{1,20}\] )?(?<code>[A-Z]\w{1,60}(?:\/\w{1,80}){1,3}): (?<message>.{1,2000})$/;
const FILE = /^== (\S.{0,500}) ==$/;
const SUMMARY = /^\d{1,7} files? inspected, (no|\d{1,7}) offenses? detected/;

export const rubocop: Grammar = {
  tool: 'rubocop',
  marks: [': C: ', ': W: ', ': E: ', ': F: ', ': R: ', 'C: ', 'W: ', 'inspected, '],
  read(lines) {
    let file: string | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      file = FILE.exec(text)?.[1] ?? file;
      const groups = LINE.exec(text)?.groups ?? (file === undefined ? undefined : withFile(text, file));
      if (groups === undefined) return [];
      const severity = groups.level === 'E' || groups.level === 'F' ? 'error' : 'warning';
      return [{ ...problemOf('lint', groups, at), severity }];
    });
    const summary = lines.findLast(({ text }) => SUMMARY.test(text))?.text;
    const ended =
      summary === undefined ? undefined : SUMMARY.exec(summary)?.[1] === 'no' ? 'passed' : 'failed';
    return { findings: distinct(findings), ended };
  },
};

function withFile(text: string, file: string): Record<string, string> | undefined {
  const groups = SIMPLE.exec(text)?.groups;
  return groups === undefined ? undefined : { ...groups, file };
}
