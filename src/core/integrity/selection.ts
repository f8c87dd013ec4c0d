// What decides which checks are run at all, outside of CI's own files: the commands of scripts, the selection of a runner, what
// coverage and linters look at. Any change of it is shown: which command is weaker than another nobody can tell by its form.
import type { Weakening } from './compare-tests.ts';
import { isLintConfig, isRunnerConfig } from './paths.ts';
import type { FileTexts } from './settings.ts';
import { hunkOf, linesBeyond, type NumberedLine } from './text.ts';

/** Of package.json and its like: a name, and the command behind it. */
const SCRIPT =
  /^\s*["'](?:pre|post)?(?:tests?|e2e|spec|unit|integration|lint|check|checks|ci|verify|validate|typecheck|type-check|types|tsc|coverage|build)(?:[:-][\w:.-]{1,60})?["']\s*:\s*["']/i;
/** In Makefiles and in scripts: the tool that judges. */
const RECIPE =
  /^\s*[@+-]*\s*(?:\w+=\S+\s+)*(?:(?:npx|pnpm|yarn|npm|poetry|uv|pipenv|bundle)\s+(?:run\s+|exec\s+)?)?(?:go\s+(?:test|vet)|golangci-lint|cargo\s+(?:test|nextest|clippy)|(?:python\S*\s+-m\s+)?(?:pytest|unittest|mypy|ruff|flake8|pylint|tox|nox)|vitest|jest|mocha|playwright\s+test|cypress\s+run|node\s+--test|eslint|tsc|biome|rspec|rubocop|phpunit|pest|phpstan|(?:\.\/)?(?:mvnw?|gradlew?)\s+\S*(?:test|check|verify)|dotnet\s+test|test)\b/i;
const IS_SCRIPT_FILE =
  /(?:^|\/)(?:makefile|justfile|taskfile\.ya?ml|rakefile|noxfile\.py|tox\.ini|[^/]*\.(?:sh|bash|mk))$/i;

/** Keys of files that serve a runner alone. */
const RUNNERS_OWN =
  /(?:^|\/)(?:(?:jest|vitest|vite|playwright|cypress|karma|wdio|ava|nightwatch|web-test-runner|testcafe)[\w.-]*\.(?:[cm]?[jt]s|json)|\.(?:mocharc|nycrc|c8rc|taprc)[\w.-]*|phpunit[\w.-]*\.xml|pytest\.ini|\.pytest\.ini|\.rspec|\.coveragerc|testng\.xml|[\w.-]*\.runsettings|nextest\.toml|\.?codecov\.ya?ml|conftest\.py|[\w.-]*\.gradle(?:\.kts)?|pom\.xml|cargo\.toml|pyproject\.toml|setup\.cfg|tox\.ini|package\.json)$/i;
