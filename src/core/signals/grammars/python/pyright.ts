// pyright and basedpyright: `  /a.py:3:5 - error: what (rule)`, its reasons in deeper lines; the rule may stand in the last of them.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const LINE =
  /^ {2,4}(?:(?<file>(?:[A-Za-z]:)?[^\s:][^:]{0,800}):)?(?<line>\d{1,7}):(?<column>\d{1,7}) - (?<level>error|warning)(?: (?<old>report\w{2,60}))?: (?<message>.{1,3000})$/;
const FILE = /^(?:[A-Za-z]:)?[\\/.\w][^:]{0,800}\.(?:pyi?|ipynb)$/;
const RULE = /^(.{0,6000}?) \((report\w{2,60})\)$/s;
const SUMMARY = /^(\d{1,7}) errors?, (\d{1,7}) warnings?, \d{1,7} (?:notes?|informations?)/;
const REASON = /^\s{4}/;

export const pyright: Grammar = {
  tool: 'pyright',
  marks: [' - error: ', ' - warning: ', ' errors, ', ' error, '],
  read(lines) {
    const last = lines.findLastIndex(({ text }) => SUMMARY.test(text));
    const [, errors] = SUMMARY.exec(textAt(lines, last)) ?? [];
    const all = distinct(problemsIn(lines));
    const wrong = all.filter(({ severity }) => severity === 'error');
    const counts = wrong.length > 0 || !isLastWord(lines, last) ? wrong : all;
    return {
      findings: counts,
      ended: errors === undefined ? undefined : errors === '0' ? 'passed' : 'failed',
    };
  },
};

/** Warnings fail a run (--warnings, and basedpyright's default) without a word about it: believed where nothing else came after. */
function isLastWord(lines: readonly LogLine[], last: number): boolean {
  const rest = lines.slice(last + 1).filter(({ text }) => text !== '');
  return (
    last !== -1 && rest.every(({ text, mark }) => mark === 'error' || /^(?:make|task|poetry|uv)\b/.test(text))
  );
}

function problemsIn(lines: readonly LogLine[]): readonly Finding[] {
  let file: string | undefined;
  return lines.flatMap(({ text }, at): Finding[] => {
    const groups = LINE.exec(text)?.groups;
    if (groups === undefined) {
      if (FILE.test(text)) file = text;
      return [];
    }
    const to = endOf(lines, at + 1, (each) => !REASON.test(each) || LINE.test(each), 40);
    const said = textOf(lines, at + 1, to);
    const whole = [groups.message, said].filter((part) => part !== '').join('\n');
    const [, message = whole, code] = RULE.exec(whole) ?? [];
    const place = { ...groups, file: groups.file ?? file, code: code ?? groups.old, message };
    const severity = groups.level === 'error' ? 'error' : 'warning';
    return [{ ...problemOf('typecheck', place, at, to), severity }];
  });
}
