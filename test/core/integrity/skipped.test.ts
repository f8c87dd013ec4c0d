// Tests that no longer run: gone, skipped, focused around, or where no runner looks.
import { describe, expect, it, test } from 'vitest';
import { findWeakenings } from '#core/integrity/guard.ts';
import {
  added,
  CSHARP,
  changed,
  deleted,
  foundIn,
  GO,
  JAVA,
  JS,
  KOTLIN,
  PHP,
  PYTHON,
  RUBY,
  RUST,
} from './changes.ts';

const SKIPS: readonly [string, string, string, string, number][] = [
  ['it.skip', 'a.test.ts', JS(), JS({ head: "it.skip('settles', async () => {" }), 3],
  ['xit', 'a.spec.js', JS(), JS({ head: "xit('settles', async () => {" }), 3],
  ['test.todo', 'a.test.ts', JS(), JS({ head: "it.todo('settles', async () => {" }), 3],
  ['it.fails', 'a.test.ts', JS(), JS({ head: "it.fails('settles', async () => {" }), 3],
  ['skipIf', 'a.test.ts', JS(), JS({ head: "it.skipIf(process.env.CI)('settles', async () => {" }), 3],
  ['an option', 'a.test.ts', JS(), JS({ head: "it('settles', { skip: true }, async () => {" }), 3],
  [
    't.skip()',
    'a.test.ts',
    JS(),
    JS({ body: '  t.skip();\n  expect(total).toBe(3);\n  expect(total).not.toBe(4);' }),
    5,
  ],
  [
    'an early return',
    'a.test.ts',
    JS(),
    JS({ body: '  if (process.env.CI) return;\n  expect(total).toBe(3);\n  expect(total).not.toBe(4);' }),
    5,
  ],
  [
    'pytest.mark.skip',
    'test_a.py',
    PYTHON(),
    PYTHON({ head: '    @pytest.mark.skip(reason="flaky")\n    def test_settles(self):' }),
    4,
  ],
  [
    'pytest.mark.xfail over lines',
    'test_a.py',
    PYTHON(),
    PYTHON({ head: '    @pytest.mark.xfail(\n        strict=False,\n    )\n    def test_settles(self):' }),
    4,
  ],
  [
    'unittest.skip',
    'tests/test_a.py',
    PYTHON(),
    PYTHON({ head: '    @unittest.skipIf(CI, "slow")\n    def test_settles(self):' }),
    4,
  ],
  [
    'pytest.skip()',
    'test_a.py',
    PYTHON(),
    PYTHON({ body: '        pytest.skip("flaky")\n        assert total == 3\n        assert total != 4' }),
    6,
  ],
  [
    'self.skipTest()',
    'test_a.py',
    PYTHON(),
    PYTHON({ body: '        self.skipTest("x")\n        assert total == 3\n        assert total != 4' }),
    6,
  ],
  [
    't.Skip',
    'a_test.go',
    GO(),
    GO({
      body: '\tt.Skip("flaky")\n\tif total != 3 {\n\t\tt.Errorf("got %d", total)\n\t}\n\trequire.Equal(t, 3, total)',
    }),
    5,
  ],
  ['a build tag', 'a_test.go', GO(), GO({ head: '//go:build integration\n\n' }), 1],
  ['#[ignore]', 'src/lib.rs', RUST(), RUST({ head: '#[test]\n    #[ignore]' }), 6],
  ['#[ignore] before #[test]', 'src/lib.rs', RUST(), RUST({ head: '#[ignore = "flaky"]\n    #[test]' }), 5],
  [
    '@Disabled',
    'src/test/java/HoldTest.java',
    JAVA(),
    JAVA({ head: '@Test\n    @Disabled("flaky (see {1})")' }),
    3,
  ],
  ['enabled = false', 'src/test/java/HoldTest.java', JAVA(), JAVA({ head: '@Test(enabled = false)' }), 2],
  [
    'an assumption',
    'src/test/java/HoldTest.java',
    JAVA(),
    JAVA({
      body: '        assumeTrue(false);\n        assertEquals(3, total);\n        assertTrue(total < 4);',
    }),
    5,
  ],
  ['@Ignore in Kotlin', 'src/test/kotlin/HoldTest.kt', KOTLIN(), KOTLIN({ head: '@Ignore\n    @Test' }), 2],
  ['[Ignore]', 'tests/HoldTests.cs', CSHARP(), CSHARP({ head: '[Fact]\n    [Ignore("x")]' }), 3],
  ['Skip =', 'tests/HoldTests.cs', CSHARP(), CSHARP({ head: '[Fact(Skip = "flaky")]' }), 2],
  ['xit in Ruby', 'spec/hold_spec.rb', RUBY(), RUBY({ head: "xit 'settles' do" }), 2],
  ['pending', 'spec/hold_spec.rb', RUBY(), RUBY({ head: "pending 'settles' do" }), 2],
  ['a metadata of RSpec', 'spec/hold_spec.rb', RUBY(), RUBY({ head: "it 'settles', skip: 'flaky' do" }), 2],
  [
    'skip in a body',
    'spec/hold_spec.rb',
    RUBY(),
    RUBY({ body: "    skip 'x'\n    expect(total).to eq(3)\n    expect(total).to be < 4" }),
    4,
  ],
  [
    'markTestSkipped',
    'tests/HoldTest.php',
    PHP(),
    PHP({
      body: "        $this->markTestSkipped('x');\n        $this->assertSame(3, $total);\n        self::assertLessThan(4, $total);",
    }),
    5,
  ],
  [
    'skip() of Pest',
    'tests/HoldTest.php',
    "<?php\ntest('a', function () {\n  expect(a())->toBe(1);\n});\n",
    "<?php\ntest('a', function () {\n  expect(a())->toBe(1);\n})->skip('x');\n",
    4,
  ],
];

