// Numbers and switches that decide how hard the judge looks: timeouts, retries, thresholds, rules, what is run at all. Compared by
// lines that are new against lines that are gone, so that a moved line is neither.
import type { Weakening } from './compare-tests.ts';
import { isLintConfig, isRunnerConfig, isSetting, isTestFile } from './paths.ts';
import { hunkOf, linesBeyond, type NumberedLine, type Range } from './text.ts';

export type FileTexts = { readonly path: string; readonly before: string; readonly after: string };

type Number_ = { readonly key: string; readonly value: number; readonly line: NumberedLine };
type Setting = {
  readonly rule: 'timeout_raised' | 'retries_raised' | 'threshold_lowered';
  readonly pattern: RegExp;
  readonly isWeaker: (before: number, after: number) => boolean;
  /** What a new one is compared with; undefined where a new one weakens nothing. */
  readonly unset?: number;
  /** A gone one weakens. */
  readonly isNeeded?: boolean;
  readonly words: string;
};

const VALUE = String.raw`(\d[\d_]*(?:\.\d+)?(?:\s*\*\s*\d[\d_]*)*)\s*(?:\*\s*)?(?:time\.)?(milliseconds?|seconds?|minutes?|ms\b|s\b|m\b|min\b)?`;
const raised = (before: number, after: number): boolean => after > before;
const lowered = (before: number, after: number): boolean => after < before;

