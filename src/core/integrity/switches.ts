// Lines that switch a judge off: a suppression beside the code, a rule set to off, a test left out, a result thrown away.
import type { Weakening } from './compare-tests.ts';
import { languageOf } from './languages.ts';
import { mask } from './mask.ts';
import { isCiConfig, isLintConfig, isRunnerConfig, isSetting, isSnapshot, isTestFile } from './paths.ts';
import type { FileTexts } from './settings.ts';
import { hunkOf, linesBeyond, type NumberedLine } from './text.ts';

/** In comments. */
const SUPPRESSIONS =
  /\b(?:eslint-disable|biome-ignore|oxlint-disable|tslint:disable|stylelint-disable|jshint ignore|istanbul ignore|c8 ignore|v8 ignore|deno-lint-ignore|NOSONAR|nosec|nolint|rubocop:disable|phpcs:(?:ignore|disable)|pragma: no (?:cover|branch)|noinspection|checkstyle:off|coverage:ignore|codeCoverageIgnore|phpstan-ignore|psalm-suppress|ReSharper disable|lint:ignore|gosec)|@ts-(?:ignore|nocheck|expect-error)|#\s*(?:noqa|type:\s*ignore|pylint:\s*disable|pyright:\s*ignore|mypy:\s*ignore|ruff:\s*noqa|fmt:\s*off|sorbet:)|:nocov:/i;
/** In code: attributes and annotations. */
const ATTRIBUTES =
  /#!?\s*\[\s*(?:allow|expect)\s*\(|@Suppress(?:Warnings|Lint)?\s*\(|@SuppressFBWarnings|^\s*#\s*pragma warning disable|\[\s*(?:assembly:\s*)?(?:SuppressMessage|ExcludeFromCodeCoverage)|@no_type_check|@typing\.no_type_check/;

export function suppressions({ path, before, after }: FileTexts): Weakening[] {
  const language = languageOf(path);
  if (language === undefined) return [];
  const isTest = isTestFile(path);
  const { code, comments } = mask(after, language);
  const codeLines = code.split('\n');
  const commentLines = comments.split('\n');
  return linesBeyond(after, before).flatMap((line): Weakening[] => {
    const comment = commentLines[line.line - 1] ?? '';
    const found = SUPPRESSIONS.exec(comment) ?? ATTRIBUTES.exec(codeLines[line.line - 1] ?? '');
    // In a test, this expects that the compiler complains.
    if (!found || (isTest && /@ts-expect-error/.test(comment))) return [];
    return [
      weakening('check_disabled', path, line, `“${found[0].trim().slice(0, 40)}” switches a check off here`),
    ];
  });
}

const weakening = (rule: Weakening['rule'], path: string, line: NumberedLine, detail: string): Weakening => ({
  rule,
  path,
  line: line.line,
  detail,
  hunk: hunkOf([], [line.text]),
});

type Switch = {
  readonly pattern: RegExp;
  readonly beside?: RegExp;
  readonly rule: Weakening['rule'];
  readonly detail: string;
};

