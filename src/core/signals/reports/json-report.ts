// A JSON report of any kind: one document, or one object a line. What was cut off is read up to where it is whole.
import { annotations } from './annotations.ts';
import { ctrf } from './ctrf.ts';
import { jestJson, mochaJson, playwrightJson, rspecJson } from './javascript-json.ts';
import { field, isRecord, type Json, parseWhole } from './json.ts';
import { JsonEvents } from './json-events.ts';
import {
  eslintJson,
  golangciJson,
  phpFilesJson,
  placedListJson,
  rubocopJson,
  stylelintJson,
  terraformJson,
} from './lint-json.ts';
import { MAX_FINDINGS, NO_COUNTS, type Report } from './report.ts';
import { sarif } from './sarif.ts';

type Reading = Omit<Report, 'format'>;
type Kind = { readonly format: string; is(value: Json): boolean; read(value: Json): Reading };

const has = (value: Json, key: string): boolean => isRecord(value) && Object.hasOwn(value, key);
const firstHas = (value: Json, ...keys: string[]): boolean =>
  Array.isArray(value) && value.length > 0 && keys.every((key) => has(value[0], key));

const KINDS: readonly Kind[] = [
  {
    format: 'sarif',
    is: (value) => has(value, 'runs') && (has(value, 'version') || has(value, '$schema')),
    read: sarif,
  },
  { format: 'ctrf', is: (value) => isRecord(value) && has(field(value, 'results'), 'tests'), read: ctrf },
  { format: 'jest-json', is: (value) => has(value, 'testResults'), read: jestJson },
  {
    format: 'playwright-json',
    is: (value) => has(value, 'suites') && has(value, 'config'),
    read: playwrightJson,
  },
  { format: 'mocha-json', is: (value) => has(value, 'stats') && has(value, 'failures'), read: mochaJson },
  { format: 'rspec-json', is: (value) => has(value, 'examples') && has(value, 'summary'), read: rspecJson },
  {
    format: 'rubocop-json',
    is: (value) =>
      has(value, 'files') && (has(value, 'metadata') || firstHas(field(value, 'files'), 'offenses')),
    read: rubocopJson,
  },
  {
    format: 'php-lint-json',
    is: (value) => has(value, 'totals') && isRecord(field(value, 'files')),
    read: phpFilesJson,
  },
  {
    format: 'terraform-json',
    is: (value) => has(value, 'diagnostics') && has(value, 'valid'),
    read: terraformJson,
  },
  {
    format: 'shellcheck-json',
    is: (value) => has(value, 'comments'),
    read: (value) => placedListJson(field(value, 'comments')),
  },
  { format: 'stylelint-json', is: (value) => firstHas(value, 'source', 'warnings'), read: stylelintJson },
  { format: 'golangci-json', is: (value) => has(value, 'Issues'), read: golangciJson },
  { format: 'github-annotations', is: (value) => firstHas(value, 'annotation_level'), read: annotations },
  { format: 'eslint-json', is: (value) => firstHas(value, 'filePath', 'messages'), read: eslintJson },
  { format: 'lint-json', is: (value) => firstHas(value, 'message'), read: placedListJson },
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
  const { value, problem, restAt } = parseWhole(text);
  const kind = value === undefined ? undefined : KINDS.find(({ is }) => is(value));
  if (kind === undefined) {
    const isEmptyList = Array.isArray(value) && value.length === 0;
    const why = problem ?? (isEmptyList ? 'it is an empty list' : 'it is JSON of no known report');
    const report: Report = { format: 'json', findings: [], counts: NO_COUNTS, notes: [], problem: why };
    return { report, isKnown: false, restAt };
  }
  const reading = kind.read(value);
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
