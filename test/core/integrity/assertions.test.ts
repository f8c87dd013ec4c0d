// Assertions that ask for less, or are gone.
import { describe, expect, it, test } from 'vitest';
import { findWeakenings } from '#core/integrity/guard.ts';
import { added, CSHARP, changed, foundIn, GO, JAVA, JS, KOTLIN, PHP, PYTHON, RUBY, RUST } from './changes.ts';

const REMOVED: readonly [string, string, string, string, number][] = [
  ['JavaScript', 'a.test.ts', JS(), JS({ body: '  expect(total).toBe(3);' }), 3],
  ['Python', 'test_a.py', PYTHON(), PYTHON({ body: '        assert total == 3' }), 4],
  ['Go', 'a_test.go', GO(), GO({ body: '\tif total != 3 {\n\t\tt.Errorf("got %d", total)\n\t}' }), 3],
  ['Rust', 'src/lib.rs', RUST(), RUST({ body: '        assert_eq!(total, 3);' }), 5],
  ['Java', 'HoldTest.java', JAVA(), JAVA({ body: '        assertEquals(3, total);' }), 2],
  ['Kotlin', 'HoldTest.kt', KOTLIN(), KOTLIN({ body: '        total shouldBe 3' }), 2],
  ['C#', 'HoldTests.cs', CSHARP(), CSHARP({ body: '        Assert.Equal(3, total);' }), 2],
  ['Ruby', 'a_spec.rb', RUBY(), RUBY({ body: '    expect(total).to eq(3)' }), 2],
  ['PHP', 'HoldTest.php', PHP(), PHP({ body: '        $this->assertSame(3, $total);' }), 3],
];

describe('an assertion that is gone', () => {
  test.each(REMOVED)('in %s', (_language, path, before, after, line) => {
    expect(foundIn(changed(path, before, after))).toEqual([`assertion_removed ${path}:${line}`]);
    expect(foundIn(changed(path, after, before))).toEqual([]);
  });

  it('is shown, and counted', () => {
    const [finding] = findWeakenings([changed('a.test.ts', JS(), JS({ body: '  expect(total).toBe(3);' }))]);
    expect(finding).toMatchObject({
      detail: '“settles” had 2 assertions and has 1',
      hunk: '-   expect(total).not.toBe(4);',
    });
  });

  it('by being commented out is gone', () => {
    const after = JS({ body: '  // expect(total).toBe(3);\n  expect(total).not.toBe(4);' });
    expect(foundIn(changed('a.test.ts', JS(), after))).toEqual(['assertion_removed a.test.ts:3']);
  });

  it('into a helper of the same file is not gone', () => {
    const helper =
      'function checkTotal(total) {\n  expect(total).toBe(3);\n  expect(total).not.toBe(4);\n}\n';
    const after = helper + JS({ body: '  checkTotal(total);' });
    expect(foundIn(changed('a.test.ts', JS(), after))).toEqual([]);
  });

  it('for another that asks as much is not gone', () => {
    expect(
      foundIn(
        changed('a.test.ts', JS(), JS({ body: '  expect(total).toBe(5);\n  expect(total).not.toBe(6);' })),
      ),
    ).toEqual([]);
  });
});

