// A JSON report of any kind: one document, or one object a line. What was cut off is read up to where it is whole.
import { annotations } from './annotations.ts';
import { ctrf } from './ctrf.ts';
import { field, isRecord, parseWhole } from './json.ts';
import { JsonEvents } from './json-events.ts';
import { firstHas, has, type JsonKind } from './json-kind.ts';
import { LINTERS } from './linters/all.ts';
import { MAX_FINDINGS, NO_COUNTS, type Report } from './report.ts';
import { cucumber } from './runners/cucumber.ts';
import { jestJson } from './runners/jest.ts';
import { mochaJson } from './runners/mocha.ts';
import { playwrightJson } from './runners/playwright.ts';
import { pytestJson } from './runners/pytest-json.ts';
import { rspecJson } from './runners/rspec.ts';
import { sarif } from './sarif.ts';
import { whereIn } from './where.ts';

/** The first that says it is its own reads it. */
export const JSON_KINDS: readonly JsonKind[] = [
  {
    format: 'sarif',
    marks: ['"runs":'],
    is: (value) => has(value, 'runs') && (has(value, 'version') || has(value, '$schema')),
    read: sarif,
  },
  {
    format: 'ctrf',
    marks: ['"tests":'],
    is: (value) => isRecord(value) && has(field(value, 'results'), 'tests'),
    read: ctrf,
  },
  ...[jestJson, playwrightJson, mochaJson, rspecJson, pytestJson, cucumber],
  {
    format: 'github-annotations',
    marks: ['"annotation_level":'],
    is: (value) => firstHas(value, 'annotation_level'),
    read: annotations,
  },
  ...LINTERS,
];

/** `text`: the whole file, decoded. */
export function jsonReport(text: string): Report {
  const events = new JsonEvents();
  for (const [at, line] of text.split('\n').entries()) events.take(line, at + 1);
  return events.end() ?? jsonDocument(text).report;
}

export type DocumentReading = {
  readonly report: Report;
  readonly isKnown: boolean;
  /** Where what is no part of it begins, where there is something. */
  readonly restAt: number | undefined;
};

/** One value, and what is said behind it is no part of it. */
export function jsonDocument(text: string): DocumentReading {
  const whole = parseWhole(text);
  const { value, problem, restAt } = whole;
  const kind = value === undefined ? undefined : JSON_KINDS.find(({ is }) => is(value));
  if (kind === undefined) {
    const isEmptyList = Array.isArray(value) && value.length === 0;
    const why = problem ?? (isEmptyList ? 'it is an empty list' : 'it is JSON of no known report');
    const report: Report = { format: 'json', findings: [], counts: NO_COUNTS, notes: [], problem: why };
    return { report, isKnown: false, restAt };
  }
  const reading = kind.read(value, whereIn(text, whole));
  const why = problem ?? reading.problem;
  return {
    report: {
      format: kind.format,
      ...reading,
      findings: reading.findings.slice(0, MAX_FINDINGS),
      ...(why === undefined ? {} : { problem: why }),
    },
    isKnown: true,
    restAt,
  };
}