const IN_RUNNERS: readonly Switch[] = [
  {
    pattern:
      /\|\|\s*(?:true\b|:(?:\s|"|$)|exit 0|echo\b)|;\s*(?:true|exit 0)\s*(?:"|$)|\bset \+e\b|ignoreFailures\s*(?:=|\.set\()\s*true|<testFailureIgnore>\s*true|-Dmaven\.test\.failure\.ignore|--no-fail-fast-exit|continue-on-error|allow_failure/,
    beside:
      /\b(?:tests?|specs?|jest|vitest|mocha|playwright|pytest|tox|nox|lint|eslint|biome|tsc|typecheck|mypy|ruff|cargo|go|mvnw?|gradlew?|rspec|rubocop|rake|phpunit|pest|phpstan|dotnet|ctest|check|ci|coverage|verify)\b|ignoreFailures|testFailureIgnore/i,
    rule: 'failure_swallowed',
    detail: 'a failure here is not told any more',
  },
  {
    pattern:
      /testPathIgnorePatterns|--ignore(?:-glob)?[= ]|--deselect|\bcollect_ignore|norecursedirs|--passWithNoTests|passWithNoTests|pass-with-no-tests|-DskipTests|maven\.test\.skip|<skipTests>|<skip>\s*true|\bexcludeTestsMatching|<exclude|--exclude|addopts[^\n]{0,200}(?:-k|-m)\b|testNamePattern|--grep-invert|--invert|forbidOnly["']?\s*:\s*false|exclude_patterns|-skip[ =]/,
    rule: 'test_not_run',
    detail: 'tests may be left out by this',
  },
];
const IN_LINTERS: readonly Switch[] = [
  {
    pattern:
      /["']?[\w@/-]{1,80}["']?\s*:\s*\[?\s*["']off["']|^\s*["'][\w@/-]{1,80}["']\s*:\s*\[?\s*0\b|"(?:strict\w*|noImplicit\w+|noUnused\w+|noUnchecked\w+|exactOptional\w+|noFallthrough\w+|useUnknownInCatchVariables|alwaysStrict|checkJs|noProperty\w+|isolatedModules)"\s*:\s*false|"enabled"\s*:\s*false/,
    rule: 'check_disabled',
    detail: 'a rule is switched off',
  },
  {
    pattern:
      /^\s*(?:extend-)?(?:ignore|disable|exclude|extend-exclude|per-file-ignores|disable_error_code|unfixable)\s*=|ignore_errors\s*=\s*true|ignore_missing_imports\s*=\s*true|disallow_untyped_\w+\s*=\s*false|check_untyped_defs\s*=\s*false|^\s*strict\s*=\s*false|follow_imports\s*=\s*["']?skip|^\s*(?:Enabled|active):\s*false|ignoreErrors\s*:|excludePaths\s*:|=\s*["']allow["']|severity\s*=\s*(?:none|silent)|<NoWarn>|<TreatWarningsAsErrors>\s*false|sonar\.(?:\w+\.)?exclusions|-Wno-|abortOnError\s*(?:=|\.set\()?\s*false/i,
    rule: 'check_disabled',
    detail: 'a rule is switched off or leaves something out',
  },
];
/** In a list of a linter's configuration: what the list is for decides. */
const LIST_ITEM = /^\s*["']?-?\s*["']?[\w@/.*:-]{1,120}["']?\s*,?\s*(?:#.*)?$/;
const LIST_OPENS = /^\s*["']?([\w.-]{1,60})["']?\s*[:=]\s*[[{]?\s*$/;
const LEAVES_OUT = /ignore|disable|exclude|skip|suppress|baseline/i;
const MAX_LIST_LINES = 80;

export function switches(file: FileTexts): Weakening[] {
  const { path, before, after } = file;
  const isLint = isLintConfig(path);
  const isRunner = isRunnerConfig(path);
  if ((!isLint && !isRunner) || (before === '' && !isSetting(path))) return [];
  const known = [...(isRunner ? IN_RUNNERS : []), ...(isLint ? IN_LINTERS : [])];
  const lines = after.split('\n');
  return linesBeyond(after, before).flatMap((line): Weakening[] => {
    if (line.text.length > MAX_LINE_CHARS || isComment(line.text)) return [];
    const found = known.find(
      ({ pattern, beside }) => pattern.test(line.text) && (beside?.test(line.text) ?? true),
    );
    if (found) return [weakening(found.rule, path, line, found.detail)];
    const list = LIST_ITEM.test(line.text) ? listAround(lines, line.line - 1) : undefined;
    if (list === undefined || !LEAVES_OUT.test(list)) return [];
    return [weakening(isLint ? 'check_disabled' : 'test_not_run', path, line, `“${list}” leaves more out`)];
  });
}
const MAX_LINE_CHARS = 2_000;
const isComment = (line: string): boolean => /^\s*(?:#(?!!)|\/\/|;|--\s|<!--)/.test(line);

/** The key of the list that this line is an item of. */
function listAround(lines: readonly string[], index: number): string | undefined {
  const indent = indentOf(lines[index] ?? '');
  for (let i = index - 1; i >= Math.max(0, index - MAX_LIST_LINES); i--) {
    const line = lines[i] ?? '';
    if (line.trim() === '' || (indentOf(line) >= indent && !LIST_OPENS.test(line))) continue;
    return LIST_OPENS.exec(line)?.[1];
  }
  return undefined;
}
const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;

const BASELINE =
  /(?:^|\/)(?:phpstan-baseline|psalm-baseline|detekt-baseline|\.rubocop_todo|eslint-suppressions|lint-baseline)[\w.-]*$/;

/** Snapshots and baselines that hold something else now, and any change of CI itself. */
export function wholeFiles(file: FileTexts): Weakening[] {
  const { path, before, after } = file;
  if (before === after) return [];
  if (isCiConfig(path)) {
    const [gone, added] = [linesBeyond(before, after), linesBeyond(after, before)];
    const line = (added[0] ?? gone[0])?.line;
    const hunk = hunkOf(textsOf(gone), textsOf(added));
    return [
      {
        rule: 'ci_config_changed',
        path,
        ...(line ? { line } : {}),
        detail: 'this decides what CI checks',
        hunk,
      },
    ];
  }
  if (BASELINE.test(path)) {
    const added = linesBeyond(after, before);
    const [first] = added;
    if (first === undefined) return [];
    return [
      {
        rule: 'check_disabled',
        path,
        line: first.line,
        detail: 'known faults are let pass',
        hunk: hunkOf([], textsOf(added)),
      },
    ];
  }
  return isSnapshot(path) ? rewrittenSnapshot(file) : [];
}

/** Entries that are new or named anew rewrite nothing; a line that is gone does. */
function rewrittenSnapshot({ path, before, after }: FileTexts): Weakening[] {
  const isTitle = ({ text }: NumberedLine) =>
    /^(?:exports\[.*=\s*`?\s*$|\s*#\s*name:|\s*(?:source|expression|info):|---)/.test(text);
  const gone = linesBeyond(before, after).filter((line) => !isTitle(line) && line.text.trim() !== '');
  const [first] = gone;
  if (first === undefined) return [];
  const hunk = hunkOf(textsOf(gone), textsOf(linesBeyond(after, before)));
  const detail = after === '' ? 'the snapshot was deleted' : 'what is expected was rewritten';
  return [{ rule: 'snapshot_rewritten', path, line: first.line, detail, hunk }];
}

const textsOf = (lines: readonly NumberedLine[]): string[] => lines.slice(0, 20).map(({ text }) => text);
