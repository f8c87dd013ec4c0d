// eslint, stylish formatter: a file's path on a line of its own, its problems indented below.
import type { Finding, Grammar } from '../../grammar.ts';

const FILE = /^(?:[A-Za-z]:)?[^\s:][^:]{0,1000}\.\w{1,10}$/;
const PROBLEM = /^\s{2,20}(\d{1,7}):(\d{1,7})\s{1,20}(error|warning)\s{1,20}(?=\S)/;

export const eslintStylish: Grammar = {
  tool: 'eslint',
  marks: ['  error  '],
  read(lines) {
    const findings: Finding[] = [];
    let file: string | undefined;
    lines.forEach(({ text }, at) => {
      const problem = PROBLEM.exec(text);
      if (problem === null) {
        if (FILE.test(text)) file = text;
        return;
      }
      if (file === undefined || problem[3] === 'warning') return;
      findings.push(findingOf(text.slice(problem[0].length), problem, file, at));
    });
    return { findings };
  },
};

function findingOf(rest: string, problem: RegExpExecArray, file: string, at: number): Finding {
  const columns = rest.split(/\s{2,}/);
  const code = columns.length > 1 ? columns.pop() : undefined;
  const message = columns.join(' ');
  return {
    kind: 'lint',
    file,
    line: Number(problem[1]),
    column: Number(problem[2]),
    code,
    message: code === undefined ? message : `${message} (${code})`,
    from: at,
    to: at + 1,
  };
}
