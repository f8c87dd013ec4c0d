// CTRF, the common test report format.
import { field, type Json, listOf, worded } from './json.ts';
import { placeIn } from './places.ts';
import {
  clean,
  MAX_PASSED,
  messageOf,
  numberOf,
  type Report,
  type ReportFinding,
  stringOf,
  toolNamed,
} from './report.ts';
import { heldAgainst } from './sums.ts';

export function ctrf(value: Json): Omit<Report, 'format'> {
  const tests = listOf(field(value, 'results', 'tests'));
  const tool = toolNamed(field(value, 'results', 'tool', 'name'), 'ctrf');
  const status = (test: Json) => stringOf(field(test, 'status')) ?? 'other';
  const findings = tests.filter((test) => status(test) === 'failed').map((test) => findingOf(test, tool));
  const count = (key: string) => numberOf(field(value, 'results', 'summary', key));
  const reading = {
    findings,
    passed: tests
      .filter((test) => status(test) === 'passed')
      .slice(0, MAX_PASSED)
      .map((test) => findingOf(test, tool))
      .map(({ testId = '', suite, file }) => ({ testId, suite, file })),
    counts: {
      passed: tests.filter((test) => status(test) === 'passed' && field(test, 'flaky') !== true).length,
      failed: findings.length,
      skipped: tests.filter((test) => !['passed', 'failed'].includes(status(test))).length,
      flaky: tests.filter((test) => status(test) === 'passed' && field(test, 'flaky') === true).length,
    },
    notes: [],
  };
  return heldAgainst(reading, { failed: count('failed') ?? 0, total: count('tests') }, tool);
}

function findingOf(test: Json, tool: string): ReportFinding {
  const trace = stringOf(field(test, 'trace')) ?? '';
  const said = stringOf(field(test, 'message'));
  const file = stringOf(field(test, 'filePath'));
  const place = placeIn(clean(trace), file);
  const retries = numberOf(field(test, 'retries')) ?? 0;
  const suite = field(test, 'suite');
  return {
    kind: 'test',
    tool,
    testId: stringOf(field(test, 'name')) ?? '(a test without a name)',
    suite: Array.isArray(suite) ? suite.map(worded).join(' > ') : stringOf(suite),
    file: file ?? place?.file,
    line: numberOf(field(test, 'line')) ?? place?.line,
    message: messageOf(said, trace) || 'failed',
    ...(retries > 0 ? { attempts: { passed: 0, failed: retries + 1 } } : {}),
    text: clean(`${said ?? ''}\n${trace}`),
    fromLine: 0,
    toLine: 0,
  };
}
