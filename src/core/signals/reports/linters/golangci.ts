// golangci-lint's JSON, of both versions. What does not compile it tells as an issue of `typecheck`.
import { field, type Json, listOf } from '../json.ts';
import { has, listHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter, Problem } from './linter.ts';

/** Linters of several rules name the one before the message. */
const RULE = /^([A-Z]{1,3}\d{3,4}): (.{1,3500})$/s;
const FORMATTERS: ReadonlySet<string> = new Set(['gofmt', 'gofumpt', 'goimports', 'gci', 'golines']);

export const golangci: Linter = {
  format: 'golangci-json',
  tool: 'golangci-lint',
  marks: ['"Issues":'],
  is: (value) => has(value, 'Issues') && !listHas(value, 'Issues', 'rule_id'),
  problems: (value) => listOf(field(value, 'Issues')).flatMap(problemsOf),
};

function problemsOf(issue: Json): readonly Problem[] {
  const linter = stringOf(field(issue, 'FromLinter')) ?? '';
  const text = stringOf(field(issue, 'Text'));
  const isCompile = linter === 'typecheck';
  const inside = isCompile ? compileProblems(issue, text ?? '', linter) : [];
  if (inside.length > 0) return inside;
  const [, rule, said] = (isCompile ? null : RULE.exec(text ?? '')) ?? [];
  return [
    {
      at: issue,
      kind: isCompile ? 'compile' : FORMATTERS.has(linter) ? 'format' : 'lint',
      file: stringOf(field(issue, 'Pos', 'Filename')),
      line: numberOf(field(issue, 'Pos', 'Line')),
      column: numberOf(field(issue, 'Pos', 'Column')) || undefined,
      code: rule ?? (linter || undefined),
      message: said ?? text,
    },
  ];
}

const COMPILER = /^((?:[A-Za-z]:)?[\w.@~/\\ -]{1,500}\.go):(\d{1,7}):(?:(\d{1,7}):)? (.{1,3500})$/;

/** What the compiler said is told in one piece, under the first line of the package. */
export const compileProblems = (at: Json, text: string, code: string): readonly Problem[] =>
  text.split('\n').flatMap((said) => {
    const [, file, line, column, message] = COMPILER.exec(said) ?? [];
    if (file === undefined) return [];
    return [{ at, kind: 'compile', file, line: numberOf(line), column: numberOf(column), code, message }];
  });
