// What a file is to the judge, told by its path: a test, a snapshot, a setting of a runner, linter or coverage tool, or CI itself.

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

/** Names that runners collect by default. */
const COLLECTED =
  /[._-](?:test|tests|spec|specs|e2e|cy)\.[cm]?[jt]sx?$|\/__tests__\/.*\.[cm]?[jt]sx?$|\/(?:test_[^/]*|[^/]*_tests?)\.py$|\/tests?\.py$|_test\.go$|\/[^/]*(?:Test|Tests|TestCase|IT|Spec)\.(?:java|kt|groovy|cs|php)$|\/Test[^/]*\.(?:java|kt)$|_(?:spec|test)\.rb$|\/test_[^/]*\.rb$|\.rs$/;
/** Folders in which everything may be one, depending on settings that nobody here can run. */
const TEST_FOLDER = /\/(?:tests?|specs?|__tests__|e2e|integration|cypress|playwright)\//i;
const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rs|java|groovy|kts?|cs|rb|php)$/i;

/** A runner takes it by its name alone. */
export const isCollected = (path: string): boolean => COLLECTED.test(`/${path}`);

export const isTestFile = (path: string): boolean =>
  isCollected(path) || (CODE.test(path) && TEST_FOLDER.test(`/${path}`));

const SNAPSHOT =
  /\.(?:snap|ambr|golden|approved\.\w+|verified\.\w+|snap\.[\w.]+)$|\/(?:__snapshots__|__image_snapshots__|__screenshots__|golden|goldens|goldenfiles)\/|-snapshots\//i;
export const isSnapshot = (path: string): boolean => SNAPSHOT.test(`/${path}`);

const CI_CONFIG =
  /^\/(?:\.github\/(?:workflows|actions)\/|\.gitea\/|\.forgejo\/|\.circleci\/|\.buildkite\/|\.semaphore\/|\.woodpecker|\.teamcity\/|\.harness\/|\.tekton\/|\.drone\.|\.cirrus\.|\.travis\.yml|\.gitlab-ci|\.gitlab\/ci\/|bitbucket-pipelines\.yml|azure-pipelines|\.azure-pipelines\/|\.azuredevops\/|appveyor\.yml|\.appveyor\.yml|buildspec[^/]*\.ya?ml|cloudbuild[^/]*\.ya?ml|codefresh\.ya?ml|wercker\.yml|dagger\.json|earthfile)|\/(?:jenkinsfile[^/]*|\.gitlab-ci[^/]*\.ya?ml|azure-pipelines[^/]*\.ya?ml)$/i;
export const isCiConfig = (path: string): boolean => CI_CONFIG.test(`/${path}`);

const RUNNER_CONFIG =
  /^(?:jest|vitest|vite|playwright|cypress|karma|wdio|ava|nightwatch|web-test-runner|stryker|testcafe)[\w.-]*(?:\.conf|config|setup|workspace|preset)[\w.-]*\.(?:[cm]?[jt]s|json)$|^cypress\.json$|^\.(?:mocharc|c8rc|nycrc|taprc)|^(?:package|composer|project|deno|bunfig)\.(?:json|jsonc|toml)$|^(?:pytest\.ini|\.pytest\.ini|setup\.cfg|tox\.ini|pyproject\.toml|conftest\.py|noxfile\.py|\.coveragerc|nextest\.toml|tarpaulin\.toml|cargo\.toml|pom\.xml|\.rspec|\.simplecov|spec_helper\.rb|rails_helper\.rb|test_helper\.rb|rakefile|pest\.php|codecov\.ya?ml|\.codecov\.ya?ml|\.coveralls\.ya?ml|sonar-project\.properties|junit-platform\.properties|testng\.xml|xunit\.runner\.json|makefile|justfile|taskfile\.ya?ml|magefile\.go|turbo\.json|nx\.json|lefthook\.ya?ml|\.pre-commit-config\.yaml)$|^phpunit[\w.-]*\.xml|\.runsettings$|\.gradle(?:\.kts)?$|\.(?:sh|bash|mk)$/;
const LINT_CONFIG =
  /^(?:eslint\.config|\.eslintrc|\.eslintignore|biome|\.biome|tslint|\.oxlintrc|\.stylelintrc|stylelint\.config|\.prettierignore|tsconfig|jsconfig|ruff|\.ruff|\.flake8|\.pylintrc|pylintrc|mypy|\.mypy|pyrightconfig|setup\.cfg|tox\.ini|pyproject\.toml|\.golangci|golangci|clippy|\.clippy|cargo\.toml|\.rubocop|phpstan|psalm|phpcs|\.phpcs|\.php-cs-fixer|checkstyle|pmd|spotbugs|detekt|\.editorconfig|\.globalconfig|directory\.build|package\.json|sonar-project|\.semgrepignore)/;

export const isRunnerConfig = (path: string): boolean => RUNNER_CONFIG.test(nameOf(path));
export const isLintConfig = (path: string): boolean => LINT_CONFIG.test(nameOf(path));

/** Takes effect by being there, unlike a script or a test. */
export const isSetting = (path: string): boolean =>
  (isRunnerConfig(path) || isLintConfig(path)) && !/\.(?:sh|bash|mk)$|makefile$|justfile$/i.test(path);
