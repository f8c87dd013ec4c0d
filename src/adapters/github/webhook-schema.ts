// The few fields of GitHub's webhooks that are used, checked; everything else in a payload is left alone.
import { z } from 'zod';
import { isSha, type Sha } from '#core/ids.ts';

const sha = z
  .string()
  .refine(isSha)
  .transform((text) => text as Sha);
/** A deleted branch "moves" to forty zeros. */
const person = z.object({ login: z.string().transform((login) => login.slice(0, 100)) });
const branchName = z.string().max(1_000);
const repository = z.object({
  name: z.string(),
  full_name: z.string(),
  owner: z.object({ login: z.string() }),
});

/** What every event about a repository carries. */
export const Envelope = z.object({ repository });

const onBranch = z.object({ head_sha: sha, head_branch: branchName.nullish() });

export const CheckRunEvent = z.object({
  check_run: z.object({
    head_sha: sha,
    check_suite: z.object({ head_branch: branchName.nullish() }).nullish(),
  }),
});
export const CheckSuiteEvent = z.object({ check_suite: onBranch });
export const WorkflowRunEvent = z.object({ workflow_run: onBranch });
export const WorkflowJobEvent = z.object({ workflow_job: onBranch });
export const StatusEvent = z.object({ sha, branches: z.array(z.object({ name: branchName })).max(100) });
export const PushEvent = z.object({ ref: branchName, after: sha, deleted: z.boolean(), sender: person });

const pullRequest = z.object({
  merged: z.boolean().nullish(),
  merge_commit_sha: sha.nullish(),
  head: z.object({ ref: branchName, sha, repo: z.object({ full_name: z.string() }).nullish() }),
});
export const PullRequestEvent = z.object({ action: z.string(), pull_request: pullRequest, sender: person });
export const ReviewEvent = z.object({
  action: z.string(),
  review: z.object({ state: z.string(), body: z.string().nullish(), user: person.nullish() }),
  pull_request: pullRequest,
});
