// Linters that speak to a runner, `::error title=ruff (F401),file=a.py,line=1::what`, where no runner has turned it into an annotation.
import type { Finding, Grammar } from '../../grammar.ts';
import { problemOf } from '../problem-lines.ts';

const COMMAND =
  /^::(?<level>error|warning|notice) (?<fields>[^:]{1,2000}(?::[\\/][^:]{1,2000})?)::(?<said>.{1,3000})$/;
const RUFF = /^[Rr]uff \((?<code>[\w-]{2,60})\)$/;
const FLAKE8 = /^[Ff]lake8 (?<code>[A-Z]{1,6}\d{2,5})$/;
/** rubocop gives no title and puts its cop before the message. */
const COP = /^(?<code>[A-Z]\w{1,60}(?:\/[A-Z]\w{1,80}){1,3}): /;
const PYLINT = /^(?<code>[CRWEF]\d{4})$/;
/** ruff and flake8 say the place and the code once more. */
const AGAIN = /^(?:\S.{0,800}?:\d{1,7}:(?:\d{1,7}:)? )?(?:[A-Z]{1,6}\d{2,5}|invalid-syntax|SyntaxError):? /;

export const annotationCommands: Grammar = {
  tool: 'ruff',
  marks: ['::error ', '::warning ', '::notice '],
  read(lines) {
    return { findings: lines.flatMap(({ text }, at) => problemAt(text, at)) };
  },
};

function problemAt(text: string, at: number): readonly Finding[] {
  const { level, fields = '', said = '' } = COMMAND.exec(text)?.groups ?? {};
  const title = fieldOf(fields, 'title') ?? '';
  const tool = RUFF.test(title)
    ? 'ruff'
    : FLAKE8.test(title)
      ? 'flake8'
      : PYLINT.test(title)
        ? 'pylint'
        : title === '' && COP.test(said)
          ? 'rubocop'
          : undefined;
  if (level === undefined || tool === undefined) return [];
  const groups = {
    file: fieldOf(fields, 'file'),
    line: fieldOf(fields, 'line'),
    column: fieldOf(fields, 'col'),
    code: (RUFF.exec(title) ?? FLAKE8.exec(title) ?? PYLINT.exec(title) ?? COP.exec(said))?.groups?.code,
    message: (said.split('%0A')[0] ?? '').replace(AGAIN, '').replace(COP, '').replaceAll('%25', '%'),
  };
  return [{ ...problemOf('lint', groups, at), tool, severity: level === 'error' ? 'error' : 'warning' }];
}

const fieldOf = (fields: string, name: string): string | undefined =>
  fields
    .split(',')
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1) || undefined;
