// Bundles made byte by byte against the whole of the publisher's intake, against real git: refused, or read as what they are; never a way out.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBundleHeader } from '#adapters/git/bundle.ts';
import { gitPublisher } from '#adapters/git/publisher.ts';
import { isSha, type Sha } from '#core/ids.ts';
import { isBlocked, judgePatch } from '#core/patch-rules.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { silentLog } from '#ports/log.ts';
import { git, seedRepository, tempDir } from '#test/adapters/git/kit.ts';
import { describeWith } from '#test/support/parts.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from './budget.ts';
import { mutated } from './mutate.ts';
import { bundleOf, idOf, packOf, type RawObject, sealed, sorted, treeBody } from './raw-bundle.ts';

const REPO = { owner: 'acme', name: 'payments' };
const REF = 'refs/heads/greenlight/work';
const LIMITS = { maxBundleBytes: 1_000_000, maxObjects: 1_000, maxCommits: 20 };
const NOBODY = '1'.repeat(40);

/** Mostly what git would write, so that one thing at a time is odd and is looked at. */
const mostly = <T>(usual: readonly T[], odd: readonly T[], weight = 12) =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...usual), weight },
    { arbitrary: fc.constantFrom(...odd), weight: 1 },
  );

const mode = mostly(
  ['100644', '100644', '100755', '120000', '160000'],
  ['40000', '040000', '100664', '0', '777777', '140000', '100600', ''],
);
const fileName = mostly<string | Buffer>(
  [
    'a.ts',
    'b.test.ts',
    'README.md',
    'readme.md',
    'src',
    'package.json',
    '.github',
    '.gitattributes',
    '-rf',
    'CON',
    'aux.txt',
    'a\nb',
    'inv\u202eoice',
  ],
  [
    '.git',
    '.GIT',
    '.git ',
    'git~1',
    '.g\u200cit',
    '.gitmodules',
    '..',
    '.',
    '',
    'a/b',
    'a\\b',
    ' ',
    'x'.repeat(5_000),
    Buffer.from([0xff, 0xfe]),
  ],
);
const CONTENTS = [
  '',
  'x\n',
  '/etc/passwd',
  '../../../etc/passwd',
  'a.ts',
  '.git/config',
  '[submodule "x"]\n\tpath = x\n\turl = -u./evil\n\tupdate = !touch /tmp/pwn\n',
  '* filter=evil\n',
  `ghp_${'a1B2'.repeat(9)}\n`,
  'test("a", () => { expect(1).toBe(1); });\n',
  '\0\0\0',
  'a\u202eb\n',
  `${'('.repeat(20_000)}\n`,
];

