// Settings that make the judge look less hard.
import { describe, expect, it, test } from 'vitest';
import { findWeakenings, MAX_HUNK_CHARS } from '#core/integrity/guard.ts';
import { MAX_FINDINGS } from '#core/patch.ts';
import { added, changed, deleted, foundIn, JS, PYTHON } from './changes.ts';

const CASES: readonly [string, string, string, string, string][] = [
  [
    'timeout_raised',
    'a timeout of a test',
    'a.test.ts',
    JS({ tail: ', 1000);' }),
    JS({ tail: ', 30_000);' }),
  ],
  ['timeout_raised', 'a long timeout where there was none', 'a.test.ts', JS(), JS({ tail: ', 60 * 1000);' })],
  [
    'timeout_raised',
    'a timeout of the runner',
    'vitest.config.ts',
    'x({ testTimeout: 5000 })\n',
    'x({ testTimeout: 20_000 })\n',
  ],
  ['timeout_raised', 'jest.setTimeout', 'a.test.ts', 'jest.setTimeout(5000);\n', 'jest.setTimeout(60000);\n'],
  [
    'timeout_raised',
    'a wait in a test',
    'a.test.ts',
    JS({ body: '  await waitFor(f, { timeout: 100 });\n  expect(total).toBe(3);' }),
    JS({ body: '  await waitFor(f, { timeout: 900 });\n  expect(total).toBe(3);' }),
  ],
  [
    'timeout_raised',
    'a timeout of pytest',
    'pytest.ini',
    '[pytest]\ntimeout = 10\n',
    '[pytest]\ntimeout = 100\n',
  ],
  [
    'timeout_raised',
    'a timeout in Go',
    'a_test.go',
    'func TestA(t *testing.T) {\n\tctx, c := context.WithTimeout(ctx, 2*time.Second)\n}\n',
    'func TestA(t *testing.T) {\n\tctx, c := context.WithTimeout(ctx, 2*time.Minute)\n}\n',
  ],
  [
    'retries_raised',
    'retries of Playwright',
    'playwright.config.ts',
    'x({ retries: 0 })\n',
    'x({ retries: 3 })\n',
  ],
  [
    'retries_raised',
    'retries where there were none',
    'vitest.config.ts',
    'x({})\n',
    'x({\n  retry: 3,\n})\n',
  ],
  ['retries_raised', 'jest.retryTimes', 'a.test.ts', JS(), `jest.retryTimes(3);\n${JS()}`],
  [
    'retries_raised',
    'an option of a test',
    'a.test.ts',
    JS(),
    JS({ head: "it('settles', { retry: 2 }, async () => {" }),
  ],
  [
    'retries_raised',
    '--reruns',
    'tox.ini',
    '[testenv]\ncommands = pytest\n',
    '[testenv]\ncommands = pytest --reruns 3\n',
  ],
  [
    'retries_raised',
    'flaky()',
    'test_a.py',
    PYTHON(),
    PYTHON({ head: '    @pytest.mark.flaky(reruns=3)\n    def test_settles(self):' }),
  ],
  [
    'retries_raised',
    'rerunFailingTestsCount',
    'pom.xml',
    '<a/>\n',
    '<a/>\n<rerunFailingTestsCount>2</rerunFailingTestsCount>\n',
  ],
  [
    'threshold_lowered',
    'coverage of jest',
    'jest.config.js',
    'coverageThreshold: { global: {\n branches: 80,\n} }\n',
    'coverageThreshold: { global: {\n branches: 40,\n} }\n',
  ],
  [
    'threshold_lowered',
    'coverage that is no longer asked for',
    'pyproject.toml',
    '[tool.coverage.report]\nfail_under = 90\n',
    '[tool.coverage.report]\n',
  ],
  [
    'threshold_lowered',
    '--max-warnings',
    'package.json',
    '{ "scripts": { "lint": "eslint --max-warnings 0" } }\n',
    '{ "scripts": { "lint": "eslint --max-warnings 50" } }\n',
  ],
  [
    'threshold_lowered',
    'the level of phpstan',
    'phpstan.neon',
    'parameters:\n  level: 8\n',
    'parameters:\n  level: 5\n',
  ],
  ['check_disabled', 'eslint-disable', 'src/a.ts', 'a();\n', '// eslint-disable-next-line no-eval\na();\n'],
  ['check_disabled', '@ts-ignore', 'src/a.ts', 'a();\n', '// @ts-ignore\na();\n'],
  ['check_disabled', 'noqa', 'src/a.py', 'a()\n', 'a()  # noqa: E501\n'],
  ['check_disabled', 'type: ignore', 'src/a.py', 'a()\n', 'a()  # type: ignore[arg-type]\n'],
  ['check_disabled', 'nolint', 'a.go', 'a()\n', 'a() //nolint:errcheck\n'],
  ['check_disabled', '#[allow]', 'src/lib.rs', 'fn a() {}\n', '#[allow(dead_code)]\nfn a() {}\n'],
  ['check_disabled', 'rubocop:disable', 'lib/a.rb', 'a\n', 'a # rubocop:disable Style/All\n'],
  [
    'check_disabled',
    '@SuppressWarnings',
    'src/A.java',
    'class A {}\n',
    '@SuppressWarnings("all")\nclass A {}\n',
  ],
  ['check_disabled', 'phpstan-ignore', 'src/A.php', '<?php\na();\n', '<?php\na(); // @phpstan-ignore-line\n'],
  [
    'check_disabled',
    'pragma warning disable',
    'src/A.cs',
    'class A {}\n',
    '#pragma warning disable CS0168\nclass A {}\n',
  ],
  [
    'check_disabled',
    'a rule that is off',
    'eslint.config.js',
    'x({ rules: {\n} })\n',
    "x({ rules: {\n  'no-eval': 'off',\n} })\n",
  ],
  [
    'check_disabled',
    'strict that is off',
    'tsconfig.json',
    '{\n  "strict": true\n}\n',
    '{\n  "strict": false\n}\n',
  ],
  [
    'check_disabled',
    'one more in a list of what is ignored',
    'ruff.toml',
    'ignore = [\n  "E501",\n]\n',
    'ignore = [\n  "E501",\n  "F401",\n]\n',
  ],
  [
    'check_disabled',
    'a cop that is off',
    '.rubocop.yml',
    'A/B:\n  Max: 3\n',
    'A/B:\n  Max: 3\nC/D:\n  Enabled: false\n',
  ],
  ['check_disabled', 'a baseline that grew', 'phpstan-baseline.neon', 'a\n', 'a\nb\n'],
  [
    'failure_swallowed',
    '|| true',
    'package.json',
    '{\n "test": "vitest run"\n}\n',
    '{\n "test": "vitest run || true"\n}\n',
  ],
  [
    'failure_swallowed',
    'ignoreFailures',
    'build.gradle',
    'test {\n}\n',
    'test {\n  ignoreFailures = true\n}\n',
  ],
  [
    'test_not_run',
    'a pattern of ignored tests',
    'jest.config.js',
    'x({})\n',
    "x({\n  testPathIgnorePatterns: ['holds'],\n})\n",
  ],
  [
    'test_not_run',
    '--deselect',
    'pytest.ini',
    '[pytest]\n',
    '[pytest]\naddopts = --deselect tests/test_a.py::test_x\n',
  ],
  ['ci_config_changed', 'a workflow', '.github/workflows/ci.yml', 'on: push\n', 'on: pull_request\n'],
  ['ci_config_changed', 'GitLab', 'ci/.gitlab-ci.yml', 'test: a\n', 'test: b\n'],
  ['ci_config_changed', 'Jenkins', 'Jenkinsfile', 'a\n', 'b\n'],
  ['ci_config_changed', 'Azure', 'azure-pipelines.yml', 'a\n', 'b\n'],
  ['ci_config_changed', 'Buildkite', '.buildkite/pipeline.yml', 'a\n', 'b\n'],
  ['ci_config_changed', 'CircleCI', '.circleci/config.yml', 'a\n', 'b\n'],
  ['ci_config_changed', 'Travis', '.travis.yml', 'a\n', 'b\n'],
  ['ci_config_changed', 'Bitbucket', 'bitbucket-pipelines.yml', 'a\n', 'b\n'],
  ['ci_config_changed', 'Drone', '.drone.yml', 'a\n', 'b\n'],
];

