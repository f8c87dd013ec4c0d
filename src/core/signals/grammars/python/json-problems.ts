// Problems that a tool printed as JSON among the other lines of a step: ruff, pylint, pyright, bandit, and the code-quality form of GitLab.
import { endOf, type Finding, type Grammar } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { field, type Json, listOf } from '../../reports/json.ts';
import { numberOf, stringOf } from '../../reports/report.ts';
import { type JsonText, jsonLine, jsonTexts } from './json-text.ts';

type Problem = Omit<Finding, 'from' | 'to'>;
type Reader = (value: Json) => readonly Problem[];

const severityIn = (value: Json, errors: readonly string[]): 'error' | 'warning' =>
  errors.includes(String(value).toLowerCase()) ? 'error' : 'warning';

const ruff: Reader = (value) =>
  listOf(value)
    .filter((item) => field(item, 'location', 'row') !== undefined && field(item, 'filename') !== undefined)
    .map((item) => ({
      kind: stringOf(field(item, 'name')) === 'unformatted' ? 'format' : 'lint',
      tool: 'ruff',
      file: stringOf(field(item, 'filename')),
      line: numberOf(field(item, 'location', 'row')),
      column: numberOf(field(item, 'location', 'column')),
      code: stringOf(field(item, 'code')) ?? 'invalid-syntax',
      message: stringOf(field(item, 'message')) ?? '',
    }));

const pylint: Reader = (value) =>
  [...listOf(value), ...listOf(field(value, 'messages'))]
    .filter((item) => idOf(item) !== undefined && field(item, 'symbol') !== undefined)
    .map((item) => ({
      kind: 'lint',
      tool: 'pylint',
      file: stringOf(field(item, 'path')),
      line: numberOf(field(item, 'line')),
      column: numberOf(field(item, 'column')),
      code: idOf(item),
      severity: severityIn(field(item, 'type'), ['error', 'fatal']),
      message: stringOf(field(item, 'message')) ?? '',
    }));

const idOf = (item: Json): string | undefined =>
  stringOf(field(item, 'message-id')) ?? stringOf(field(item, 'messageId'));

/** Counts lines and columns from 0. */
const pyright: Reader = (value) =>
  listOf(field(value, 'generalDiagnostics'))
    .filter((item) => field(item, 'severity') === 'error')
    .map((item) => ({
      kind: 'typecheck',
      tool: 'pyright',
      file: stringOf(field(item, 'file')),
      line: fromOne(field(item, 'range', 'start', 'line')),
      column: fromOne(field(item, 'range', 'start', 'character')),
      code: stringOf(field(item, 'rule')),
      message: (stringOf(field(item, 'message')) ?? '').replace(/\n\s+/g, '\n'),
    }));

const fromOne = (value: Json): number | undefined => {
  const number = numberOf(value);
  return number === undefined ? undefined : number + 1;
};

const bandit: Reader = (value) =>
  listOf(field(value, 'results'))
    .filter((item) => field(item, 'test_id') !== undefined)
    .map((item) => ({
      kind: 'lint',
      tool: 'bandit',
      file: stringOf(field(item, 'filename')),
      line: numberOf(field(item, 'line_number')),
      code: stringOf(field(item, 'test_id')),
      severity: severityIn(field(item, 'issue_severity'), ['high']),
      message: stringOf(field(item, 'issue_text')) ?? '',
    }));

const codeQuality: Reader = (value) =>
  listOf(value)
    .filter(
      (item) => field(item, 'check_name') !== undefined && field(item, 'location', 'path') !== undefined,
    )
    .map((item) => {
      const code = stringOf(field(item, 'check_name')) ?? '';
      return {
        kind: 'lint',
        file: stringOf(field(item, 'location', 'path')),
        line:
          numberOf(field(item, 'location', 'positions', 'begin', 'line')) ??
          numberOf(field(item, 'location', 'lines', 'begin')),
        column: numberOf(field(item, 'location', 'positions', 'begin', 'column')),
        code,
        message: (stringOf(field(item, 'description')) ?? '').replace(`${code}: `, ''),
      };
    });

const READERS: readonly Reader[] = [ruff, pylint, pyright, bandit, codeQuality];
const MAX_PROBLEMS = 5_000;

export const jsonProblems: Grammar = {
  tool: 'lint',
  marks: ['"noqa_row"', '"message-id"', '"messageId"', '"generalDiagnostics"', '"test_id"', '"check_name"'],
  read(lines) {
    const single = lines.flatMap(({ text }, at): JsonText[] => {
      const value = jsonLine(text, '{"cell":');
      return value === undefined ? [] : [{ value: [value], from: at, to: at + 1 }];
    });
    const texts = single.length > 0 ? single : jsonTexts(lines);
    return { findings: texts.flatMap((text) => problemsOf(lines, text)).slice(0, MAX_PROBLEMS) };
  },
};

/** Each is shown with the line that says it. */
function problemsOf(lines: readonly LogLine[], { value, from, to }: JsonText): readonly Finding[] {
  const problems = READERS.map((reader) => reader(value)).find((found) => found.length > 0) ?? [];
  let start = from;
  return problems.map((problem) => {
    const said = JSON.stringify(problem.message.split('\n')[0]).slice(1, -1);
    const at = endOf(lines, start, (text, line) => line >= to || text.includes(said), to - start);
    start = at < to ? at : start;
    return { ...problem, from: start, to: start + 1 };
  });
}
