// What is blocked, what is shown, and how globs match.
import { describe, expect, test } from 'vitest';
import { sha } from '#core/ids.ts';
import { type Finding, MAX_FINDINGS, type PatchFacts, type PathChange } from '#core/patch.ts';
import { globs, isBlocked, judgePatch, leavesTree } from '#core/patch-rules.ts';

const POLICY = { maxPatchFiles: 3, maxPatchBytes: 1_000, protectedPaths: ['.github/**', '**/CODEOWNERS'] };
const ORDINARY: PathChange = {
  path: 'src/a.ts',
  status: 'modified',
  oldMode: '100644',
  newMode: '100644',
  sizeBytes: 10,
  binary: false,
  secrets: [],
};
const facts = (...changes: Partial<PathChange>[]): PatchFacts => ({
  fromSha: sha('0'.repeat(40)),
  changes: changes.map((change) => ({ ...ORDINARY, ...change })),
  weakenings: [],
  stats: { files: changes.length, additions: 1, deletions: 0 },
});
const SUBMODULE = '160000';
const SYMLINK = '120000';

const CASES: readonly [string, Partial<PathChange>, readonly Finding[]][] = [
  ['an ordinary change', {}, []],
  [
    'a protected path',
    { path: '.github/x' },
    [{ rule: 'protected_path', level: 'block', path: '.github/x' }],
  ],
  [
    'a protected path that is deleted',
    { path: 'a/codeowners', status: 'deleted', newMode: '000000' },
    [{ rule: 'protected_path', level: 'block', path: 'a/codeowners' }],
  ],
  [
    'package scripts',
    { path: 'a/package.json' },
    [{ rule: 'sensitive_path', level: 'flag', path: 'a/package.json' }],
  ],
  [
    'what a build takes from elsewhere',
    { path: 'api/requirements-dev.txt' },
    [{ rule: 'manifest_changed', level: 'flag', path: 'api/requirements-dev.txt' }],
  ],
  [
    'what exactly a build takes from elsewhere',
    { path: 'Cargo.lock' },
    [{ rule: 'lockfile_changed', level: 'flag', path: 'Cargo.lock' }],
  ],
  ['a submodule', { newMode: SUBMODULE }, [{ rule: 'submodule', level: 'block', path: 'src/a.ts' }]],
  [
    'a submodule that goes away',
    { oldMode: SUBMODULE, newMode: '000000', status: 'deleted' },
    [{ rule: 'submodule', level: 'block', path: 'src/a.ts' }],
  ],
  [
    'a link out of the tree',
    { newMode: SYMLINK, linkTarget: '../../x' },
    [{ rule: 'symlink_outside', level: 'block', path: 'src/a.ts', detail: '../../x' }],
  ],
  [
    'a link whose target is unknown',
    { newMode: SYMLINK },
    [{ rule: 'symlink_outside', level: 'block', path: 'src/a.ts', detail: 'its target is unknown' }],
  ],
  [
    'a link within the tree',
    { newMode: SYMLINK, linkTarget: 'b.ts' },
    [{ rule: 'symlink', level: 'flag', path: 'src/a.ts', detail: 'b.ts' }],
  ],
  [
    'secrets',
    {
      secrets: [
        { rule: 'npm-token', line: 3 },
        { rule: 'jwt', line: 9 },
      ],
    },
    [
      { rule: 'secret', level: 'block', path: 'src/a.ts', line: 3, detail: 'npm-token' },
      { rule: 'secret', level: 'block', path: 'src/a.ts', line: 9, detail: 'jwt' },
    ],
  ],
  [
    'a binary',
    { binary: true },
    [{ rule: 'binary_file', level: 'flag', path: 'src/a.ts', detail: '10 bytes' }],
  ],
  [
    'invisible characters',
    { invisibleLine: 4 },
    [{ rule: 'invisible_characters', level: 'flag', path: 'src/a.ts', line: 4 }],
  ],
  ['a line break in a name', { path: 'a\nb' }, [{ rule: 'odd_file_name', level: 'block', path: 'a\\u{a}b' }]],
  [
    'an invisible character in a name',
    { path: 'in\u202ev' },
    [{ rule: 'odd_file_name', level: 'block', path: 'in\\u{202e}v' }],
  ],
  ['an odd name that goes away', { path: 'a\nb', status: 'deleted' }, []],
  [
    'a name that differs by case only',
    { path: 'readme.md', collidesWith: 'README.md' },
    [{ rule: 'case_collision', level: 'flag', path: 'readme.md', detail: 'README.md' }],
  ],
  [
    'a file made executable',
    { newMode: '100755' },
    [{ rule: 'made_executable', level: 'flag', path: 'src/a.ts' }],
  ],
  ['a file that was executable', { oldMode: '100755', newMode: '100755' }, []],
  [
    'content that nobody looked at',
    { unchecked: true },
    [
      {
        rule: 'too_large',
        level: 'block',
        path: 'src/a.ts',
        detail: 'its content was too large to be looked at',
      },
    ],
  ],
  ['a small change of a large file', { sizeBytes: 5_000, addedBytes: 20 }, []],
  [
    'more new content than allowed',
    { sizeBytes: 5_000, addedBytes: 2_000 },
    [{ rule: 'too_large', level: 'block', detail: '2000 bytes of new content, at most 1000' }],
  ],
];