describe('a setting that lets more pass', () => {
  test.each(CASES)('%s: %s', (rule, _what, path, before, after) => {
    expect(foundIn(changed(path, before, after))).toEqual([
      expect.stringMatching(new RegExp(`^${rule} .*:\\d+$`)),
    ]);
    expect(foundIn(changed(path, after, after))).toEqual([]);
  });

  test.each(CASES.filter(([rule]) => rule !== 'ci_config_changed'))(
    '%s: %s, undone',
    (_rule, _what, path, before, after) => {
      expect(foundIn(changed(path, after, before))).toEqual([]);
    },
  );

  it('is shown with the line that was there', () => {
    const [finding] = findWeakenings([
      changed('vitest.config.ts', 'x({ testTimeout: 5000 })\n', 'x({ testTimeout: 9000 })\n'),
    ]);
    expect(finding).toMatchObject({
      line: 1,
      hunk: '- x({ testTimeout: 5000 })\n+ x({ testTimeout: 9000 })',
    });
  });
});

describe('what lets nothing more pass', () => {
  test.each([
    ['a timeout of the product', 'src/client.ts', 'x({ timeout: 100 })\n', 'x({ timeout: 900 })\n'],
    ['a wait that became shorter', 'a.test.ts', JS({ tail: ', 9000);' }), JS({ tail: ', 1000);' })],
    ['another unit for the same time', 'pytest.ini', 'timeout = 60s\n', 'timeout = 1m\n'],
    [
      'a suppression that moved',
      'src/a.ts',
      '// eslint-disable-next-line x\na();\nb();\n',
      'b();\n// eslint-disable-next-line x\na();\n',
    ],
    ['a comparison in the product', 'src/vitest.ts', 'a();\n', 'if (retries > 1) a();\n'],
    [
      'a limit of a command in a test',
      'a.test.ts',
      JS(),
      JS({
        body: '  await run({ timeout: 60_000 });\n  expect(total).toBe(3);\n  expect(total).not.toBe(4);',
      }),
    ],
    ['a command of a script that tests nothing', 'tools/clean.sh', 'a\n', 'a\nrm x || true\n'],
    ['a word in a string', 'src/a.ts', 'a();\n', "a('eslint-disable');\n"],
    ['an expected error in a test', 'a.test.ts', JS(), `// @ts-expect-error not a number\nf('x');\n${JS()}`],
    [
      'a dependency in package.json',
      'package.json',
      '{ "dependencies": {\n} }\n',
      '{ "dependencies": {\n  "retry": "^3.0.0"\n} }\n',
    ],
    [
      'a higher threshold',
      'jest.config.js',
      'coverageThreshold: {\n lines: 40,\n}\n',
      'coverageThreshold: {\n lines: 80,\n}\n',
    ],
  ])('%s', (_what, path, before, after) => {
    expect(foundIn(changed(path, before, after))).toEqual([]);
  });

  it('a long timeout in a test file that is new', () => {
    expect(
      foundIn(added('a.test.ts', `const SOON = { timeout: 60_000 };\n${JS({ tail: ', 60_000);' })}`)),
    ).toEqual([]);
  });

  it('a suppression that went to another file with its line', () => {
    const line = '// eslint-disable-next-line no-eval\neval(x);\n';
    expect(foundIn(deleted('src/a.ts', line), added('src/b.ts', line))).toEqual([]);
  });
});