const SELECTS =
  /\b(?:testMatch|testRegex|testIgnore|testDir|testNamePattern|roots|specPattern|excludeSpecPattern|grep|grepInvert|fgrep|shard|testpaths|python_files|python_classes|python_functions|norecursedirs|excludedGroups|excludeTags|includeTags|excludeEngines|includeGroups|filter_run\w*|passWithNoTests|failOnNoDiscoveredTests|failIfNoTests|dangerouslyIgnoreUnhandledErrors|allowOnly|forbidOnly|ignoreSnapshots|updateSnapshots?|onlyIf|collect_ignore\w*|doctest|harness|moduleNameMapper|omit|informational|xfail_strict|filterwarnings|failOn(?:Warning|Risky|Deprecation|Notice|EmptyTestSuite)|beStrictAbout\w+|bail|globals)\b["']?\s*[:={(]|<\/?(?:excludes?|includes?|groups?|directory|file|excludedGroups|skipITs|skipTests)>|\b(?:includes?|excludes?|specs?|files)["']?\s*[:=(]\s*[["'{]|--(?:tag|exclude-pattern|pattern|example|collect-only|co)\b|(?:^|\s)-(?:t|k|m)\s|\b(?:exclude|include)Tags\s+['"]|\benabled\s*=\s*false|\bexclude\s+['"(]|\btest\s*=\s*false|^\s*retries\s*:\s*(?!0\b)|["']?check-coverage["']?\s*:\s*false|\breportOnFailure\b/;
/** In files that serve many tools, what is so general means something else. */
const SHARED = /(?:^|\/)(?:package\.json|pyproject\.toml|setup\.cfg|cargo\.toml|tox\.ini)$/i;
const GENERAL =
  /^\s*["']?(?:includes?|excludes?|files|specs?|roots|harness|globals|bail|filter)["']?\s*[:=]/i;

export function selections(file: FileTexts): Weakening[] {
  const { path, before, after } = file;
  if (before === after || (before === '' && !IGNORE_FILE.test(path))) return [];
  const [added, gone] = [linesBeyond(after, before), linesBeyond(before, after)];
  return [...scripts(path, added, gone), ...selected(path, added), ...lintLines(path, added, gone)];
}

function scripts(path: string, added: readonly NumberedLine[], gone: readonly NumberedLine[]): Weakening[] {
  if (!isRunnerConfig(path)) return [];
  const pattern = /\.json$/i.test(path) ? SCRIPT : IS_SCRIPT_FILE.test(path) ? RECIPE : undefined;
  if (pattern === undefined) return [];
  const come = added.filter(({ text }) => pattern.test(text));
  // A new script is one more; one that is another, or gone, may check less.
  return gone
    .filter(({ text }) => pattern.test(text))
    .flatMap((was): Weakening[] => {
      const now = come.find(({ text }) => nameOf(text) === nameOf(was.text));
      if (now !== undefined && isAsStrict(was.text, now.text)) return [];
      const detail = now === undefined ? 'a command that checked is gone' : 'what is run here was changed';
      const hunk = hunkOf([was.text], now === undefined ? [] : [now.text]);
      return [{ rule: 'ci_config_changed', path, line: (now ?? was).line, detail, hunk }];
    });
}

/** But for a comma the same, or its failures are not thrown away any more. */
function isAsStrict(was: string, now: string): boolean {
  const [old, fresh] = [was, now].map((line) => line.trim().replace(/,$/, ''));
  return old === fresh || (bare(was) === bare(now) && now.length < was.length);
}

const bare = (line: string): string =>
  line.replace(/\s*(?:\|\||;)\s*(?:true|exit 0|:)\s*(?=["'\n]|$)/g, '').trim();
const nameOf = (line: string): string => /^\s*["']([\w:.-]+)["']\s*:/.exec(line)?.[1] ?? '';

function selected(path: string, added: readonly NumberedLine[]): Weakening[] {
  if (!RUNNERS_OWN.test(path)) return [];
  const isShared = SHARED.test(path);
  return added
    .filter(
      ({ text }) => text.length <= MAX_LINE_CHARS && SELECTS.test(text) && !(isShared && GENERAL.test(text)),
    )
    .map(({ line, text }) => ({
      rule: 'test_not_run',
      path,
      line,
      detail: 'this decides which tests are run, or how they are taken',
      hunk: hunkOf([], [text]),
    }));
}
const MAX_LINE_CHARS = 2_000;

const IGNORE_FILE = /(?:^|\/)\.(?:eslint|prettier|stylelint|semgrep)ignore$/i;
const STRICTER_GONE =
  /"(?:strict\w*|noImplicit\w+|noUnused\w+|noUnchecked\w+|exactOptional\w+|noFallthrough\w+|noEmitOnError|alwaysStrict|checkJs)"\s*:\s*true|["'](?:error|2)["']|\bstrict\s*=\s*true|\bdisallow_\w+\s*=\s*true|\bwarn_\w+\s*=\s*true/i;
const LAXER =
  /["'](?:warn|info)["']|\b(?:global)?[iI]gnores?\s*:\s*\[|\bignorePatterns\b|"noEmitOnError"\s*:\s*false|\binformational\s*:\s*true/;

function lintLines(path: string, added: readonly NumberedLine[], gone: readonly NumberedLine[]): Weakening[] {
  if (IGNORE_FILE.test(path))
    return added.slice(0, 1).map((line) => lint(path, line.line, [], [line.text], 'more files are left out'));
  if (!isLintConfig(path)) return [];
  const laxer = added
    .filter(({ text }) => LAXER.test(text))
    .map(({ line, text }) => lint(path, line, [], [text], 'a rule is weaker, or leaves something out'));
  const lost = gone.filter(
    ({ text }) => STRICTER_GONE.test(text) && !added.some((each) => keyOf(each.text) === keyOf(text)),
  );
  return [
    ...laxer,
    ...lost.map(({ line, text }) => lint(path, line, [text], [], 'a rule is not asked for any more')),
  ];
}

/** The first word of a line; a rule that was only set otherwise is told as that. */
const keyOf = (line: string): string => /^\s*["']?([\w@/.-]+)/.exec(line)?.[1] ?? line;

const lint = (
  path: string,
  line: number,
  was: readonly string[],
  is: readonly string[],
  detail: string,
): Weakening => ({
  rule: 'check_disabled',
  path,
  line,
  detail,
  hunk: hunkOf(was, is),
});
