// pytest-json-report's document: tests with phases, and files that could not be collected.
import { field, type Json, listOf } from '../json.ts';
import { has, type JsonKind } from '../json-kind.ts';
import { numberOf, type ReportFinding, stringOf } from '../report.ts';
import { heldAgainst } from '../sums.ts';
import type { Where } from '../where.ts';
import { counted, testFinding } from './test-finding.ts';

const PHASES = ['setup', 'call', 'teardown'] as const;

export const pytestJson: JsonKind = {
  format: 'pytest-json',
  marks: ['"nodeid":'],
  is: (value) => has(value, 'exitcode') && has(value, 'tests') && has(value, 'root'),
  read(value, where) {
    const tests = listOf(field(value, 'tests'));
    const broken = listOf(field(value, 'collectors')).filter((each) => field(each, 'outcome') === 'failed');
    const of = (outcome: string) => tests.filter((test) => field(test, 'outcome') === outcome);
    const findings = [
      ...broken.map((each) => unread(each, where)),
      ...[...of('failed'), ...of('error')].map((test) => failureOf(test, where)),
    ];
    const passed = of('passed').length + of('xpassed').length;
    const skipped = of('skipped').length + of('xfailed').length;
    const sum = (key: string) => numberOf(field(value, 'summary', key)) ?? 0;
    const sums = { failed: sum('failed') + sum('error'), total: sum('total') };
    const counts = counted(passed, findings.length, skipped);
    return heldAgainst({ findings, notes: [], counts }, sums, 'pytest');
  },
};

const fileIn = (nodeId: string | undefined): string | undefined => nodeId?.split('::')[0];

function unread(item: Json, where: Where): ReportFinding {
  const said = stringOf(field(item, 'longrepr')) ?? 'the file could not be collected';
  const file = fileIn(stringOf(field(item, 'nodeid')));
  return { ...testFinding(said, { tool: 'pytest', file }, where(item, said)), ...saidIn(said) };
}

function failureOf(test: Json, where: Where): ReportFinding {
  const phase = PHASES.map((name) => field(test, name)).find((each) => field(each, 'outcome') === 'failed');
  const body = stringOf(field(phase, 'longrepr')) ?? 'failed';
  const testId = stringOf(field(test, 'nodeid')) ?? '(a test without a name)';
  const begin = numberOf(field(test, 'lineno'));
  const words = {
    tool: 'pytest',
    testId,
    file: fileIn(testId),
    line: begin === undefined ? begin : begin + 1,
  };
  const said = stringOf(field(phase, 'crash', 'message'));
  return {
    ...testFinding(body, words, where(phase, body)),
    ...(said === undefined ? saidIn(body) : { message: said }),
  };
}

/** What pytest marks with an E. */
export function saidIn(body: string): { readonly message?: string } {
  const marked = body.split('\n').filter((line) => line.startsWith('E '));
  return marked.length === 0 ? {} : { message: marked.map((line) => line.slice(1).trim()).join('\n') };
}