const LOOSENED: readonly [string, string, string][] = [
  ['a.test.ts', 'expect(total).toBe(3)', 'expect(total).toBeTruthy()'],
  ['a.test.ts', 'expect(total).toEqual({ sum: 3 })', 'expect(total).toBeDefined()'],
  ['a.test.ts', 'expect(total).toBe(0.3)', 'expect(total).toBeCloseTo(0.3, 1)'],
  ['a.test.ts', 'expect(total).toBeCloseTo(0.3, 5)', 'expect(total).toBeCloseTo(0.3, 1)'],
  ['a.test.ts', 'expect(total).toEqual({ at: 3 })', 'expect(total).toEqual({ at: expect.any(Number) })'],
  ['a.test.ts', 'expect(total).toBe(3)', 'expect(true).toBe(true)'],
  ['a.test.ts', 'expect(total).toBe(3)', 'expect(total === 3 || true).toBe(true)'],
  ['a.test.ts', 'expect(total).toBeLessThan(50)', 'expect(total).toBeLessThan(5000)'],
  ['a.test.ts', 'expect(calls).toHaveBeenCalledTimes(1)', 'expect(calls).toHaveBeenCalled()'],
  [
    'a.test.ts',
    'await expect(pay()).rejects.toThrow(RangeError)',
    'expect(pay()).rejects.toThrow(RangeError)',
  ],
  ['a.test.ts', 'assert.strictEqual(total, 3)', 'assert.ok(total)'],
  ['test_a.py', 'assert total == 3', 'assert total'],
  ['test_a.py', 'assert total == 3', 'assert total == 3 or True'],
  ['test_a.py', 'assert total == 3', 'assert total > 0'],
  ['test_a.py', 'assert total == 3', 'assert total == pytest.approx(3, rel=0.5)'],
  ['test_a.py', 'assert total == pytest.approx(3, rel=0.001)', 'assert total == pytest.approx(3, rel=0.5)'],
  ['test_a.py', 'self.assertEqual(total, 3)', 'self.assertIsNotNone(total)'],
  ['test_a.py', 'self.assertAlmostEqual(total, 3, places=7)', 'self.assertAlmostEqual(total, 3, places=1)'],
  ['a_test.go', 'require.Equal(t, 3, total)', 'require.NotNil(t, total)'],
  ['a_test.go', 'assert.Equal(t, 3.0, total)', 'assert.InDelta(t, 3.0, total, 2)'],
  ['lib.rs', 'assert_eq!(total, 3);', 'assert!(total > 0);'],
  ['lib.rs', 'assert_eq!(total, 3);', 'assert!(true);'],
  ['HoldTest.java', 'assertEquals(3, total);', 'assertTrue(true);'],
  ['HoldTest.java', 'assertEquals(3, total);', 'assertNotNull(total);'],
  ['HoldTest.java', 'assertEquals(3.0, total, 0.001);', 'assertEquals(3.0, total, 1.5);'],
  ['HoldTests.cs', 'Assert.Equal(3, total);', 'Assert.NotNull(total);'],
  ['a_spec.rb', 'expect(total).to eq(3)', 'expect(total).to be_truthy'],
  ['a_spec.rb', 'assert_equal 3, total', 'assert total'],
  ['HoldTest.php', '$this->assertSame(3, $total);', '$this->assertNotNull($total);'],
];
const MAKERS: Record<string, (over: { body: string }) => string> = {
  ts: JS,
  py: PYTHON,
  go: GO,
  rs: RUST,
  java: JAVA,
  kt: KOTLIN,
  cs: CSHARP,
  rb: RUBY,
  php: PHP,
};
const inTest = (path: string, statement: string): string => {
  const make = MAKERS[path.split('.').at(-1) ?? ''];
  if (make === undefined) throw new Error(`no sample for ${path}`);
  const indent = path.endsWith('.py') ? '        ' : '    ';
  return make({ body: `${indent}${statement}` });
};

