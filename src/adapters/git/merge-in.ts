// Merges the base branch into a task's branch, in the mirror: git's own merge of two trees, with no working tree and no driver.
import { isSha, type Sha } from '#core/ids.ts';
import type { CommitWords, Merge } from '#ports/publisher.ts';
import { type Git, GitFailure } from './git-command.ts';
import { identity, signingWith } from './make-commit.ts';
import { mirrorCommitRef } from './names.ts';

const MERGE_TIMEOUT_MS = 120_000;
const MAX_PATHS = 20;

type Job = {
  git: Git;
  mirrorDir: string;
  ours: Sha;
  theirs: Sha;
  standing?: Sha | undefined;
  words: CommitWords;
  signingKeyFile: string | null;
};

export async function mergeIn(job: Job): Promise<Merge> {
  const { git, mirrorDir, ours } = job;
  const theirs = (await mergedBefore(job)) ?? job.theirs;
  const ancestry = await git.attempt(mirrorDir, ['merge-base', '--is-ancestor', theirs, ours]);
  if (ancestry.exitCode === 0) return { result: 'contained' };
  if (ancestry.exitCode !== 1) throw new GitFailure('merge-base', ancestry);
  const words = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
  const merged = await git.attempt(mirrorDir, words, { timeoutMs: MERGE_TIMEOUT_MS });
  const [tree = '', ...paths] = merged.stdout
    .toString('utf8')
    .split('\0')
    .filter((each) => each !== '');
  if (merged.cut !== null || !isSha(tree)) throw new GitFailure('merge-tree', merged);
  if (merged.exitCode === 1) return { result: 'conflict', paths: [...new Set(paths)].slice(0, MAX_PATHS) };
  if (merged.exitCode !== 0) throw new GitFailure('merge-tree', merged);
  return { result: 'merged', commit: await commitOf(job, tree, theirs), tree, theirs };
}

/** What an earlier try took in, where the branch stands at a merge into `ours`. */
async function mergedBefore({ git, mirrorDir, ours, standing }: Job): Promise<Sha | undefined> {
  if (standing === undefined) return undefined;
  const line = await git.text(mirrorDir, ['rev-list', '--parents', '--max-count=1', standing]);
  const [, first, second = '', ...more] = line.split(' ');
  return first === ours && more.length === 0 && isSha(second) ? second : undefined;
}

async function commitOf(job: Job, tree: Sha, theirs: Sha): Promise<Sha> {
  const { git, mirrorDir, ours, words } = job;
  const signing = signingWith(job.signingKeyFile);
  const parents = ['-p', ours, '-p', theirs];
  const commit = await git.text(mirrorDir, ['commit-tree', ...signing.words, tree, ...parents, '-F', '-'], {
    stdin: `${words.message.replaceAll('\0', '')}\n`,
    env: identity(words),
    config: signing.config,
  });
  if (!isSha(commit)) throw new Error(`git named no commit: ${commit.slice(0, 100)}`);
  await git.bytes(mirrorDir, ['update-ref', mirrorCommitRef(commit), commit]);
  return commit;
}
