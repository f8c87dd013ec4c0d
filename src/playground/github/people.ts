// The hands of people: what a human would do at GitHub while Greenlight works, each with all its consequences.
import { git } from './git/git.ts';
import { resolveRef, zeroSha } from './git/objects.ts';
import { followRefChanges } from './git/ref-changes.ts';
import { commitFiles } from './git/write.ts';
import type { Comment, Person, Pull, Repository, Review, ReviewState } from './model.ts';
import { addComment, addReview, closePull, openPull, reopenPull, setDraft } from './pulls/lifecycle.ts';
import { mergePull } from './pulls/merge.ts';
import { requirePerson, requireRepository, type World } from './world.ts';

export interface OnPull {
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** Login of one of the people. */
  readonly by: string;
}

export interface HandPush {
  readonly repository: string;
  readonly branch: string;
  readonly by: string;
  /** Path to text; null removes the file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
  /** Where a new branch starts. @default the default branch */
  readonly from?: string;
}

export interface People {
  /** Sha of the new commit. Creates the branch when it is missing. Throws when the branch is protected. */
  push(what: HandPush): Promise<string>;
  openPull(what: {
    repository: string;
    branch: string;
    by: string;
    title: string;
    body?: string;
    draft?: boolean;
  }): Promise<number>;
  closePull(what: OnPull): Promise<void>;
  reopenPull(what: OnPull): Promise<void>;
  /** Sha of the merge commit. Throws ApiError when GitHub would refuse. */
  mergePull(what: OnPull & { method?: 'merge' | 'squash' }): Promise<string>;
  convertToDraft(what: OnPull): Promise<void>;
  markReady(what: OnPull): Promise<void>;
  approve(what: OnPull & { body?: string }): Promise<Review>;
  requestChanges(what: OnPull & { body: string }): Promise<Review>;
  comment(what: OnPull & { body: string }): Promise<Comment>;
  /** A remark on a line, part of no review. */
  commentOnLine(what: OnPull & { path: string; line: number; body: string }): void;
  deleteBranch(what: { repository: string; branch: string; by: string }): Promise<void>;
  /** The repository is gone for everybody: 404 from now on. */
  deleteRepository(repository: string): void;
}

export function people(world: World): People {
  const review = async (what: OnPull, state: ReviewState, body: string): Promise<Review> => {
    const { repository, pull, person } = find(world, what);
    return await addReview(world, repository, { pull, by: person, state, body });
  };
  const locked = async <T>(what: OnPull, act: (found: Found) => Promise<T>): Promise<T> => {
    const found = find(world, what);
    return await found.repository.lock.run(() => act(found));
  };
  return {
    push: (what) => push(world, what),
    openPull: (what) => open(world, what),
    closePull: (what) =>
      locked(what, ({ repository, pull, person }) => closePull(world, repository, pull, person)),
    reopenPull: (what) =>
      locked(what, ({ repository, pull, person }) => reopenPull(world, repository, pull, person)),
    mergePull: (what) =>
      locked(what, ({ repository, pull, person }) =>
        mergePull(world, repository, { pull, by: person, method: what.method ?? 'merge' }),
      ),
    convertToDraft: (what) =>
      locked(what, ({ repository, pull, person }) =>
        setDraft(world, repository, pull, { draft: true, by: person }),
      ),
    markReady: (what) =>
      locked(what, ({ repository, pull, person }) =>
        setDraft(world, repository, pull, { draft: false, by: person }),
      ),
    approve: (what) => review(what, 'APPROVED', what.body ?? ''),
    requestChanges: (what) => review(what, 'CHANGES_REQUESTED', what.body),
    comment: (what) => {
      const { repository, pull, person } = find(world, what);
      return Promise.resolve(addComment(world, repository, { pull, by: person, body: what.body }));
    },
    commentOnLine: (what) => {
      const { pull, person } = find(world, what);
      const { path, line, body } = what;
      const by = { author: person, commitSha: pull.headSha, createdAtMs: world.nowMs() };
      pull.lineComments.push({ id: world.nextId(), path, line, body, ...by });
    },
    deleteBranch: (what) => deleteBranch(world, what),
    deleteRepository: (name) => {
      requireRepository(world, name).deleted = true;
    },
  };
}

interface Found {
  readonly repository: Repository;
  readonly pull: Pull;
  readonly person: Person;
}

function find(world: World, what: OnPull): Found {
  const repository = requireRepository(world, what.repository);
  const pull = repository.pulls.get(what.number);
  if (pull === undefined) throw new Error(`${what.repository} has no pull request #${what.number}.`);
  return { repository, pull, person: requirePerson(world, what.by) };
}

async function push(world: World, what: HandPush): Promise<string> {
  const repository = requireRepository(world, what.repository);
  const person = requirePerson(world, what.by);
  if (what.branch === repository.defaultBranch && repository.protection.refusesPushes) {
    throw new Error(
      `${what.repository}: ${what.branch} is protected, changes must be made through a pull request.`,
    );
  }
  const { gitDir } = repository;
  return await repository.lock.run(async () => {
    const ref = `refs/heads/${what.branch}`;
    const before = await resolveRef(gitDir, ref);
    const parent =
      before ?? (await resolveRef(gitDir, `refs/heads/${what.from ?? repository.defaultBranch}`));
    const author = {
      name: person.login,
      email: `${person.id}+${person.login}@users.noreply.github.com`,
      atMs: world.nowMs(),
    };
    const sha = await commitFiles(gitDir, { parent, files: what.files, message: what.message, author });
    await git(gitDir, ['update-ref', ref, sha]);
    await followRefChanges(world, repository, person, [{ ref, before: before ?? zeroSha, after: sha }]);
    return sha;
  });
}

async function open(
  world: World,
  what: { repository: string; branch: string; by: string; title: string; body?: string; draft?: boolean },
): Promise<number> {
  const repository = requireRepository(world, what.repository);
  const person = requirePerson(world, what.by);
  return await repository.lock.run(async () => {
    const headSha = await resolveRef(repository.gitDir, `refs/heads/${what.branch}`);
    const baseSha = await resolveRef(repository.gitDir, `refs/heads/${repository.defaultBranch}`);
    if (headSha === null || baseSha === null)
      throw new Error(`${what.repository} has no branch ${what.branch}.`);
    const pull = await openPull(world, repository, person, {
      title: what.title,
      body: what.body ?? '',
      headRef: what.branch,
      headSha,
      baseRef: repository.defaultBranch,
      baseSha,
      draft: what.draft ?? false,
    });
    return pull.number;
  });
}

async function deleteBranch(
  world: World,
  what: { repository: string; branch: string; by: string },
): Promise<void> {
  const repository = requireRepository(world, what.repository);
  const person = requirePerson(world, what.by);
  await repository.lock.run(async () => {
    const ref = `refs/heads/${what.branch}`;
    const before = await resolveRef(repository.gitDir, ref);
    if (before === null) throw new Error(`${what.repository} has no branch ${what.branch}.`);
    await git(repository.gitDir, ['update-ref', '-d', ref]);
    await followRefChanges(world, repository, person, [{ ref, before, after: zeroSha }]);
  });
}
