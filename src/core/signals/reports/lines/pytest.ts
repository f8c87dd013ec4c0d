// pytest-reportlog: an object a line for each phase of each test. What fails and passes in one session was run again.
import type { EventKind } from '../event-kind.ts';
import { field, type Json, listOf, worded } from '../json.ts';
import { FailedTests, numberOf, PassedTests, type ReportFinding, stringOf } from '../report.ts';
import { saidIn } from '../runners/pytest-json.ts';
import { testFinding } from '../runners/test-finding.ts';

export const pytestLines: EventKind = {
  format: 'pytest-reportlog',
  marks: ['"$report_type":'],
  like: /^\s{0,20}\{"(?:pytest_version|outcome|location|nodeid|exitstatus|category|message)": /,
  is: (value) => field(value, '$report_type') !== undefined,
  begin() {
    const failed = new Map<string, ReportFinding>();
    const passed = new PassedTests();
    const again = new Set<string>();
    let skipped = 0;
    let hasEnded = false;
    return {
      push(event, no) {
        const type = field(event, '$report_type');
        if (type === 'SessionFinish') hasEnded = true;
        if (type !== 'TestReport' && type !== 'CollectReport') return;
        const [name, outcome] = [worded(field(event, 'nodeid')), field(event, 'outcome')];
        if (outcome === 'rerun') again.add(name);
        else if (outcome === 'failed') failed.set(name, failureOf(event, type === 'TestReport', no));
        else if (type === 'TestReport' && outcome === 'skipped') skipped += 1;
        else if (type === 'TestReport' && field(event, 'when') === 'call') passed.add({ testId: name });
      },
      end: (isCut) => {
        const all = new FailedTests();
        for (const each of failed.values()) all.add(each);
        const names = passed.names.filter(({ testId }) => !failed.has(testId));
        const flaky = names.filter(({ testId }) => again.has(testId)).length;
        const counts = { passed: passed.count - flaky, failed: all.count, skipped, flaky };
        const isWhole = hasEnded && !isCut;
        return {
          findings: all.findings,
          passed: names,
          counts,
          notes: [],
          ...(isWhole ? {} : { problem: 'it ends before the session did' }),
        };
      },
    };
  },
};

function failureOf(event: Json, isTest: boolean, no: number): ReportFinding {
  const nodeId = worded(field(event, 'nodeid'));
  const crash = field(event, 'longrepr', 'reprcrash');
  const said = stringOf(field(crash, 'message'));
  const body = stringOf(field(event, 'longrepr')) ?? said ?? 'failed';
  const file = nodeId.split('::')[0];
  const begin = numberOf(listOf(field(event, 'location'))[1]);
  const line = begin === undefined ? undefined : begin + 1;
  const words = { tool: 'pytest', testId: isTest ? nodeId : undefined, file, line };
  const path = stringOf(field(crash, 'path'));
  const isOwn = path !== undefined && file !== undefined && path.endsWith(file);
  return {
    ...testFinding(body, words, { fromLine: no, toLine: no }),
    ...(isOwn ? { line: numberOf(field(crash, 'lineno')) } : {}),
    ...(said === undefined ? saidIn(body) : { message: said }),
  };
}
