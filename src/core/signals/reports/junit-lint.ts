// Linters that write JUnit: a rule is a test there, and its place stands in the text.
import { clean, type ReportFinding } from './report.ts';
import { attribute, type Element } from './xml.ts';

const RULE = /^org\.(eslint|tslint|stylelint)\.(\S{1,200})$/;
const SAID = /^\s{0,20}line (\d{1,7}), col (\d{1,7}), (Error|Warning) - /;

export type LintProblem = {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly code: string | undefined;
  readonly isWarning: boolean;
  readonly finding: ReportFinding;
};

/** Undefined for a test that is one. */
export function lintProblem(record: Element, parents: readonly Element[]): LintProblem | undefined {
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
