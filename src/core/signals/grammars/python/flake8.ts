// flake8 and pycodestyle. Their statistics repeat what they said, and are read only where they said nothing else.
import type { Finding, Grammar } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct } from '../problem-lines.ts';
import { codeLines } from './code-lines.ts';

const STATISTIC = /^(\d{1,7}) {3,8}([A-Z]{1,6}\d{2,5}) (\S.{0,500})$/;
const CRITICAL = /^There was a critical error during execution of Flake8:$/;

export const flake8: Grammar = {
  tool: 'flake8',
  marks: ['.py:', '.pyi:', '.pyx:', '.ipynb:', ' E', ' W', ' F', 'critical error during execution of Flake8'],
  read(lines) {
    const isPycodestyle = lines.some(({ text }) => /\b(?:pycodestyle|pep8)\b/.test(text));
    const tool = isPycodestyle ? 'pycodestyle' : 'flake8';
    const placed = codeLines(lines).flatMap(({ finding, isRuff }) =>
      isRuff ? [] : [{ ...finding, tool: ownerOf(finding) ?? tool }],
    );
    const found = placed.length > 0 ? distinct(placed) : statistics(lines).map((each) => ({ ...each, tool }));
    return { findings: [...found, ...lines.flatMap((_, at) => criticalAt(lines, at))] };
  },
};

/** deptry speaks like flake8. */
const ownerOf = ({ code = '' }: Finding): string | undefined => (/^DEP\d/.test(code) ? 'deptry' : undefined);

const statistics = (lines: readonly LogLine[]): readonly Finding[] =>
  lines.flatMap(({ text }, at): Finding[] => {
    const [whole, count, code, message] = STATISTIC.exec(text) ?? [];
    if (whole === undefined) return [];
    return [
      {
        kind: 'lint',
        code,
        message: count === '1' ? (message ?? '') : `${message} (${count} times)`,
        from: at,
        to: at + 1,
      },
    ];
  });

function criticalAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  if (!CRITICAL.test(lines[at]?.text ?? '')) return [];
  return [{ kind: 'config', message: lines[at + 1]?.text ?? '', from: at, to: at + 2 }];
}
