// Takes an agent's bundle in: its objects into quarantine, its change as facts. Only WORK_REF's commit is looked at.
import type { Sha } from '#core/ids.ts';
import { isSha } from '#core/ids.ts';
import { cleanTerminal } from '#core/redact.ts';
import { PortError } from '#ports/port-error.ts';
import type { Intake } from '#ports/publisher.ts';
import { type BundleHeader, readBundleHeader } from './bundle.ts';
import { readFacts } from './facts.ts';
import { type Git, GitFailure } from './git-command.ts';
import { indexPack, openQuarantine, type Quarantine } from './quarantine.ts';
import { diskFull, isDiskFull } from './remote.ts';

export type IntakeLimits = { maxBundleBytes: number; maxObjects: number; maxCommits: number };

type Job = {
  git: Git;
  quarantineRoot: string;
  mirrorDir: string;
  bundlePath: string;
  fromSha: Sha;
  baseSha: Sha;
  limits: IntakeLimits;
};

/** What is wrong with the bundle is a value; a machine that fails is an error. */
export async function takeIn(job: Job): Promise<Intake> {
  const read = await readBundleHeader(job.bundlePath, job.limits);
  if (!read.ok) return read;
  await requireBase(job);
  await using quarantine = await openQuarantine(job.quarantineRoot, job.mirrorDir);
  try {
    return await examine(job, quarantine, read.header);
  } catch (error) {
    return refusal(error);
  }
}

/** A mirror that lost the base (a restored disk, say) must not be blamed on the bundle. */
async function requireBase({ git, mirrorDir, fromSha, baseSha }: Job): Promise<void> {
  for (const sha of new Set([fromSha, baseSha])) {
    const held = await git.attempt(mirrorDir, ['cat-file', '-e', `${sha}^{commit}`]);
    if (held.exitCode === 0) continue;
    const detail = `take in: the mirror does not hold the base ${sha}`;
    throw new PortError({ code: 'workspace_failed', detail }, { retryable: true });
  }
}

async function examine(job: Job, quarantine: Quarantine, header: BundleHeader): Promise<Intake> {
  const { git, fromSha, baseSha, limits } = job;
  const { dir } = quarantine;
  await indexPack(git, quarantine, { path: job.bundlePath, header, maxBytes: limits.maxBundleBytes });
  const ancestry = await git.attempt(dir, ['merge-base', '--is-ancestor', fromSha, header.tip]);
  if (ancestry.exitCode === 1)
    return { ok: false, detail: 'unrelated_history: the result does not descend from its base' };
  if (ancestry.exitCode !== 0) throw new GitFailure('merge-base', ancestry);
  const range = [header.tip, `^${fromSha}`];
  const commits = await git.text(dir, [
    'rev-list',
    '--count',
    `--max-count=${limits.maxCommits + 1}`,
    ...range,
  ]);
  if (Number(commits) > limits.maxCommits) {
    return { ok: false, detail: `too_many_commits: more than ${limits.maxCommits}` };
  }
  // Every object of the result is here and whole; anything missing ends this with an error.
  await git.bytes(dir, ['rev-list', '--objects', '--quiet', ...range]);
  const facts = await readFacts(git, dir, { fromSha, baseSha, tip: header.tip });
  const tree = await git.text(dir, ['rev-parse', '--verify', `${header.tip}^{tree}`]);
  if (!isSha(tree)) throw new Error(`git named no tree: ${tree.slice(0, 100)}`);
  return { ok: true, facts, tree };
}

/** git refused what the agent made, unless it was our own disk that failed. Anything but git's refusal is rethrown. */
function refusal(error: unknown): Intake {
  if (!(error instanceof GitFailure)) throw error;
  const { stderr, cut } = error.result;
  if (isDiskFull(stderr)) throw diskFull('bundle', stderr, error);
  const words =
    cut === null
      ? cleanTerminal(stderr).trim().split('\n').slice(0, 3).join(' | ')
      : `over the limit of ${cut}`;
  return { ok: false, detail: `git_refused: ${words}`.slice(0, 500) };
}