describe('a test that is skipped', () => {
  test.each(SKIPS)('by %s', (_by, path, before, after, line) => {
    expect(foundIn(changed(path, before, after))).toEqual([`test_skipped ${path}:${line}`]);
    expect(foundIn(changed(path, after, after))).toEqual([]);
    expect(foundIn(changed(path, after, before))).toEqual([]);
  });

  it('shows the line as it was and as it is', () => {
    const [finding] = findWeakenings([
      changed('a.test.ts', JS(), JS({ head: "it.skip('settles', async () => {" })),
    ]);
    expect(finding).toMatchObject({
      level: 'ask',
      detail: '“settles” does not run any more',
      hunk: "- it('settles', async () => {\n+ it.skip('settles', async () => {",
    });
  });

  it('with its whole group is one finding', () => {
    const group = (head: string) =>
      `${head}('money', () => {\n  it('a', () => {\n    expect(1).toBe(x);\n  });\n  it('b', () => {\n    expect(2).toBe(x);\n  });\n});\n`;
    expect(foundIn(changed('a.test.ts', group('describe'), group('describe.skip')))).toEqual([
      'test_skipped a.test.ts:1',
    ]);
  });

  it('with its whole file of pytest is one finding', () => {
    const after = PYTHON().replace('class', 'pytestmark = pytest.mark.skip\n\nclass');
    expect(foundIn(changed('test_a.py', PYTHON(), after))).toEqual(['test_skipped test_a.py:3']);
  });

  it('is not one where a comment or a string says so', () => {
    const body =
      "  // it.skip('x')\n  const s = 'test.skip()';\n  expect(total).toBe(3);\n  expect(total).not.toBe(4);";
    expect(foundIn(changed('a.test.ts', JS(), JS({ body })))).toEqual([]);
  });

  it('is no weakening where the test is new', () => {
    expect(foundIn(added('a.test.ts', JS({ head: "it.skip('settles', async () => {" })))).toEqual([]);
  });
});

describe('a test that is focused', () => {
  test.each([
    ['it.only', 'a.test.ts', JS(), JS({ head: "it.only('settles', async () => {" }), 3],
    ['fit', 'a.test.ts', JS(), JS({ head: "fit('settles', async () => {" }), 3],
    ['focus', 'spec/a_spec.rb', RUBY(), RUBY({ head: "it 'settles', :focus do" }), 2],
  ] as const)('by %s keeps the others from running', (_by, path, before, after, line) => {
    expect(foundIn(changed(path, before, after))).toEqual([`test_focused ${path}:${line}`]);
  });

  it('does so as well where it is new', () => {
    expect(foundIn(added('a.test.ts', JS({ head: "it.only('settles', async () => {" })))).toEqual([
      'test_focused a.test.ts:3',
    ]);
  });
});