describe('judgePatch', () => {
  test.each(CASES)('%s', (_name, change, findings) => {
    expect(judgePatch(facts(change), POLICY)).toEqual(findings);
  });

  test('counts files', () => {
    expect(judgePatch(facts({}, {}, {}, {}), POLICY)).toEqual([
      { rule: 'too_many_files', level: 'block', detail: '4, at most 3' },
    ]);
    expect(judgePatch(facts({}, {}, {}), POLICY)).toEqual([]);
  });

  test('puts what weakens the judge behind what blocks and before what is only shown', () => {
    const weakening: Finding = { rule: 'test_skipped', level: 'ask', path: 'test/a.ts', line: 3 };
    const change = facts({ binary: true }, { path: '.github/x' });
    const findings = judgePatch({ ...change, weakenings: [weakening] }, POLICY);
    expect(findings.map(({ level }) => level)).toEqual(['block', 'ask', 'flag']);
    expect(findings[1]).toEqual(weakening);
    expect(isBlocked(findings.slice(1))).toBe(false);
  });

  test('names what blocks first, and not more than MAX_FINDINGS', () => {
    const many = Array.from({ length: 30 }, () => ({ binary: true, sizeBytes: 0 }));
    const findings = judgePatch(facts(...many, { path: '.github/x' }), { ...POLICY, maxPatchFiles: 100 });
    expect(findings).toHaveLength(MAX_FINDINGS);
    expect(findings[0]).toEqual({ rule: 'protected_path', level: 'block', path: '.github/x' });
    expect(isBlocked(findings)).toBe(true);
    expect(isBlocked(findings.slice(1))).toBe(false);
  });

  test('a name of any length is shown in a bounded one', () => {
    const [finding] = judgePatch(facts({ path: 'x'.repeat(10_000) }), POLICY);
    expect(finding).toMatchObject({ rule: 'odd_file_name', level: 'block' });
    expect(finding?.path?.length).toBeLessThanOrEqual(200);
  });
});

describe('leavesTree', () => {
  test.each([
    ['src/s', '../README.md', false],
    ['src/s', './a/./b', false],
    ['src/s', '../../x', true],
    ['s', '..', true],
    ['a/b/s', '../..', false],
    ['s', '/etc', true],
    ['s', '', true],
    ['s', 'a/../b', true],
    ['s', '.git/config', true],
    ['s', 'a/.GIT', true],
    ['s', 'git~1/hooks', true],
    ['s', '.git./x', true],
    ['s', '.git /x', true],
    ['s', '.GIT::$INDEX_ALLOCATION/x', true],
    ['s', '.github/x', false],
    ['s', 'C:/x', true],
    ['s', 'a\\b', true],
  ])('%s -> %s: %s', (path, target, leaves) => {
    expect(leavesTree(path, target)).toBe(leaves);
  });
});

describe('globs', () => {
  test.each([
    ['.github/**', '.github/workflows/x.yml', true],
    ['.github/**', '.GitHub/Workflows/X.yml', true],
    ['.github/**', '.github', true],
    ['.github/**', 'a/.github/x', false],
    ['.github/**', '.githubs/x', false],
    ['CODEOWNERS', 'CODEOWNERS', true],
    ['CODEOWNERS', 'docs/CODEOWNERS', false],
    ['**/CODEOWNERS', 'CODEOWNERS', true],
    ['**/CODEOWNERS', 'a/b/CODEOWNERS', true],
    ['infra', 'infra/prod/main.tf', true],
    ['infra/', 'infra/prod', true],
    ['/infra', 'infra/x', true],
    ['*.lock', 'a.lock', true],
    ['*.lock', 'a/b.lock', false],
    ['**/*.lock', 'a/b.lock', true],
    ['src/*/x', 'src/a/x', true],
    ['src/*/x', 'src/a/b/x', false],
    ['src/**/x', 'src/a/b/x', true],
    ['src/**/x', 'src/x', true],
    ['?.ts', 'a.ts', true],
    ['?.ts', 'ab.ts', false],
    ['a.ts', 'aXts', false],
    ['caf\u00e9', 'cafe\u0301', true],
  ])('%s on %s: %s', (pattern, path, matches) => {
    expect(globs([pattern])(path)).toBe(matches);
  });

  test('no pattern matches nothing', () => {
    expect(globs([])('a')).toBe(false);
  });

  test('a pattern made to be slow ends', () => {
    // Exponential in a matcher that backtracks into every star: this would never return.
    expect(globs([`${'*a'.repeat(60)}b`])('a'.repeat(400))).toBe(false);
    expect(globs([`${'**/a/'.repeat(60)}b`])('a/'.repeat(400))).toBe(false);
  });
});