describe('an assertion that asks for less', () => {
  test.each(LOOSENED)('%s: %s → %s', (path, before, after) => {
    const found = foundIn(changed(path, inTest(path, before), inTest(path, after)));
    expect(found).toEqual([expect.stringMatching(`^assertion_loosened ${path.replace('.', '\\.')}:\\d+$`)]);
    expect(foundIn(changed(path, inTest(path, after), inTest(path, before)))).toEqual([]);
  });

  it('is shown before and after, at its line', () => {
    const before = inTest('a.test.ts', 'expect(total).toBe(3);');
    const after = inTest('a.test.ts', 'expect(total).toBeTruthy();');
    expect(findWeakenings([changed('a.test.ts', before, after)])).toEqual([
      {
        rule: 'assertion_loosened',
        level: 'ask',
        path: 'a.test.ts',
        line: 5,
        detail: '“settles” asks for less',
        hunk: '-     expect(total).toBe(3);\n+     expect(total).toBeTruthy();',
      },
    ]);
  });

  test.each([
    ['a.test.ts', 'expect(total).toBe(3)', 'expect(total).toEqual(3)'],
    ['a.test.ts', 'expect(total).toBe(3)', 'expect(total).toBe(4)'],
    ['a.test.ts', 'expect(user.isAdmin).toBe(true)', 'expect(user.isOwner).toBe(true)'],
    ['test_a.py', 'assert total == 3', 'assert total == 3, "wrong total"'],
    ['HoldTest.java', 'assertEquals(3, total);', 'assertThat(total).isEqualTo(3);'],
    ['HoldTest.java', 'assertEquals(3, total);', 'assertTrue(total == 3);'],
    ['a.test.ts', 'expect(total).toBeLessThan(50)', 'expect(total).toBeLessThan(20)'],
  ])('%s: not %s → %s', (path, before, after) => {
    expect(foundIn(changed(path, inTest(path, before), inTest(path, after)))).toEqual([]);
  });
});

describe('a failure that is swallowed', () => {
  test.each([
    ['a.test.ts', '  try {\n    expect(total).toBe(3);\n    expect(total).not.toBe(4);\n  } catch {}', JS, 8],
    [
      'a.test.ts',
      '  await check().catch(() => {});\n  expect(total).toBe(3);\n  expect(total).not.toBe(4);',
      JS,
      5,
    ],
    [
      'test_a.py',
      '        try:\n            assert total == 3\n            assert total != 4\n        except Exception:\n            pass',
      PYTHON,
      9,
    ],
    [
      'HoldTest.java',
      '        try {\n        assertEquals(3, total);\n        assertTrue(total < 4);\n        } catch (AssertionError e) { }',
      JAVA,
      8,
    ],
    [
      'a_spec.rb',
      '    expect(total).to eq(3)\n    expect(total).to be < 4\n    rescue StandardError\n      nil',
      RUBY,
      6,
    ],
  ] as const)('%s: %s', (path, body, make, line) => {
    expect(foundIn(changed(path, make(), make({ body })))).toEqual([`failure_swallowed ${path}:${line}`]);
  });

  it('is none where the catch fails the test', () => {
    const body =
      "  try {\n    expect(total).toBe(3);\n    expect(total).not.toBe(4);\n  } catch (error) { throw new Error('x', { cause: error }); }";
    expect(foundIn(changed('a.test.ts', JS(), JS({ body })))).toEqual([]);
  });
});

describe('a snapshot', () => {
  it('beside the test that is rewritten is found, a new entry is not', () => {
    const before = 'exports[`a 1`] = `\n<p>old</p>\n`;\n';
    expect(foundIn(changed('__snapshots__/a.test.ts.snap', before, before.replace('old', 'new')))).toEqual([
      'snapshot_rewritten __snapshots__/a.test.ts.snap:2',
    ]);
    expect(foundIn(changed('a.snap', before, `${before}\nexports[\`b 1\`] = \`\n<p>b</p>\n\`;\n`))).toEqual(
      [],
    );
    expect(foundIn(changed('a.snap', before, before.replace('a 1', 'renamed 1')))).toEqual([]);
    expect(foundIn(changed('pay/testdata/x.golden', 'old\n', 'new\n'))).toEqual([
      'snapshot_rewritten pay/testdata/x.golden:1',
    ]);
  });

  it('inside the test that is rewritten is found', () => {
    const inline = (text: string) =>
      JS({ body: `  expect(page).toMatchInlineSnapshot(\`<p>${text}</p>\`);` });
    expect(foundIn(changed('a.test.ts', inline('old'), inline('new')))).toEqual([
      'snapshot_rewritten a.test.ts:5',
    ]);
  });
});

it('says nothing of added tests and of code that is no test', () => {
  expect(foundIn(added('b.test.ts', JS({ body: '  expect(true).toBe(true);' })))).toEqual([]);
  expect(foundIn(changed('src/pay.ts', 'assert(a === 1);\n', ''))).toEqual([]);
});
