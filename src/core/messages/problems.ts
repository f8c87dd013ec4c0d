// Every reason for calling a person: the cause in one sentence, and the next step in one.
import type { NeedsHuman, NeedsHumanCode, StopRuleName, Task } from '../task.ts';
import { repoName } from '../task.ts';

export type Explanation = { readonly cause: string; readonly next: string };

const RETRY = 'press Retry';

type Sentence = (task: Task, reason: NeedsHuman) => Explanation;
const said = (reason: NeedsHuman): string => (reason.detail === '' ? '' : `: ${reason.detail}`);
const by = (reason: NeedsHuman): string => reason.by ?? 'Somebody';

const SENTENCES: Record<NeedsHumanCode, Sentence> = {
  repository_missing: (task, r) => ({
    cause: `GitHub shows no repository ${repoName(task.repo)}${said(r)}.`,
    next: `Install the Greenlight app on it, or correct its name in greenlight.yml, then ${RETRY}.`,
  }),
  base_branch_missing: (task, r) => ({
    cause: `${repoName(task.repo)} has no branch ${task.baseBranch ?? 'of that name'}${said(r)}.`,
    next: 'Start again with base=<an existing branch>.',
  }),
  permission_missing: (_, r) => ({
    cause: `Greenlight lacks a permission${said(r)}.`,
    next: `Grant it to the app, then ${RETRY}.`,
  }),
  forge_unavailable: (_, r) => ({
    cause: `GitHub did not answer for a long time${said(r)}.`,
    next: `When it is back, ${RETRY}; nothing was lost.`,
  }),
  forge_rate_limited: (_, r) => ({
    cause: `GitHub limits Greenlight's requests${said(r)}.`,
    next: `Wait for the limit to lift, then ${RETRY}.`,
  }),
  forge_rejected: (_, r) => ({
    cause: `GitHub refused a request${said(r)}.`,
    next: `Mend what it names, then ${RETRY}.`,
  }),
  policy_invalid: (_, r) => ({
    cause: `.github/greenlight.yml on the base branch cannot be used${said(r)}.`,
    next: `Correct the file, then ${RETRY}.`,
  }),
  sandbox_unavailable: (_, r) => ({
    cause: `No attempt can run${said(r)}.`,
    next: `Start the container engine that Greenlight uses, then ${RETRY}.`,
  }),
  image_missing: (_, r) => ({
    cause: `The agent's container image is missing${said(r)}.`,
    next: `Pull or build it on the container host, then ${RETRY}.`,
  }),
  disk_full: (_, r) => ({ cause: `A disk is full${said(r)}.`, next: `Free space, then ${RETRY}.` }),
  agent_unknown: (task, r) => ({
    cause: `No agent is called ${task.agent}${said(r)}.`,
    next: 'Name one that greenlight.yml configures, with agent=<name>.',
  }),
  agent_could_not_start: (_, r) => ({
    cause: `The agent did not start${said(r)}.`,
    next: `Correct its command or image, then ${RETRY}.`,
  }),
  workspace_failed: (_, r) => ({
    cause: `The workspace could not be prepared or collected${said(r)}.`,
    next: `Look at the log, then ${RETRY}.`,
  }),
  bundle_invalid: (_, r) => ({
    cause: `What the agent handed over could not be read${said(r)}.`,
    next: `Look at the log, then ${RETRY}.`,
  }),
  branch_moved: (_, r) => ({
    cause: `Somebody else moved the branch${said(r)}.`,
    next: `Retry goes on from their commit; Abort leaves it to them.`,
  }),
  head_moved: (_, r) => ({
    cause: `The pull request has a newer commit than the approved one${said(r)}.`,
    next: 'Look at it, then press Retry or merge by hand.',
  }),
  not_mergeable: (_, r) => ({
    cause: `GitHub cannot merge the pull request${said(r)}.`,
    next: 'Resolve what it names on the pull request, then press Retry or merge by hand.',
  }),
  merge_blocked: (_, r) => ({
    cause: `A rule of the repository holds the merge back${said(r)}.`,
    next: 'Do what the rule asks on the pull request, then merge by hand.',
  }),
  chat_channel_unavailable: (_, r) => ({
    cause: `Greenlight cannot post in the channel${said(r)}.`,
    next: 'Type /invite @greenlight there, then retry.',
  }),
  chat_unavailable: (_, r) => ({
    cause: `Slack did not take a message${said(r)}.`,
    next: `When it is back, ${RETRY}.`,
  }),
  internal: (_, r) => ({
    cause: `Greenlight made a mistake of its own${said(r)}.`,
    next: `The log has the details; ${RETRY} goes on from the last commit.`,
  }),
  human_pushed: (task, r) => ({
    cause: `${by(r)} pushed to ${task.branch}${said(r)}; Greenlight stepped back and overwrote nothing.`,
    next: 'Retry goes on from that commit; Abort leaves the branch to them.',
  }),
  pull_request_closed: (_, r) => ({
    cause: `${by(r)} closed the pull request.`,
    next: 'Retry opens a new one; Abort ends the task.',
  }),
  pull_request_drafted: (_, r) => ({
    cause: `${by(r)} turned the pull request back into a draft.`,
    next: 'Retry starts another attempt; Abort ends the task.',
  }),
  changes_requested: (_, r) => ({
    cause: `${by(r)} asked for changes on the pull request${said(r)}.`,
    next: 'Retry with a hint takes them up; Abort ends the task.',
  }),
  agent_asked: (_, r) => ({
    cause: `The agent asks${said(r)}`,
    next: 'Answer with Retry: your hint is its next brief.',
  }),
  patch_refused: (_, r) => ({
    cause: `The publisher refused the change${said(r)}.`,
    next: 'Retry with a hint, or make that change by hand.',
  }),
  ci_action_required: (_, r) => ({
    cause: `CI waits for a person${said(r)}.`,
    next: `Do what it asks on the pull request, then ${RETRY}.`,
  }),
  ci_no_checks: () => ({
    cause: 'No check has started for the commit, so nothing judges it.',
    next: `Look at the workflow's triggers, then ${RETRY}; no checks is not green.`,
  }),
  ci_infrastructure: (_, r) => ({
    cause: `CI keeps failing before it tests anything${said(r)}.`,
    next: `When the runners are well again, ${RETRY}; no attempt was spent.`,
  }),
  ci_cancelled: (_, r) => ({
    cause: `The CI run was cancelled${said(r)}.`,
    next: `Run it again on GitHub, or ${RETRY}.`,
  }),
  ci_timed_out: (_, r) => ({
    cause: `CI did not come to an end in time${said(r)}.`,
    next: `Look at the run, then ${RETRY}.`,
  }),
  ci_unknown: (_, r) => ({
    cause: `CI's result cannot be told${said(r)}.`,
    next: `Look at the run, then ${RETRY}.`,
  }),
};

export const explain = (task: Task, reason: NeedsHuman): Explanation => SENTENCES[reason.code](task, reason);

const RULES: Record<StopRuleName, (task: Task) => Explanation> = {
  max_attempts: (task) => ({
    cause: `max_attempts: ${task.policy.maxAttempts} attempts were red.`,
    next: 'Retry with a hint gives it a fresh round.',
  }),
  max_runtime: (task) => ({
    cause: `max_runtime: ${Math.round(task.policy.maxRuntimeMs / 60_000)} minutes are used up.`,
    next: 'Retry gives it a fresh round; the work so far is on the branch.',
  }),
  max_cost_usd: (task) => ({
    cause: `max_cost_usd: $${task.policy.maxCostUsd.toFixed(2)} are used up.`,
    next: 'Retry gives it a fresh round; the work so far is on the branch.',
  }),
  empty_patch: () => ({
    cause: 'empty_patch: the agent ended without changing a file.',
    next: 'Retry with a hint that says where to look.',
  }),
  same_failures_twice: () => ({
    cause: 'same_failures_twice: the last two attempts failed in exactly the same way.',
    next: 'Retry with a hint that changes the approach.',
  }),
};

export const explainRule = (task: Task, rule: StopRuleName): Explanation => RULES[rule](task);
