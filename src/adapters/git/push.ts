// Pushes one commit by full URL, with a lease on what the branch held: never over a commit that somebody else put there.
import type { Sha } from '#core/ids.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitRemote } from '#ports/publisher.ts';
import type { Git, GitResult } from './git-command.ts';
import { remoteHead } from './mirror.ts';
import { branchRef } from './names.ts';
import { remoteFailure, remoteOptions, remoteWords } from './remote.ts';

const PUSH_TIMEOUT_MS = 10 * 60_000;

export type PushResult = { result: 'pushed' | 'already' } | { result: 'moved'; actualSha: Sha | null };

type Job = {
  git: Git;
  mirrorDir: string;
  subject: string;
  remote: GitRemote;
  commit: Sha;
  branch: string;
  expected: Sha | null;
};

export async function push(job: Job): Promise<PushResult> {
  const { git, mirrorDir, remote, commit, expected } = job;
  const ref = branchRef(job.branch);
  await refuseRewriting(job);
  const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
  const words = [
    'push',
    '--porcelain',
    '--no-verify',
    '--recurse-submodules=no',
    lease,
    remote.url,
    `${commit}:${ref}`,
  ];
  const result = await git.attempt(mirrorDir, words, {
    ...remoteOptions(remote),
    timeoutMs: PUSH_TIMEOUT_MS,
  });
  const line = porcelainLine(result, ref);
  if (line === undefined || result.cut !== null) throw remoteFailure(job.subject, remote, result);
  if (line.flag === '=') return { result: 'already' };
  if (line.flag === '!') return await whyRefused(job, result, line.summary);
  if (result.exitCode !== 0) throw remoteFailure(job.subject, remote, result);
  return { result: 'pushed' };
}

/** A lease would also let us rewrite our own branch; nothing asks for that, so it is a bug where it happens. */
async function refuseRewriting({ git, mirrorDir, commit, expected, subject }: Job): Promise<void> {
  if (expected === null || expected === commit) return;
  const ancestry = await git.attempt(mirrorDir, ['merge-base', '--is-ancestor', expected, commit]);
  if (ancestry.exitCode !== 0) throw new Error(`${subject}: ${commit} does not build on ${expected}`);
}

/**
 * The ref's line in `--porcelain`: a flag (blank, `+`, `*`, `=`, `!`), the refspec, and a summary for people
 * (git-push, OUTPUT).
 */
function porcelainLine(result: GitResult, ref: string): { flag: string; summary: string } | undefined {
  const lines = result.stdout.toString('utf8').split('\n');
  const [flag = '', , summary = ''] =
    lines.map((line) => line.split('\t')).find((l) => l[1]?.endsWith(`:${ref}`)) ?? [];
  return flag === '' ? undefined : { flag, summary };
}

/** Either the branch is not where it was (moved), or the forge has a rule against this commit. */
async function whyRefused(job: Job, result: GitResult, summary: string): Promise<PushResult> {
  const { git, mirrorDir, subject, remote, branch } = job;
  const actualSha = await remoteHead(git, mirrorDir, { subject, remote, branch });
  if (actualSha === job.commit) return { result: 'already' };
  if (actualSha !== job.expected) return { result: 'moved', actualSha };
  const status = result.httpStatus;
  if (status !== null && status >= 400) throw remoteFailure(subject, remote, result);
  const words = `${summary.slice(0, 200)} ${remoteWords(remote, result)}`;
  const detail = `${subject}: the forge refused the branch ${branch}: ${words}`.slice(0, 500);
  throw new PortError({ code: 'forge_rejected', detail }, { retryable: false });
}
