// cucumber's JSON of every language, and behave's: features with elements, each with steps that passed or did not.
import { field, type Json, listOf, worded } from '../json.ts';
import { firstHas, type JsonKind } from '../json-kind.ts';
import { numberOf, type ReportFinding, stringOf } from '../report.ts';
import type { Where } from '../where.ts';
import { counted, testFinding } from './test-finding.ts';

const BAD: ReadonlySet<string> = new Set(['failed', 'undefined', 'ambiguous', 'error']);
const IDLE: ReadonlySet<string> = new Set(['skipped', 'pending', 'untested']);
const PLACE = /^(\S.{0,1000}?):(\d{1,7})$/;

export const cucumber: JsonKind = {
  format: 'cucumber-json',
  marks: ['"elements":'],
  is: (value) => firstHas(value, 'elements', 'keyword') || firstHas(value, 'elements', 'uri'),
  read(value, where) {
    const all = listOf(value).flatMap((feature) =>
      listOf(field(feature, 'elements'))
        .filter((element) => field(element, 'type') !== 'background')
        .map((element) => ({ feature, element, end: endOf(element) })),
    );
    const findings = all.flatMap(({ feature, element, end }) =>
      end === 'failed' ? [failureOf(feature, element, where)] : [],
    );
    const passed = all.filter(({ end }) => end === 'passed').length;
    const counts = counted(passed, findings.length, all.length - passed - findings.length);
    return { findings, notes: [], counts };
  },
};

/** Steps, and the hooks around the whole and around each of them. */
const stepsOf = (element: Json): readonly Json[] => [
  ...listOf(field(element, 'before')),
  ...listOf(field(element, 'steps')).flatMap((step) => [
    ...listOf(field(step, 'before')),
    step,
    ...listOf(field(step, 'after')),
  ]),
  ...listOf(field(element, 'after')),
];

const statusOf = (step: Json): string => worded(field(step, 'result', 'status')).toLowerCase();

function endOf(element: Json): 'passed' | 'failed' | 'skipped' {
  const steps = stepsOf(element).map(statusOf);
  if (steps.some((status) => BAD.has(status)) || BAD.has(worded(field(element, 'status')))) return 'failed';
  return steps.length === 0 || steps.some((status) => IDLE.has(status)) ? 'skipped' : 'passed';
}

function failureOf(feature: Json, element: Json, where: Where): ReportFinding {
  const step = stepsOf(element).find((each) => BAD.has(statusOf(each)));
  const said = listOf(field(step, 'result', 'error_message'))
    .map(worded)
    .join('\n');
  const status = statusOf(step);
  const name = stringOf(field(step, 'name')) ?? 'a hook';
  const body =
    stringOf(field(step, 'result', 'error_message')) ??
    (said || (status === 'failed' || status === '' ? 'failed' : `${status} step: ${name}`));
  const [, placeFile, placeLine] = PLACE.exec(worded(field(element, 'location'))) ?? [];
  const testId = stringOf(field(element, 'name'))?.trim() ?? '(a scenario without a name)';
  const words = {
    tool: placeFile === undefined ? 'cucumber' : 'behave',
    testId,
    suite: stringOf(field(feature, 'name')),
    file: placeFile ?? stringOf(field(feature, 'uri'))?.replace(/^file:/, ''),
  };
  const line = numberOf(placeLine) ?? numberOf(field(element, 'line'));
  // The scenario's own place: where a step is written down fails for every scenario that uses it.
  return { ...testFinding(body, words, where(step ?? element, body)), line };
}