describe('what is shown', () => {
  it('is bounded, and holds neither secrets nor characters that hide', () => {
    const token = `npm_${'aB3'.repeat(12)}`;
    const before = Array.from(
      { length: 40 },
      (_, i) => `it('t${i}', () => {\n  expect(a).toBe('${token}\u202e${'x'.repeat(500)}');\n});\n`,
    ).join('');
    const findings = findWeakenings([deleted('a.test.ts', before)]);
    expect(findings).toHaveLength(MAX_FINDINGS);
    for (const { hunk = '' } of findings) {
      expect(hunk.length).toBeLessThanOrEqual(MAX_HUNK_CHARS);
      expect(hunk).not.toMatch(/npm_|\u202e/);
    }
  });

  // By the processor's time: on a busy machine the clock says nothing of how much was done.
  it('takes a megabyte on one line in no more time than it should', { timeout: 600_000 }, () => {
    const shapes = [
      "it('",
      'expect(a).',
      '[',
      '(((',
      '/',
      '`',
      'def test_',
      '@x(',
      'retries: 1 ',
      'timeout',
      'catch {',
      '}, 1',
      '# noqa',
      'fn a',
      '@Test ',
    ];
    const started = process.cpuUsage();
    for (const path of [
      'a.test.ts',
      'test_a.py',
      'a_test.go',
      'lib.rs',
      'ATest.java',
      'a_spec.rb',
      'ATest.php',
      'ATests.cs',
    ])
      for (const shape of shapes) findWeakenings([changed(path, shape.repeat(3_000), shape.repeat(6_000))]);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(60_000);
  });
});
