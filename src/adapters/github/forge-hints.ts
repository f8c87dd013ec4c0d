// A webhook's payload -> what it hints at. Pure. A hint makes Greenlight look for itself; it decides nothing.
import type { z } from 'zod';
import type { ForgeHint } from '#core/forge-hint.ts';
import { type Sha, taskOfBranch } from '#core/ids.ts';
import type { RepoRef } from '#core/task/request.ts';
import {
  CheckRunEvent,
  CheckSuiteEvent,
  Envelope,
  PullRequestEvent,
  PushEvent,
  ReviewEvent,
  StatusEvent,
  WorkflowJobEvent,
  WorkflowRunEvent,
} from './webhook-schema.ts';

/** With the repository it came from: a branch of the same name elsewhere says nothing about a task. */
export type HintFrom = { readonly hint: ForgeHint; readonly repo: RepoRef };

type WithoutTask<T> = T extends unknown ? Omit<T, 'taskId'> : never;
type Said = { readonly branch: string; readonly says: WithoutTask<ForgeHint> };
type Reader = (payload: unknown, repository: string) => readonly Said[];

const MAX_COMMENT_CHARS = 2_000;

/** Events and actions that are not known are no hints: new ones come without warning. A payload of an unexpected shape is none either. */
export function forgeHints(eventName: string, payload: unknown): readonly HintFrom[] {
  const envelope = Envelope.safeParse(payload);
  const read = readerOf(eventName);
  if (!envelope.success || read === undefined) return [];
  const { name, full_name, owner } = envelope.data.repository;
  return read(payload, full_name).flatMap(({ branch, says }) => {
    const taskId = taskOfBranch(branch);
    const repo = { owner: owner.login, name };
    return taskId === undefined ? [] : [{ hint: { taskId, ...says }, repo }];
  });
}

export const isHeard = (eventName: string): boolean => readerOf(eventName) !== undefined;

/** The name is the sender's: `constructor` is none of ours. */
const readerOf = (eventName: string): Reader | undefined =>
  Object.hasOwn(READERS, eventName) ? READERS[eventName] : undefined;

const READERS: Readonly<Record<string, Reader>> = {
  check_run: reader(CheckRunEvent, ({ check_run: run }) =>
    changed(run.check_suite?.head_branch, run.head_sha),
  ),
  check_suite: reader(CheckSuiteEvent, ({ check_suite: suite }) =>
    changed(suite.head_branch, suite.head_sha),
  ),
  workflow_run: reader(WorkflowRunEvent, ({ workflow_run: run }) => changed(run.head_branch, run.head_sha)),
  workflow_job: reader(WorkflowJobEvent, ({ workflow_job: job }) => changed(job.head_branch, job.head_sha)),
  status: reader(StatusEvent, ({ branches, sha }) => branches.flatMap(({ name }) => changed(name, sha))),
  push: reader(PushEvent, ({ ref, after, deleted, sender }) =>
    deleted ? [] : [{ branch: ref, says: { type: 'branch_moved', headSha: after, by: sender.login } }],
  ),
  pull_request: reader(PullRequestEvent, ofPullRequest),
  pull_request_review: reader(ReviewEvent, ofReview),
};

function reader<S extends z.ZodType>(
  schema: S,
  read: (event: z.infer<S>, repository: string) => readonly Said[],
): Reader {
  return (payload, repository) => {
    const parsed = schema.safeParse(payload);
    return parsed.success ? read(parsed.data, repository) : [];
  };
}

/** Checks of forks carry no branch. */
const changed = (branch: string | null | undefined, headSha: Sha): readonly Said[] =>
  branch ? [{ branch, says: { type: 'ci_changed', headSha } }] : [];

/** Anybody can name a branch of their fork like one of ours, and close or merge what it belongs to. */
const isOwn = (pull: z.infer<typeof PullRequestEvent>['pull_request'], repository: string): boolean =>
  pull.head.repo?.full_name === repository;

function ofPullRequest(event: z.infer<typeof PullRequestEvent>, repository: string): readonly Said[] {
  const { action, pull_request: pull, sender } = event;
  if (!isOwn(pull, repository)) return [];
  const { ref: branch, sha: headSha } = pull.head;
  const by = sender.login;
  switch (action) {
    case 'closed': {
      const mergeSha = pull.merged ? (pull.merge_commit_sha ?? null) : null;
      return [{ branch, says: { type: 'pull_request_closed', by, mergeSha } }];
    }
    case 'converted_to_draft':
      return [{ branch, says: { type: 'pull_request_drafted', by } }];
    case 'synchronize':
      return [{ branch, says: { type: 'branch_moved', headSha, by } }];
    case 'opened':
    case 'reopened':
    case 'ready_for_review':
      return changed(branch, headSha);
    default:
      return [];
  }
}

function ofReview(event: z.infer<typeof ReviewEvent>, repository: string): readonly Said[] {
  const { action, review, pull_request: pull } = event;
  const asks = action === 'submitted' && review.state.toLowerCase() === 'changes_requested';
  if (!asks || !isOwn(pull, repository)) return [];
  const comment = (review.body ?? '').slice(0, MAX_COMMENT_CHARS).toWellFormed();
  return [
    {
      branch: pull.head.ref,
      says: { type: 'changes_requested', by: review.user?.login ?? 'somebody', comment },
    },
  ];
}
