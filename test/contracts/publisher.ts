// What every Publisher does, whatever it keeps its mirrors in. Run by the adapter's own test.
import { describe, expect, test } from 'vitest';
import { type Sha, sha } from '#core/ids.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { GitRemote, Publisher } from '#ports/publisher.ts';
import { AgentCheckout, git, tempDir, writeFiles } from '#test/adapters/git/kit.ts';

export type PublisherUnderTest = {
  readonly publisher: Publisher;
  readonly repo: RepoRef;
  readonly remote: GitRemote;
  /** The bare repository behind the remote, and the one commit on its `main`. */
  readonly originDir: string;
  readonly base: Sha;
};

const LIMITS = { maxBundleBytes: 10_000_000, maxObjects: 10_000, maxCommits: 100 };
/** The agent began where the task did. */
const since = (base: Sha) => ({ fromSha: base, baseSha: base });
const BRANCH = 'greenlight/t-abcdefgh';
const WORDS = {
  message: 'Fix the sum\n\nGreenlight-Task: t-abcdefgh',
  authorName: 'Greenlight',
  authorEmail: 'greenlight@example.com',
  atMs: 1_700_000_000_123,
};

/** A person commits to a branch of the origin. */
function commitAsHuman(
  at: PublisherUnderTest,
  branch: string,
  parent: Sha,
  files: Readonly<Record<string, string>> = {},
): Sha {
  const work = tempDir();
  git(work, ['clone', '--quiet', '--no-checkout', at.originDir, '.']);
  git(work, ['checkout', '--quiet', '-B', branch, parent]);
  writeFiles(work, files);
  git(work, ['add', '--all']);
  git(work, ['commit', '--quiet', '--allow-empty', '-m', 'By a person']);
  git(work, ['push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`]);
  return sha(git(work, ['rev-parse', 'HEAD']));
}

async function published(at: PublisherUnderTest, text = 'new\n') {
  const { publisher, repo, remote, base } = at;
  const mirrorDir = await publisher.mirror(repo, remote, { sha: base, branch: 'main' });
  const bundle = new AgentCheckout(mirrorDir, base).write({ 'src/new.ts': text }).commit().bundle();
  const intake = await publisher.takeIn(repo, bundle, since(base), LIMITS);
  if (!intake.ok) throw new Error(intake.detail);
  const commit = await publisher.commit(repo, bundle, intake.tree, base, WORDS);
  return { mirrorDir, bundle, intake, commit };
}

export function publisherContract(name: string, make: () => Promise<PublisherUnderTest>): void {
  describe(`${name} as a publisher`, () => {
    test('brings an agent’s change onto a branch as one commit of its own', async () => {
      const at = await make();
      const { intake, commit } = await published(at);
      expect(intake.facts.stats).toEqual({ files: 1, additions: 1, deletions: 0 });
      expect(await at.publisher.push(at.repo, at.remote, commit, BRANCH, null)).toEqual({ result: 'pushed' });
      expect(git(at.originDir, ['rev-parse', BRANCH])).toBe(commit);
      expect(git(at.originDir, ['log', '--format=%an <%ae> %at %P%n%B', '-1', BRANCH])).toBe(
        `Greenlight <greenlight@example.com> 1700000000 ${at.base}\n${WORDS.message}\n`,
      );
      expect(git(at.originDir, ['show', `${BRANCH}:src/new.ts`])).toBe('new');
    });

    test('merges the newest base into a branch as one commit of its own, and makes the same one again', async () => {
      const at = await make();
      const { publisher, repo, remote } = at;
      const { commit: ours } = await published(at);
      await publisher.push(repo, remote, ours, BRANCH, null);
      expect(await publisher.mergeIn(repo, { ours, theirs: at.base }, WORDS)).toEqual({
        result: 'contained',
      });
      const theirs = commitAsHuman(at, 'main', at.base, { 'src/theirs.ts': 'theirs\n' });
      await publisher.mirror(repo, remote, { sha: theirs, branch: 'main' });
      const merge = await publisher.mergeIn(repo, { ours, theirs }, WORDS);
      if (merge.result !== 'merged') throw new Error(merge.result);
      expect(await publisher.push(repo, remote, merge.commit, BRANCH, ours)).toEqual({ result: 'pushed' });
      expect(git(at.originDir, ['log', '--format=%an %P', '-1', BRANCH])).toBe(
        `Greenlight ${ours} ${theirs}`,
      );
      expect(git(at.originDir, ['show', `${BRANCH}:src/new.ts`])).toBe('new');
      expect(git(at.originDir, ['show', `${BRANCH}:src/theirs.ts`])).toBe('theirs');
      const later = commitAsHuman(at, 'main', theirs, { 'src/later.ts': 'later\n' });
      await publisher.mirror(repo, remote, { sha: later, branch: 'main' });
      const again = await publisher.mergeIn(repo, { ours, theirs: later, standing: merge.commit }, WORDS);
      expect(again).toEqual(merge);
    });

    test('names the files in which a merge conflicts, and makes no commit', async () => {
      const at = await make();
      const { commit: ours } = await published(at, 'ours\n');
      const theirs = commitAsHuman(at, 'main', at.base, { 'src/new.ts': 'theirs\n' });
      await at.publisher.mirror(at.repo, at.remote, { sha: theirs, branch: 'main' });
      expect(await at.publisher.mergeIn(at.repo, { ours, theirs }, WORDS)).toEqual({
        result: 'conflict',
        paths: ['src/new.ts'],
      });
    });

    test('reads a change between two commits, and cuts a long one at a line', async () => {
      const at = await make();
      const { commit } = await published(at, 'one\ntwo\nthree\n');
      const range = { from: at.base, to: commit };
      const all = await at.publisher.changeText(at.repo, { ...range, maxBytes: 10_000 });
      expect(all.whole).toBe(true);
      expect(all.text).toContain('+++ b/src/new.ts\n');
      expect(all.text).toMatch(/\+one\n\+two\n\+three\n$/);
      const cut = await at.publisher.changeText(at.repo, { ...range, maxBytes: all.text.length - 3 });
      expect(cut).toEqual({ text: all.text.replace('+three\n', ''), whole: false });
      await expect(
        at.publisher.changeText(at.repo, { from: at.base, to: sha('0'.repeat(40)), maxBytes: 10 }),
      ).rejects.toThrow(/diff-tree/);
    });

    test('lists the files of a commit that it holds, and none of one that it does not', async () => {
      const at = await make();
      const { commit } = await published(at);
      const files = await at.publisher.filesAt(at.repo, commit, 1_000);
      expect(files).toContain('src/new.ts');
      expect(await at.publisher.filesAt(at.repo, commit, 1)).toBeUndefined();
      expect(await at.publisher.filesAt(at.repo, sha('0'.repeat(40)), 1_000)).toBeUndefined();
    });

    test('makes the same commit from the same input, and pushes it once', async () => {
      const at = await make();
      const { bundle, intake, commit } = await published(at);
      expect(await at.publisher.commit(at.repo, bundle, intake.tree, at.base, WORDS)).toBe(commit);
      await at.publisher.push(at.repo, at.remote, commit, BRANCH, null);
      for (const expected of [null, at.base, commit]) {
        expect(await at.publisher.push(at.repo, at.remote, commit, BRANCH, expected)).toEqual({
          result: 'already',
        });
      }
    });

    test('tells what weakens a test since the task began, also by an earlier attempt', async () => {
      const at = await make();
      const { publisher, repo, remote } = at;
      const suite = (head: string) =>
        `import { it } from 'vitest';\n\n${head}('settles', () => {\n  expect(settle()).toBe(3);\n});\n`;
      const base = commitAsHuman(at, 'main', at.base, { 'test/a.test.ts': suite('it') });
      const mirrorDir = await publisher.mirror(repo, remote, { sha: base, branch: 'main' });
      const first = new AgentCheckout(mirrorDir, base)
        .write({ 'test/a.test.ts': suite('it.skip') })
        .commit()
        .bundle();
      const skipped = await publisher.takeIn(repo, first, since(base), LIMITS);
      if (!skipped.ok) throw new Error(skipped.detail);
      const finding = { rule: 'test_skipped', level: 'ask', path: 'test/a.test.ts', line: 3 };
      expect(skipped.facts.weakenings).toMatchObject([finding]);
      expect(skipped.facts.weakenings[0]?.hunk).toContain("+ it.skip('settles', () => {");
      const commit = await publisher.commit(repo, first, skipped.tree, base, WORDS);
      const second = new AgentCheckout(mirrorDir, commit)
        .write({ 'src/a.ts': 'export {};\n' })
        .commit()
        .bundle();
      const later = await publisher.takeIn(repo, second, { fromSha: commit, baseSha: base }, LIMITS);
      if (!later.ok) throw new Error(later.detail);
      expect(later.facts.changes.map(({ path }) => path)).toEqual(['src/a.ts']);
      expect(later.facts.weakenings).toMatchObject([finding]);
    });

    test('never overwrites what somebody else pushed', async () => {
      const at = await make();
      const { commit } = await published(at);
      const theirs = commitAsHuman(at, BRANCH, at.base);
      const moved = { result: 'moved', actualSha: theirs };
      expect(await at.publisher.push(at.repo, at.remote, commit, BRANCH, null)).toEqual(moved);
      expect(await at.publisher.push(at.repo, at.remote, commit, BRANCH, at.base)).toEqual(moved);
      expect(git(at.originDir, ['rev-parse', BRANCH])).toBe(theirs);
    });

    test('tells that the branch was deleted', async () => {
      const at = await make();
      const { commit } = await published(at);
      expect(await at.publisher.push(at.repo, at.remote, commit, BRANCH, at.base)).toEqual({
        result: 'moved',
        actualSha: null,
      });
    });

    test('goes on from its own commit, and from one that a person put on top', async () => {
      const at = await make();
      const { commit } = await published(at);
      await at.publisher.push(at.repo, at.remote, commit, BRANCH, null);
      const theirs = commitAsHuman(at, BRANCH, commit);
      const mirrorDir = await at.publisher.mirror(at.repo, at.remote, { sha: theirs, branch: BRANCH });
      const bundle = new AgentCheckout(mirrorDir, theirs)
        .write({ 'src/more.ts': '1\n2\n' })
        .commit()
        .bundle();
      const intake = await at.publisher.takeIn(at.repo, bundle, since(theirs), LIMITS);
      expect(intake).toMatchObject({
        ok: true,
        facts: { fromSha: theirs, stats: { files: 1, additions: 2 } },
      });
      if (!intake.ok) return;
      const next = await at.publisher.commit(at.repo, bundle, intake.tree, theirs, WORDS);
      expect(await at.publisher.push(at.repo, at.remote, next, BRANCH, theirs)).toEqual({ result: 'pushed' });
    });

    test('refuses a file that is no bundle, as a value', async () => {
      const at = await make();
      const { mirrorDir } = await published(at);
      const intake = await at.publisher.takeIn(at.repo, `${mirrorDir}/HEAD`, since(at.base), LIMITS);
      expect(intake).toMatchObject({ ok: false, detail: expect.stringContaining('not_a_bundle') });
    });

    test('says that a commit is in no branch of the repository', async () => {
      const at = await make();
      const want = { sha: sha('1'.repeat(40)), branch: 'gone' };
      await expect(at.publisher.mirror(at.repo, at.remote, want)).rejects.toMatchObject({
        name: 'PortError',
        retryable: false,
        problem: { code: 'base_branch_missing' },
      });
    });
  });
}
