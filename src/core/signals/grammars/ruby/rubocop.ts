// rubocop: `file:3:5: W: Cop: what` (progress, clang, emacs) and `W:  3:  5: Cop: what` below `== file ==` (simple).
import type { Finding, Grammar } from '../../grammar.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const LINE =
  /^(?:# )?(?<file>\S.{0,500}?):(?<line>\d{1,7}):(?<column>\d{1,7}): (?<level>[CWEFRIA]): (?:\[\w{1,20}\] )?(?<code>[A-Z]\w{1,60}(?:\/\w{1,80}){1,3}): (?<message>.{1,2000})$/;
const SIMPLE =
  /^(?<level>[CWEFRIA]): {1,6}(?<line>\d{1,7}): {1,6}(?<column>\d{1,7}): (?:\[\w{1,20}\] )?(?<code>[A-Z]\w{1,60}(?:\/\w{1,80}){1,3}): (?<message>.{1,2000})$/;
/** What the runner makes of its own format for runners: the place went to the annotation. */
const MARKED = /^(?<code>[A-Z]\w{1,60}(?:\/[A-Z]\w{1,80}){1,3}): (?<message>.{1,2000})$/;
const CONFIG =
  /^(?:Error: (?:RuboCop found unknown |unrecognized cop or department |configuration for |The `?[\w/]{1,100}`? (?:cop|department) |obsolete parameter ).{0,1000}|cannot load such file -- rubocop\S{0,200})$/;
const FILE = /^== (\S.{0,500}) ==$/;
const SUMMARY = /^\d{1,7} files? inspected, (no|\d{1,7}) offenses? detected/;

const CONFIG_MARKS = ['RuboCop found unknown', 'unrecognized cop', '-- rubocop'];
const DEPARTMENTS = ['Layout/', 'Lint/', 'Style/', 'Naming/', 'Metrics/', 'Security/', 'Rails/'];

export const rubocop: Grammar = {
  tool: 'rubocop',
  marks: [
    ': C: ',
    ': W: ',
    ': E: ',
    ': F: ',
    ': R: ',
    'C: ',
    'W: ',
    'inspected, ',
    ...CONFIG_MARKS,
    ...DEPARTMENTS,
  ],
  read(lines) {
    let file: string | undefined;
    const findings = lines.flatMap(({ text, mark }, at): Finding[] => {
      const marked = mark === 'error' ? MARKED.exec(text)?.groups : undefined;
      if (marked !== undefined) return [problemOf('lint', marked, at)];
      if (CONFIG.test(text)) return [problemOf('config', { message: text.replace(/^Error: /, '') }, at)];
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
