// Makes the one commit of ours from a tree that was judged, and moves only what it needs into the mirror: commits,
// messages and files that an agent made on its way stay behind in the quarantine.
import { stat } from 'node:fs/promises';
import { isSha, type Sha } from '#core/ids.ts';
import type { CommitWords } from '#ports/publisher.ts';
import { readBundleHeader } from './bundle.ts';
import type { Git } from './git-command.ts';
import { exists } from './mirror.ts';
import { mirrorCommitRef } from './names.ts';
import { indexPack, openQuarantine } from './quarantine.ts';

const MOVE_TIMEOUT_MS = 120_000;

type Job = {
  git: Git;
  quarantineRoot: string;
  mirrorDir: string;
  bundlePath: string;
  tree: Sha;
  parent: Sha;
  words: CommitWords;
  /** An SSH key without a passphrase. Ed25519 and RSA sign the same words the same way, ECDSA does not. */
  signingKeyFile: string | null;
};

/** The same job gives the same commit: every date and name is given. Throws GitFailure, and Error for a bundle that takeIn would refuse. */
export async function makeCommit(job: Job): Promise<Sha> {
  const { git, mirrorDir } = job;
  await using quarantine = await openQuarantine(job.quarantineRoot, mirrorDir);
  await bringObjects(job, quarantine.dir);
  const signing = signingWith(job.signingKeyFile);
  const words = ['commit-tree', ...signing.words, job.tree, '-p', job.parent, '-F', '-'];
  const commit = await git.text(quarantine.dir, words, {
    stdin: `${job.words.message.replaceAll('\0', '')}\n`,
    env: identity(job.words),
    config: signing.config,
  });
  if (!isSha(commit)) throw new Error(`git named no commit: ${commit.slice(0, 100)}`);
  const pack = await git.bytes(quarantine.dir, ['pack-objects', '--revs', '--stdout', '--quiet', '--thin'], {
    stdin: `${commit}\n^${job.parent}\n`,
    timeoutMs: MOVE_TIMEOUT_MS,
    maxOutputBytes: Number.POSITIVE_INFINITY,
  });
  await git.bytes(mirrorDir, ['index-pack', '--stdin', '--fix-thin', '--strict'], {
    stdin: pack,
    timeoutMs: MOVE_TIMEOUT_MS,
  });
  await git.bytes(mirrorDir, ['update-ref', mirrorCommitRef(commit), commit]);
  return commit;
}

export const signingWith = (keyFile: string | null): { words: string[]; config: string[] } =>
  keyFile === null
    ? { words: [], config: [] }
    : { words: ['-S'], config: ['gpg.format=ssh', `user.signingKey=${keyFile}`] };

/** The bundle was taken in before; after a crash in between the mirror may hold the tree already and the bundle be gone. */
async function bringObjects(job: Job, quarantineDir: string): Promise<void> {
  if (!(await exists(job.bundlePath))) {
    await job.git.bytes(quarantineDir, ['rev-list', '--objects', '--quiet', job.tree]);
    return;
  }
  const { size } = await stat(job.bundlePath);
  const read = await readBundleHeader(job.bundlePath, { maxBundleBytes: size, maxObjects: 0xffffffff });
  if (!read.ok) throw new Error(`bundle that was taken in before is not one now: ${read.detail}`);
  const bundle = { path: job.bundlePath, header: read.header, maxBytes: size };
  await indexPack(job.git, { dir: quarantineDir }, bundle);
  await job.git.bytes(quarantineDir, ['rev-list', '--objects', '--quiet', job.tree]);
}

export const identity = (words: CommitWords): Record<string, string> => {
  const date = `@${Math.floor(words.atMs / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: words.authorName,
    GIT_AUTHOR_EMAIL: words.authorEmail,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: words.authorName,
    GIT_COMMITTER_EMAIL: words.authorEmail,
    GIT_COMMITTER_DATE: date,
  };
};
