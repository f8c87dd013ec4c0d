// The host of repositories, pull requests and CI, in our own nouns. Throws PortError; retryable ones carry when to come back.
import type { CheckSummary, CiSnapshot } from '#core/ci/report.ts';
import type { ApiUse, CiObstacles } from '#core/ci/surroundings.ts';
import type { Sha } from '#core/ids.ts';
import type { MergeMethod } from '#core/policy.ts';
import type { Annotation } from '#core/signals/annotation.ts';
import type { ApiStep } from '#core/signals/job/api-steps.ts';
import type { ForgeLevel } from '#core/standing.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { GitRemote } from './publisher.ts';

export type ForgePullRequest = {
  readonly number: number;
  readonly url: string;
  readonly draft: boolean;
  readonly state: 'open' | 'closed' | 'merged';
  readonly headSha: Sha;
  readonly mergeSha: Sha | null;
};

/** A job of a workflow run, as the forge tells it. */
export type ForgeJob = {
  readonly jobId: number;
  readonly runId: number;
  readonly job: string;
  /** The workflow's name; null where the forge tells none. */
  readonly workflow: string | null;
  readonly url: string;
  /** The forge's own word; null while it runs. */
  readonly conclusion: string | null;
  /** The first step that failed, null when none did: the runner died, or the job never began. */
  readonly failedStep: string | null;
  readonly steps: readonly ApiStep[];
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
};

/** A commit of a task's branch, and what it is to be merged into. */
export type CiHead = {
  readonly sha: Sha;
  readonly branch: string;
  readonly pullRequest: number | null;
  readonly baseBranch: string;
  readonly pushedAtMs: number;
};

export type ForgeBaseRun = {
  readonly at: 'base' | 'newest';
  readonly sha: Sha;
  readonly completedAtMs: number;
  readonly check: CheckSummary & { readonly outcome: 'passed' | 'failed' };
};

/** A check as it is looked for elsewhere: jobs of different workflows may bear one name. */
export type CheckName = {
  readonly name: string;
  /** The workflow's file; null for checks of other apps, and where it is not known: then any. */
  readonly workflow: string | null;
};

export type ReportFile = {
  /** The artifact's and the file's path in it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly runId: number;
  /** When the artifact was uploaded: while its job ran. */
  readonly createdAtMs: number | null;
};

export type ReportFiles = {
  readonly files: readonly ReportFile[];
  /** What was not read, and why. */
  readonly left: readonly string[];
};

/** A check of Greenlight's own on a commit. `key` tells one task's from another's. */
export type ForgeCheck = {
  readonly name: string;
  readonly sha: Sha;
  readonly key: string;
  readonly state: 'pending' | 'passed' | 'failed';
  readonly title: string;
  readonly summary: string;
};

/** One remark of a reviewer, as they wrote it. */
export type ReviewRemark = {
  readonly by: string;
  readonly text: string;
  readonly atMs: number;
  /** Where it stands, for remarks on lines; a line that is gone has none. */
  readonly path?: string;
  readonly line?: number;
};

export interface Forge {
  /** Counts what the forge is asked within `act`, by whatever method; `used` tells so far. */
  measured<T>(act: (used: () => ApiUse) => Promise<T>): Promise<T>;
  /** Problem repository_missing or permission_missing when Greenlight cannot see or write it. */
  repository(repo: RepoRef): Promise<{ readonly defaultBranch: string; readonly isPrivate: boolean }>;
  /** Undefined when there is no such branch. */
  branchHead(repo: RepoRef, branch: string): Promise<Sha | undefined>;
  /** A file's text at a commit (at most 256 KiB), undefined when absent. */
  readFile(repo: RepoRef, path: string, at: Sha): Promise<string | undefined>;
  /** Short-lived, for git only. */
  gitRemote(repo: RepoRef): Promise<GitRemote>;
  /** Finds the open pull request of `head`, or opens it as a draft. Running it twice gives the same one. */
  ensurePullRequest(input: {
    repo: RepoRef;
    head: string;
    base: string;
    title: string;
    body: string;
  }): Promise<ForgePullRequest>;
  pullRequest(repo: RepoRef, number: number): Promise<ForgePullRequest>;
  /** A full read: check runs, suites, statuses, workflow runs, what is required. Conditional requests where the forge has them. */
  readCi(repo: RepoRef, head: CiHead, required: readonly string[]): Promise<CiSnapshot>;
  /** What may have kept checks of this commit from coming. A dozen requests: for when something is missing. */
  ciObstacles(repo: RepoRef, head: CiHead): Promise<CiObstacles>;
  /** Jobs of these workflow runs, of older attempts too, in no order. */
  jobs(repo: RepoRef, runIds: readonly number[]): Promise<readonly ForgeJob[]>;
  /**
   * A job's raw log as it comes, unredacted and of any length: the caller bounds what it keeps. Undefined where there is none: a job that never started,
   * a log past its time. What is not read to its end has to be ended (`return`).
   */
  jobLog(repo: RepoRef, jobId: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * Reports that the newest attempt of these workflow runs left as artifacts, raw and unredacted; `maxBytes` is for all of them together. Of an
   * artifact's name the newest counts.
   */
  reportFiles(
    repo: RepoRef,
    runIds: readonly number[],
    limits: { maxFiles: number; maxBytes: number },
  ): Promise<ReportFiles>;
  /** What a check noted on lines of files and about itself, at most 50 notes. `checkRunId`: as a check's summary has it. */
  annotations(repo: RepoRef, checkRunId: number): Promise<readonly Annotation[]>;
  /**
   * Finished runs of these jobs on the base branch: on the commit that the task began from, and on the newest commit that has one. A job that never
   * ran there, or whose run says neither passed nor failed, is left out.
   */
  baseRuns(
    repo: RepoRef,
    base: { sha: Sha; branch: string },
    jobs: readonly CheckName[],
  ): Promise<readonly ForgeBaseRun[]>;
  /** Runs the failed jobs of these workflow runs again; a run that is already running again is left alone. */
  rerunFailed(repo: RepoRef, runIds: readonly number[]): Promise<void>;
  /** The same with every job of them, failed or not. */
  rerunAll(repo: RepoRef, runIds: readonly number[]): Promise<void>;
  /** What an account may do there, with its own number; undefined for somebody whom the forge does not know. */
  permissionOf(
    repo: RepoRef,
    login: string,
  ): Promise<{ readonly level: ForgeLevel; readonly accountId: number } | undefined>;
  /** Writes a comment on the pull request, once for a key. */
  comment(repo: RepoRef, pullRequest: number, key: string, body: string): Promise<void>;
  /**
   * What people said of the change as reviewers, newest last, at most 100 remarks: the words of a review, and remarks on lines. Bots are left out;
   * whether somebody may push there is for the caller to ask.
   */
  reviewRemarks(repo: RepoRef, pullRequest: number): Promise<readonly ReviewRemark[]>;
  /** The commit bears this check, once for its key. CI's facts do not hold it. Problem permission_missing without the right to write checks. */
  showCheck(repo: RepoRef, check: ForgeCheck): Promise<void>;
  /** A draft becomes ready for review; nothing when it is already. */
  markReady(repo: RepoRef, pullRequest: number): Promise<void>;
  /** Merges only while the head is `expected`. Already merged: gives that merge. Problem head_moved, not_mergeable, merge_blocked. */
  merge(
    repo: RepoRef,
    pullRequest: number,
    expected: Sha,
    method: MergeMethod,
    words: { title: string; message: string },
  ): Promise<Sha>;
}