const entry = fc.record({
  mode,
  name: fileName,
  content: fc.constantFrom(...CONTENTS),
  isFolder: mostly([false, false, true], [false]),
});
const commitWords = fc.record({
  parents: mostly(['base'], ['none', 'twice', 'nobody']),
  date: mostly(['0 +0000', '1700000000 +0000'], ['99999999999999999999 +0000', '-1 +9999', 'x']),
  more: mostly(['', 'gpgsig -----BEGIN\n x\n'], ['encoding \0\n', `mergetag object ${NOBODY}\n`, 'tree x\n']),
  message: mostly(['m\n', '', '\u001b]0;x\u0007\n'], ['m\0n']),
});
const shape = fc.record({
  entries: fc.uniqueArray(entry, { minLength: 1, maxLength: 5, selector: ({ name }) => String(name) }),
  isSorted: mostly([true], [false]),
  words: commitWords,
  claimedCount: mostly<number | undefined>([undefined], [0, 1, 999, 2 ** 32 - 1], 20),
  claimedBytes: mostly<number | undefined>([undefined], [0, 1, 2 ** 31, 2 ** 40], 20),
  deltaOf: mostly<string | undefined>([undefined], [NOBODY, 'self'], 20),
  prerequisites: mostly<readonly string[]>([['base'], []], [[NOBODY]]),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

function bundleFrom({ entries, isSorted, words, ...lies }: Shape, base: string): Buffer {
  const objects: RawObject[] = [];
  const put = (object: RawObject): string => {
    objects.push(object);
    return idOf(object);
  };
  const named = entries.map(({ mode, name, content, isFolder }) => {
    const blob = put({ kind: 'blob', body: Buffer.from(content) });
    const inner = isFolder
      ? put({ kind: 'tree', body: treeBody([{ mode: '100644', name: 'inner.ts', id: blob }]) })
      : blob;
    return { mode: isFolder ? '40000' : mode, name, id: inner };
  });
  const tree = put({ kind: 'tree', body: treeBody(isSorted ? sorted(named) : named) });
  const parents = { base: [base], none: [], twice: [base, base], nobody: [NOBODY] }[words.parents];
  const who = `A <a@b.c> ${words.date}`;
  const lines = [
    `tree ${tree}`,
    ...(parents?.map((id) => `parent ${id}`) ?? []),
    `author ${who}`,
    `committer ${who}`,
  ];
  const tip = put({
    kind: 'commit',
    body: Buffer.from(`${lines.join('\n')}\n${words.more}\n${words.message}`),
  });
  const [first, ...others] = objects;
  const lying = first && {
    ...first,
    claimedBytes: lies.claimedBytes,
    deltaOf: lies.deltaOf === 'self' ? idOf(first) : lies.deltaOf,
  };
  const pack = packOf(lying === undefined ? objects : [lying, ...others], lies.claimedCount);
  return bundleOf(
    [[tip, REF]],
    lies.prerequisites.map((id) => (id === 'base' ? base : id)),
    pack,
  );
}

describeWith('git', 'a bundle of any make', () => {
  test(
    'is refused by a word or read as what it is, and leaves nothing behind',
    async () => {
      const dataDir = tempDir();
      const mirrorDir = join(dataDir, 'mirrors/acme/payments.git');
      const base: Sha = seedRepository(mirrorDir);
      const publisher = gitPublisher({ dataDir, log: silentLog, env: process.env });
      const before = git(mirrorDir, ['count-objects', '-v']);
      const path = join(dataDir, 'fuzzed.bundle');
      const outcomes = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(shape, async (made) => {
          writeFileSync(path, bundleFrom(made, base));
          const intake = await publisher.takeIn(REPO, path, { fromSha: base, baseSha: base }, LIMITS);
          const findings = intake.ok ? judgePatch(intake.facts, DEFAULT_POLICY) : [];
          const outcome = intake.ok
            ? isBlocked(findings)
              ? 'blocked'
              : 'let through'
            : (intake.detail.split(':')[0] ?? '');
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          if (intake.ok && !isBlocked(findings)) expectHarmless(intake.facts.changes);
          expect(readdirSync(join(dataDir, 'quarantine'))).toEqual([]);
        }),
        fuzzing(25),
      );
      expect(git(mirrorDir, ['count-objects', '-v'])).toBe(before);
      // Neither is everything refused at the door, nor nothing.
      expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['git_refused', 'blocked', 'let through']));
      console.log('bundles:', Object.fromEntries(outcomes));
    },
    FUZZ_TIMEOUT_MS,
  );

  test(
    'with any bytes exchanged is refused or read, with its checksum right or not',
    async () => {
      const dataDir = tempDir();
      const mirrorDir = join(dataDir, 'mirrors/acme/payments.git');
      const base: Sha = seedRepository(mirrorDir);
      const publisher = gitPublisher({ dataDir, log: silentLog, env: process.env });
      const path = join(dataDir, 'fuzzed.bundle');
      const blob: RawObject = { kind: 'blob', body: Buffer.from('x\n'.repeat(50)) };
      const tree: RawObject = {
        kind: 'tree',
        body: treeBody([{ mode: '100644', name: 'a.ts', id: idOf(blob) }]),
      };
      const commit: RawObject = {
        kind: 'commit',
        body: Buffer.from(
          `tree ${idOf(tree)}\nparent ${base}\nauthor A <a@b.c> 0 +0000\ncommitter A <a@b.c> 0 +0000\n\nm\n`,
        ),
      };
      const whole = bundleOf([[idOf(commit), REF]], [base], packOf([blob, tree, commit]));
      const words = ['\n\n', 'PACK', '# v3 git bundle\n', `-${NOBODY}\n`, `${base} ${REF}\n`, '\0', '\r\n'];
      await fc.assert(
        fc.asyncProperty(mutated([whole.subarray(0, -20)], words), fc.boolean(), async (bytes, isSealed) => {
          const packAt = bytes.indexOf('PACK');
          const sealedAgain =
            isSealed && packAt >= 0 ? [bytes.subarray(0, packAt), sealed(bytes.subarray(packAt))] : [bytes];
          writeFileSync(path, Buffer.concat(sealedAgain));
          const read = await readBundleHeader(path, LIMITS);
          if (read.ok) expect(isSha(read.header.tip) && read.header.objects <= LIMITS.maxObjects).toBe(true);
          const intake = await publisher.takeIn(REPO, path, { fromSha: base, baseSha: base }, LIMITS);
          if (intake.ok && !isBlocked(judgePatch(intake.facts, DEFAULT_POLICY)))
            expectHarmless(intake.facts.changes);
          expect(readdirSync(join(dataDir, 'quarantine'))).toEqual([]);
        }),
        fuzzing(25),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});

/** Said once more, in other words than the rules: what was let through can do no harm by its name, its mode or its target. */
function expectHarmless(
  changes: readonly { path: string; newMode: string; status: string; linkTarget?: string }[],
): void {
  for (const { path, newMode, status, linkTarget } of changes) {
    const parts = path.toLowerCase().split('/');
    expect(parts.some((part) => /^(?:\.git[ .]*|git~\d|\.\.?|)$/.test(part.replace(/\u200c/g, '')))).toBe(
      false,
    );
    expect(path).not.toMatch(/[\p{Cc}\\\u202e]|^\//u);
    expect(['100644', '100755', '120000', ...(status === 'deleted' ? ['000000'] : [])]).toContain(newMode);
    if (linkTarget !== undefined) expect(linkTarget).not.toMatch(/^\/|\.\.|\.git/);
  }
}
