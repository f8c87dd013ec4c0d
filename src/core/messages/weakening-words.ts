// What weakens the judge, in words: a sentence for each, and the lines it is about as code. Foreign text only in code.
import type { Finding, WeakeningRule } from '../patch.ts';
import { type Attempt, weakeningsOf } from '../task/attempt.ts';
import type { Task } from '../task/task.ts';
import type { Block, Line } from './message.ts';
import { placeOf } from './patch-words.ts';
import { closed, list, oneLine, plural } from './words.ts';

const RULES: Record<WeakeningRule, string> = {
  test_deleted: 'a test was deleted',
  test_skipped: 'a test is skipped',
  test_focused: 'one test runs instead of all',
  test_not_run: 'tests are no longer run',
  test_emptied: 'a test was emptied',
  assertion_removed: 'an assertion was removed',
  assertion_loosened: 'an assertion asks for less',
  failure_swallowed: 'a failure is swallowed',
  timeout_raised: 'a timeout was raised',
  retries_raised: 'retries were raised',
  snapshot_rewritten: 'a snapshot was rewritten',
  threshold_lowered: 'a threshold was lowered',
  check_disabled: 'a check is switched off',
  ci_config_changed: 'the configuration of CI was changed',
  tests_unchecked: 'its tests could not be compared in time',
};
const isWeakening = (rule: string): rule is WeakeningRule => rule in RULES;
const ruleWords = ({ rule }: Finding): string =>
  isWeakening(rule) ? RULES[rule] : rule.replaceAll('_', ' ');

/** Of the commit that is to be accepted, or of the last attempt where that is gone. */
export function weakeningsNow({ attempts, headSha }: Pick<Task, 'attempts' | 'headSha'>): readonly Finding[] {
  const attempt = attempts.findLast((each) => each.headSha === headSha) ?? attempts.at(-1);
  return attempt === undefined ? [] : weakeningsOf(attempt);
}

/** "a test is skipped (test/a.test.ts:12) and a timeout was raised (test/b.test.ts:3)" */
export const weakeningList = (findings: readonly Finding[]): string => list(findings.map(short));

const short = (finding: Finding): string => {
  const place = placeOf(finding, MAX_PATH_CHARS);
  return `${ruleWords(finding)}${place === '' ? '' : ` (${place})`}`;
};
const MAX_PATH_CHARS = 100;
const MAX_DETAIL_CHARS = 200;

const MAX_SHOWN = 5;

/** Each with its place and its lines; what does not fit is on the task page. */
export function weakeningBlocks(findings: readonly Finding[]): readonly Block[] {
  const rest = findings.length - MAX_SHOWN;
  const blocks = findings
    .slice(0, MAX_SHOWN)
    .flatMap((finding): Block[] => [
      { kind: 'lines', lines: [weakeningLine(finding)] },
      ...(finding.hunk === undefined ? [] : [{ kind: 'code' as const, text: finding.hunk }]),
    ]);
  const more: Block = { kind: 'lines', lines: [[`${rest} more on the task page.`]] };
  return rest > 0 ? [...blocks, more] : blocks;
}

function weakeningLine(finding: Finding): Line {
  const place = placeOf(finding, MAX_PATH_CHARS);
  const detail = finding.detail === undefined ? '' : `: ${closed(oneLine(finding.detail, MAX_DETAIL_CHARS))}`;
  const words = ruleWords(finding);
  return [
    '▲ ',
    { bold: words.slice(0, 1).toUpperCase() + words.slice(1) },
    ...(place === '' ? [] : [', ', { code: place }]),
    detail,
  ];
}

/** " · ▲ weakens what judges it in 2 places" */
export function weakeningNote(attempt: Attempt): string {
  const { length } = weakeningsOf(attempt);
  return length === 0 ? '' : ` · ▲ weakens what judges it in ${plural(length, 'place')}`;
}
