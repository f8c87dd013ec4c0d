// Linters that write JUnit: a rule is a test there, and its place stands in the text.
import { clean, type ReportFinding } from './report.ts';
import { attribute, type Element } from './xml.ts';

const RULE = /^org\.(eslint|tslint|stylelint)\.(\S{1,200})$/;
const COP = /^[A-Z]\w{1,60}(?:\/[A-Z]\w{1,80}){1,3}$/;
const COP_PLACE = /^\s{0,20}(\S.{0,1000}):(\d{1,7}):(\d{1,7})\s{0,20}$/;
const GO_PLACE = /^(\S{1,1000}\.(?:go|mod)):(\d{1,7})(?::(\d{1,7}))?$/;
const SAID = /^\s{0,20}line (\d{1,7}), col (\d{1,7}), (Error|Warning) - /;

export type LintProblem = {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly code: string | undefined;
  readonly isWarning: boolean;
  readonly finding: ReportFinding;
};

/** Empty for a test that is one. */
export function lintProblems(record: Element, parents: readonly Element[]): readonly LintProblem[] {
  const problem = eslintProblem(record, parents);
  if (problem !== undefined) return [problem];
  const cops = copProblems(record);
  return cops.length > 0 ? cops : goProblem(record);
}

/** golangci-lint: the linter is the test, its place the class. */
function goProblem(record: Element): readonly LintProblem[] {
  const [whole = '', file, line, column] = GO_PLACE.exec(attribute(record, 'classname') ?? '') ?? [];
  const failure = record.children.find(({ name }) => name === 'failure');
  const message = clean(attribute(failure ?? record, 'message') ?? '');
  if (file === undefined || failure === undefined || !message.startsWith(`${whole}: `)) return [];
  const code = attribute(record, 'name');
  const place = { file, line: Number(line), column: column === undefined ? undefined : Number(column), code };
  const said = message.slice(whole.length + 2);
  const { fromLine, toLine } = record;
  const finding = {
    kind: 'lint',
    tool: 'golangci-lint',
    ...place,
    message: said,
    text: clean(failure.text),
    fromLine,
    toLine,
  } as const;
  return [{ ...place, isWarning: false, finding }];
}

/** rubocop: one test for each cop and file, one failure in it for each offense. */
function copProblems(record: Element): readonly LintProblem[] {
  const code = attribute(record, 'name') ?? '';
  if (!COP.test(code)) return [];
  return record.children.flatMap((failure) => {
    if (failure.name !== 'failure' || attribute(failure, 'type') !== code) return [];
    const [, file, line, column] = COP_PLACE.exec(failure.text) ?? [];
    if (file === undefined) return [];
    const place = { file, line: Number(line), column: Number(column), code };
    const message = clean(attribute(failure, 'message') ?? '').replace(`${code}: `, '');
    const { fromLine, toLine } = failure;
    const finding = { kind: 'lint', tool: 'rubocop', ...place, message, text: '', fromLine, toLine } as const;
    return [{ ...place, isWarning: false, finding }];
  });
}

function eslintProblem(record: Element, parents: readonly Element[]): LintProblem | undefined {
  const [, tool, rule = ''] = RULE.exec(attribute(record, 'name') ?? '') ?? [];
  const failure = record.children.find(({ name }) => name === 'failure' || name === 'error');
  if (tool === undefined || failure === undefined) return undefined;
  const [, line, column, severity] = SAID.exec(failure.text) ?? [];
  const place = {
    file: attribute(
      parents.findLast(({ name }) => name === 'testsuite'),
      'name',
    ),
    line: line === undefined ? undefined : Number(line),
    column: column === undefined ? undefined : Number(column),
    code: rule === 'unknown' ? undefined : rule,
  };
  const message = clean(attribute(failure, 'message') ?? failure.text.trim());
  const { fromLine, toLine } = record;
  return {
    ...place,
    isWarning: severity === 'Warning',
    finding: { kind: 'lint', tool, ...place, message, text: clean(failure.text), fromLine, toLine },
  };
}
