// eslint's TAP: a file is a test, its first problem the test's, the others listed below it.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FILE = /^not ok \d{1,9} - (\S.{0,1000}\.\w{1,10})$/;
const MESSAGE = /^ {2}(?: {2}- )?message: (.{1,3000})$/;
const FIELD = /^\s{4,12}(line|column|ruleId): (.{1,200})$/;
const SEVERITY = /^\s{2,8}severity: (error|warning)$/;
const MAX_LINES = 20_000;

export const eslintTap: Grammar = {
  tool: 'eslint',
  marks: ['ruleId:'],
  read: (lines) => ({ findings: lines.flatMap((_, at) => problemsOf(lines, at)) }),
};

function problemsOf(lines: readonly LogLine[], at: number): readonly Finding[] {
  const file = FILE.exec(textAt(lines, at))?.[1];
  if (file === undefined || textAt(lines, at + 1) !== '  ---') return [];
  const to = endOf(lines, at + 2, (text) => /^\s{1,4}\.\.\.$/.test(text), MAX_LINES);
  const starts: number[] = [];
  for (let line = at + 2; line < to; line += 1) if (MESSAGE.test(textAt(lines, line))) starts.push(line);
  return starts.flatMap((start, index) => {
    const problem = problemAt(lines, start, starts[index + 1] ?? to, file);
    // The first stands for its file, which has no other line.
    return problem === undefined ? [] : [index === 0 ? { ...problem, from: at } : problem];
  });
}

function problemAt(lines: readonly LogLine[], from: number, to: number, file: string): Finding | undefined {
  const own = lines.slice(from, to).map(({ text }) => text);
  if (own.some((text) => SEVERITY.exec(text)?.[1] === 'warning')) return undefined;
  const fields = new Map(
    own.flatMap((text) => {
      const [, key = '', value = ''] = FIELD.exec(text) ?? [];
      return key === '' ? [] : [[key, value] as const];
    }),
  );
  const code = unquoted(fields.get('ruleId') ?? '');
  return {
    kind: 'lint',
    file,
    line: Number(fields.get('line')) || undefined,
    column: Number(fields.get('column')) || undefined,
    code: code === '' ? undefined : code,
    message: unquoted(MESSAGE.exec(own[0] ?? '')?.[1] ?? '').replace(/\.$/, ''),
    from,
    to,
  };
}

const unquoted = (text: string): string =>
  /^'.{0,3000}'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text;