const TIMEOUT: Setting = {
  rule: 'timeout_raised',
  pattern: new RegExp(
    String.raw`((?:\b(?:jest|vi|page|context|this|browser)\.(?:setTimeout|setDefaultTimeout|setDefaultNavigationTimeout|timeout)|(?<!set)(?<!Set)\b[\w-]{0,30}(?:time_?-?out)[\w-]{0,10}|\}))["'\x60]?[^\d\n\w]{1,12}(?:\w{1,20}[^\d\n\w]{1,6}){0,2}?${VALUE}`,
    'gi',
  ),
  isWeaker: raised,
  words: 'a timeout was raised',
};
const RETRIES: Setting = {
  rule: 'retries_raised',
  pattern:
    /((?:max[_-]?|flaky[_-]?|test[_-]?|flake[_-]?)?(?:retries|retry|reruns?|retryTimes|retry_times|attempts|rerunFailingTestsCount|flakyTestAttempts)|@(?:Retry|RetryingTest|RepeatedIfExceptionsTest|Flaky)|\[Retry)["'`]?(?:>|\s*[:=(]\s*(?:\w{1,20}\s*=\s*)?|\s+)(\d{1,6})(?![\d.])()/gi,
  isWeaker: raised,
  unset: 0,
  words: 'retries were raised: a test that fails may pass the next time',
};
const COVERAGE: Setting = {
  rule: 'threshold_lowered',
  pattern:
    /\b(branches|functions|lines|statements|fail[_-]under|cov-fail-under|minimum_coverage(?:_by_file)?|min[_-]coverage|coverage[_-]?threshold|minimum|target|threshold|msi|min-msi|covered-msi|check-coverage|high|break)["'`]?[^\d\n\w-]{1,12}(\d{1,3}(?:\.\d+)?)()/gi,
  isWeaker: lowered,
  isNeeded: true,
  words: 'a threshold was lowered',
};
const LINT_LIMIT: Setting = {
  rule: 'threshold_lowered',
  pattern:
    /(max-warnings|maxWarnings|max[_-]complexity|complexity|max-lines|max-lines-per-function|max[_-]line[_-]length|line-length|max-args|max-statements|cognitive-complexity-threshold)["'`]?[^\d\n\w]{1,16}(?:error["'][^\d\n\w]{1,6}(?:max["']?\s*:\s*)?)?(\d{1,6})()/gi,
  isWeaker: raised,
  isNeeded: true,
  words: 'a limit of the linter was raised',
};
const ANALYSIS_LEVEL: Setting = {
  rule: 'threshold_lowered',
  pattern: /\b(level|errorLevel)\s*[:=]\s*["']?(\d{1,2})()/gi,
  isWeaker: lowered,
  isNeeded: true,
  words: 'the level of the analysis was lowered',
};

/** `fresh` are the ranges of lines of added tests: what stands there weakens nothing that was. */
export function compareSettings(file: FileTexts, fresh: readonly Range[]): Weakening[] {
  const isTest = isTestFile(file.path);
  const isRunner = isRunnerConfig(file.path);
  const isLint = isLintConfig(file.path);
  if (!isTest && !isRunner && !isLint) return [];
  // A new test file, or a new script, changes how nothing runs that ran before.
  if (file.before === '' && !isSetting(file.path)) return [];
  const added = linesBeyond(file.after, file.before).filter(
    ({ line }) => !fresh.some(({ from, to }) => line >= from && line <= to),
  );
  const removed = linesBeyond(file.before, file.after);
  const settings = settingsFor(file, { isTest, isRunner, isLint });
  return settings.flatMap((setting) => compareNumbers(file.path, setting, removed, added, isTest));
}

function settingsFor(
  { path, before }: FileTexts,
  kinds: { isTest: boolean; isRunner: boolean; isLint: boolean },
): readonly Setting[] {
  const isCoverage =
    /cover|\bnyc\b|\bc8\b|jacoco|thresholds|infection|stryker/i.test(before) || /cov/i.test(path);
  return [
    ...(kinds.isTest || kinds.isRunner ? [TIMEOUT, RETRIES] : []),
    ...(kinds.isRunner && isCoverage ? [COVERAGE] : []),
    ...(kinds.isLint || kinds.isRunner ? [LINT_LIMIT] : []),
    ...(/(?:phpstan|psalm)/i.test(path) ? [ANALYSIS_LEVEL] : []),
  ];
}

function compareNumbers(
  path: string,
  setting: Setting,
  removed: readonly NumberedLine[],
  added: readonly NumberedLine[],
  isTest: boolean,
): Weakening[] {
  const old = numbersIn(removed, setting.pattern);
  const found: Weakening[] = [];
  const report = (line: number, was: string | undefined, now: string | undefined, detail: string) =>
    found.push({
      rule: setting.rule,
      path,
      line,
      detail,
      hunk: hunkOf(was === undefined ? [] : [was], now === undefined ? [] : [now]),
    });
  for (const { key, value, line } of numbersIn(added, setting.pattern)) {
    const index = old.findIndex((each) => each.key === key);
    const [before] = index < 0 ? [] : old.splice(index, 1);
    const unset =
      setting.rule === 'timeout_raised'
        ? unsetTimeout(key, isTest && /\b(?:it|test|describe)\b/.test(line.text))
        : isTest && !isCallOfRunner(line.text)
          ? undefined
          : setting.unset;
    const base = before?.value ?? unset;
    if (base !== undefined && setting.isWeaker(base, value))
      report(line.line, before?.line.text, line.text, setting.words);
  }
  if (setting.isNeeded)
    for (const { line, key } of old)
      if (!added.some(({ text }) => text.toLowerCase().includes(key)))
        report(line.line, line.text, undefined, 'a threshold was taken away');
  return found;
}

/** Where none was named the runner's own holds, which is known of these: a number above it is a raise. */
const RUNNERS_OWN_TIMEOUT_MS = 5_000;
const unsetTimeout = (key: string, isOfTest: boolean): number | undefined =>
  key === '}' || /^(?:jest|vi|this)\.|^(?:test|hook)timeout$/.test(key) || (isOfTest && key === 'timeout')
    ? RUNNERS_OWN_TIMEOUT_MS
    : undefined;

/** In a test, `retries: 3` may be what is tested; these are the runner's. */
const isCallOfRunner = (line: string): boolean =>
  /\.(?:retries|retryTimes|retry)\s*\(|@(?:Retry|RetryingTest|RepeatedIfExceptionsTest|Flaky|pytest|flaky)|\[Retry|\b(?:it|test|describe)\b[^\n]{0,200}\bretr(?:y|ies)\b|\bflaky\s*\(|\bretry:\s*\d/.test(
    line,
  );

function numbersIn(lines: readonly NumberedLine[], pattern: RegExp): Number_[] {
  return lines.flatMap((line) => {
    if (line.text.length > MAX_LINE_CHARS) return [];
    return [...line.text.matchAll(pattern)].flatMap(([, name = '', digits = '', unit = '']) => {
      const key = name.toLowerCase();
      // `}, 30000);` ends a test; any other number behind a brace is something else.
      if (key === '}' && !/^\s*\}\s*,\s*[\d_*\s]+\)\s*;?\s*$/.test(line.text)) return [];
      return [{ key, value: productOf(digits) * unitOf(unit), line }];
    });
  });
}
const MAX_LINE_CHARS = 2_000;

const productOf = (digits: string): number =>
  digits.split('*').reduce((product, part) => product * Number(part.replaceAll('_', '').trim()), 1);

function unitOf(unit: string): number {
  if (/^(?:s|seconds?)$/i.test(unit)) return 1_000;
  return /^m(?:in|inutes?)?$/i.test(unit) ? 60_000 : 1;
}