describe('a test that is gone', () => {
  test.each([
    ['JavaScript', 'a.test.ts', JS(), 3],
    ['Python', 'test_a.py', PYTHON(), 4],
    ['Go', 'a_test.go', GO(), 3],
    ['Java', 'src/test/java/HoldTest.java', JAVA(), 2],
    ['Kotlin', 'src/test/kotlin/HoldTest.kt', KOTLIN(), 2],
    ['C#', 'tests/HoldTests.cs', CSHARP(), 2],
    ['Ruby', 'spec/hold_spec.rb', RUBY(), 2],
    ['PHP', 'tests/HoldTest.php', PHP(), 3],
  ] as const)('with its file, in %s', (_language, path, before, line) => {
    expect(foundIn(deleted(path, before))[0]).toBe(`test_deleted ${path}:${line}`);
  });

  it('from its file is shown as it was', () => {
    const rest = PYTHON().replace(/ {4}def test_settles[\s\S]*?\n\n/, '');
    const [finding] = findWeakenings([changed('test_a.py', PYTHON(), rest)]);
    expect(finding).toMatchObject({
      rule: 'test_deleted',
      line: 4,
      detail: '“TestHolds > test_settles” is gone',
    });
    expect(finding?.hunk?.split('\n').slice(0, 2)).toEqual([
      '-     def test_settles(self):',
      '-         total = settle()',
    ]);
  });

  it('by being commented out is gone', () => {
    const after = JS()
      .split('\n')
      .map((line, i) => (i >= 2 ? `// ${line}` : line))
      .join('\n');
    expect(foundIn(changed('a.test.ts', JS(), after))).toEqual(['test_deleted a.test.ts:3']);
  });

  it('by losing its annotation is gone', () => {
    expect(foundIn(changed('src/lib.rs', RUST(), RUST({ head: '// no test' })))).toEqual([
      'test_deleted src/lib.rs:5',
    ]);
    expect(foundIn(changed('HoldTest.java', JAVA(), JAVA({ head: '' })))).toEqual([
      'test_deleted HoldTest.java:2',
    ]);
  });

  it('by a name that the runner does not take for one is gone', () => {
    const after = PYTHON().replace('test_settles', 'disabled_test_settles');
    expect(foundIn(changed('test_a.py', PYTHON(), after))).toEqual(['test_deleted test_a.py:4']);
  });

  it('with nothing left in its body checks nothing', () => {
    expect(
      foundIn(changed('test_a.py', PYTHON(), PYTHON().replace(/ {8}total[\s\S]*?!= 4/, '        pass'))),
    ).toEqual(['test_emptied test_a.py:4']);
  });
});

describe('a test that is somewhere else', () => {
  it('in another file is the same test', () => {
    expect(foundIn(deleted('a.test.ts', JS()), added('deep/b.test.ts', JS()))).toEqual([]);
    expect(foundIn(deleted('test_a.py', PYTHON()), added('tests/test_b.py', PYTHON()))).toEqual([]);
  });

  it('under another name is the same test', () => {
    expect(foundIn(changed('a.test.ts', JS(), JS({ head: "it('settles in order', async () => {" })))).toEqual(
      [],
    );
  });

  it('in a new group is the same test', () => {
    const grouped = JS()
      .replace("it('settles", "describe('money', () => {\nit('settles")
      .replace(/\);\n$/, ');\n});\n');
    expect(foundIn(changed('a.test.ts', JS(), grouped))).toEqual([]);
  });

  it('split into two has lost nothing', () => {
    const one = "it('a', () => {\n  expect(x).toBe(1);\n  expect(y).toBe(2);\n});\n";
    const two = "it('b', () => {\n  expect(x).toBe(1);\n});\nit('c', () => {\n  expect(y).toBe(2);\n});\n";
    expect(foundIn(changed('a.test.ts', one, two))).toEqual([]);
    expect(foundIn(changed('a.test.ts', two, one))).toEqual([]);
  });

  it('where no runner looks is not run', () => {
    expect(foundIn(deleted('src/a.test.ts', JS()), added('src/a.disabled.ts', JS()))).toEqual([
      'test_not_run src/a.disabled.ts:3',
    ]);
    expect(foundIn(deleted('pay/a_test.go', GO()), added('pay/a_test.go.txt', GO()))).toEqual([
      'test_deleted pay/a_test.go:3',
    ]);
  });

  it('and weaker there is found there', () => {
    const weak = JS({ body: '  expect(total).toBe(3);' });
    expect(foundIn(deleted('a.test.ts', JS()), added('b.test.ts', weak))).toEqual([
      'assertion_removed b.test.ts:3',
    ]);
  });
});
