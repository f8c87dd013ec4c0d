// The trusted side of git in memory: a bundle's content names the change; the same change on the same parent is the same commit.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Sha, sha } from '#core/ids.ts';
import type { Finding, PathChange } from '#core/patch.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Publisher } from '#ports/publisher.ts';
import type { FakeForge } from './fake-forge.ts';

const hash = (text: string): Sha => sha(createHash('sha1').update(text).digest('hex'));

export class FakePublisher implements Publisher {
  readonly pushes: { readonly branch: string; readonly commit: Sha; readonly parent: Sha | undefined }[] = [];
  /** The change of this name leaves the files of that other one, which was taken in before. */
  readonly sameFilesAs = new Map<string, string>();
  /** Paths that the change of this name touches; `src/<name>.ts` unless said. */
  readonly paths = new Map<string, readonly string[]>();
  /** What in the change of this name weakens the judge. */
  readonly weakenings = new Map<string, readonly Finding[]>();
  /** Called before each push: a place to push as somebody else, or to fail. */
  beforePush: () => void | Promise<void> = () => {};
  readonly #forge: FakeForge;
  readonly #trees = new Map<string, Sha>();
  readonly #parents = new Map<Sha, Sha>();

  constructor(forge: FakeForge) {
    this.#forge = forge;
  }

  async mirror(repo: RepoRef): Promise<string> {
    return `/mirrors/${repoName(repo)}.git`;
  }

  async takeIn(
    _repo: RepoRef,
    bundlePath: string,
    { fromSha }: { fromSha: Sha },
  ): ReturnType<Publisher['takeIn']> {
    const change = readFileSync(bundlePath, 'utf8');
    if (change === 'garbage') return { ok: false, detail: 'not a bundle' };
    const paths = this.paths.get(change) ?? [`src/${change.replaceAll(' ', '-')}.ts`];
    const changes = paths.map(
      (path): PathChange => ({
        path,
        status: 'modified',
        oldMode: '100644',
        newMode: '100644',
        sizeBytes: 100,
        binary: false,
        secrets: [],
      }),
    );
    const tree = this.#trees.get(this.sameFilesAs.get(change) ?? '') ?? hash(`${change} over ${fromSha}`);
    this.#trees.set(change, tree);
    return {
      ok: true,
      facts: {
        fromSha,
        changes,
        weakenings: this.weakenings.get(change) ?? [],
        stats: { files: paths.length, additions: 3, deletions: 1 },
      },
      tree,
    };
  }

  async changeText(_repo: RepoRef, range: { from: Sha; to: Sha }): ReturnType<Publisher['changeText']> {
    return { text: `diff of ${range.from.slice(0, 7)}..${range.to.slice(0, 7)}\n`, whole: true };
  }

  /** Files of every commit, where a story tells them. */
  files: readonly string[] | undefined;

  async filesAt(): Promise<readonly string[] | undefined> {
    return this.files;
  }

  async commit(_repo: RepoRef, _bundlePath: string, tree: Sha, parent: Sha): Promise<Sha> {
    const commit = hash(`${tree} on ${parent}`);
    this.#parents.set(commit, parent);
    return commit;
  }

  /** Paths in which the base's newest commit cannot be merged. */
  conflicts: readonly string[] = [];
  readonly #merges = new Map<Sha, Sha>();

  async mergeIn(
    _repo: RepoRef,
    { ours, theirs, standing }: { ours: Sha; theirs: Sha; standing?: Sha | undefined },
  ): ReturnType<Publisher['mergeIn']> {
    const before = standing === undefined ? undefined : this.#merges.get(standing);
    if (this.#contained(ours).includes(before ?? theirs)) return { result: 'contained' };
    if (this.conflicts.length > 0) return { result: 'conflict', paths: this.conflicts };
    const commit = hash(`${before ?? theirs} into ${ours}`);
    this.#parents.set(commit, ours);
    this.#merges.set(commit, before ?? theirs);
    return { result: 'merged', commit, tree: hash(`tree of ${commit}`), theirs: before ?? theirs };
  }

  #contained(commit: Sha | undefined): readonly Sha[] {
    if (commit === undefined) return [];
    const merged = this.#merges.get(commit);
    return [commit, ...(merged === undefined ? [] : [merged]), ...this.#contained(this.#parents.get(commit))];
  }

  async push(
    repo: RepoRef,
    _remote: unknown,
    commit: Sha,
    branch: string,
    expected: Sha | null,
  ): ReturnType<Publisher['push']> {
    await this.beforePush();
    const actual = (await this.#forge.branchHead(repo, branch)) ?? null;
    if (actual === commit) return { result: 'already' };
    if (actual !== expected) return { result: 'moved', actualSha: actual };
    this.#forge.pushed(repo, branch, commit);
    this.pushes.push({ branch, commit, parent: this.#parents.get(commit) });
    return { result: 'pushed' };
  }
}
