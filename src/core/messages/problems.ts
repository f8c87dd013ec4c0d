// Every reason for calling a person: the cause in one sentence, and the next step in one.

import { minutesOfRound } from '../ci/minutes.ts';
import { resumptionOf } from '../resumption.ts';
import type { AttemptOutcome, StopRuleName } from '../task/attempt.ts';
import { repoName } from '../task/request.ts';
import type { NeedsHuman, NeedsHumanCode } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { lastAttempt } from '../task/task.ts';
import { alwaysFailsWords, commandAdvice, doneInTime, neverFailedWords } from './proof-words.ts';
import { weakeningList, weakeningsNow } from './weakening-words.ts';
import { because, capitalised, closed, duration, shownName } from './words.ts';

export type Explanation = { readonly cause: string; readonly next: string };

const RETRY = 'press Retry';

type Sentence = (task: Task, reason: NeedsHuman) => Explanation;
const by = (reason: NeedsHuman): string =>
  reason.by === undefined || reason.by.trim() === '' ? 'Somebody' : shownName(reason.by);

function pushWords(task: Task, reason: NeedsHuman): string {
  const isCommit = /^[0-9a-f]{7}$/.test(reason.detail);
  return isCommit
    ? `${by(reason)} pushed ${reason.detail} to ${task.branch}.`
    : because(`${by(reason)} pushed to ${task.branch}`, reason.detail);
}

/** Words that make the broken base a task of its own, for whoever copies them. */
export const taskOfMending = ({ repo, baseBranch }: Task): string =>
  `fix the failing checks in ${repoName(repo)}${baseBranch === null ? '' : ` base=${baseBranch}`}`;

const SENTENCES: Record<NeedsHumanCode, Sentence> = {
  repository_missing: (task, r) => ({
    cause: because(`GitHub shows no repository ${repoName(task.repo)}`, r.detail),
    next: `Install the Greenlight app on it, or correct its name in greenlight.yml, then ${RETRY}.`,
  }),
  base_branch_missing: (task, r) => ({
    cause: because(`${repoName(task.repo)} has no branch ${task.baseBranch ?? 'of that name'}`, r.detail),
    next: 'Start again with base=<an existing branch>.',
  }),
  permission_missing: (_, r) => ({
    cause: because('Greenlight lacks a permission', r.detail),
    next: `Grant it to the app, then ${RETRY}.`,
  }),
  forge_unavailable: (_, r) => ({
    cause: because('GitHub did not answer for a long time', r.detail),
    next: `When it is back, ${RETRY}; nothing was lost.`,
  }),
  forge_rate_limited: (_, r) => ({
    cause: because("GitHub limits Greenlight's requests", r.detail),
    next: `Wait for the limit to lift, then ${RETRY}.`,
  }),
  forge_rejected: (_, r) => ({
    cause: because('GitHub refused a request', r.detail),
    next: `Mend what it names, then ${RETRY}.`,
  }),
  policy_invalid: (_, r) => ({
    cause: because('The file .github/greenlight.yml on the base branch cannot be used', r.detail),
    next: `Correct the file, then ${RETRY}.`,
  }),
  sandbox_unavailable: (_, r) => ({
    cause: because('No attempt can run', r.detail),
    next: `Start the container engine that Greenlight uses, then ${RETRY}.`,
  }),
  image_missing: (_, r) => ({
    cause: because("The agent's container image is missing", r.detail),
    next: `Pull or build it on the container host, then ${RETRY}.`,
  }),
  disk_full: (_, r) => ({ cause: because('A disk is full', r.detail), next: `Free space, then ${RETRY}.` }),
  agent_unknown: (task, r) => ({
    cause: because(`No agent is called ${task.agent}`, r.detail),
    next: 'Start again with agent=<name>, or let the operator add it to greenlight.yml.',
  }),
  agent_could_not_start: (_, r) => ({
    cause: because('The agent did not start', r.detail),
    next: `Correct its command or image, then ${RETRY}.`,
  }),
  workspace_failed: (_, r) => ({
    cause: because('The workspace could not be prepared or collected', r.detail),
    next: `Look at the log, then ${RETRY}.`,
  }),
  setup_failed: (_, r) => ({
    cause: because('The set-up of .github/greenlight.yml failed', r.detail, 500),
    next: `Mend it on the base branch and start a new task, or ${RETRY} where something was only away for a moment.`,
  }),
  service_failed: (_, r) => ({
    cause: because('A service that .github/greenlight.yml asks for did not come up', r.detail, 500),
    next: `Mend it on the base branch and start a new task, or ${RETRY} where something was only away for a moment.`,
  }),
  bundle_invalid: (_, r) => ({
    cause: because('What the agent handed over could not be read', r.detail),
    next: `Look at the log, then ${RETRY}.`,
  }),
  branch_moved: (_, r) => ({
    cause: because('Somebody else moved the branch', r.detail),
    next: `Retry goes on from their commit; Abort leaves it to them.`,
  }),
  head_moved: (_, r) => ({
    cause: because('The pull request has a newer commit than the approved one', r.detail),
    next: 'Look at it, then press Retry or merge by hand.',
  }),
  not_mergeable: (_, r) => ({
    cause: because('GitHub cannot merge the pull request', r.detail),
    next: 'Resolve what it names on the pull request, then press Retry or merge by hand.',
  }),
  merge_blocked: (_, r) => ({
    cause: because('A rule of the repository holds the merge back', r.detail),
    next: 'Do what the rule asks on the pull request, then merge by hand.',
  }),
  chat_channel_unavailable: (_, r) => ({
    cause: because('Greenlight cannot post in the channel', r.detail),
    next: 'Type /invite @greenlight there, then retry.',
  }),
  chat_unavailable: (_, r) => ({
    cause: because('Slack did not take a message', r.detail),
    next: `When it is back, ${RETRY}.`,
  }),
  pager_unavailable: (_, r) => ({
    cause: because('The pager did not take a message', r.detail),
    next: `When it is back, ${RETRY}.`,
  }),
  internal: (_, r) => ({
    cause: because('Greenlight made a mistake of its own', r.detail),
    next: 'The log has the details; Retry goes on from the last commit.',
  }),
  taken_over: (task, r) => ({
    cause: `${by(r)} took it over: no agent works on it any more${task.headSha === null ? ', and nothing was pushed so far' : `, and the branch ${task.branch} is theirs`}.`,
    next: 'Retry lets Greenlight go on from what stands on the branch; Abort ends the task.',
  }),
  human_pushed: (task, r) =>
    task.headSha === null
      ? {
          cause: `The branch ${task.branch} was deleted; Greenlight pushed nothing.`,
          next: 'Retry starts over from the base branch; Abort leaves it so.',
        }
      : {
          cause: `${pushWords(task, r)} Greenlight stepped back and overwrote nothing.`,
          next: 'Retry goes on from that commit; Abort leaves the branch to them.',
        },
  pull_request_closed: (task, r) => ({
    cause: `${by(r)} closed the pull request.`,
    next:
      resumptionOf(task)?.step === 'propose'
        ? 'Retry opens a new one with the same commit and asks CI again; Retry with a hint makes another attempt first; Abort ends the task.'
        : 'Retry makes another attempt and opens a new one; Abort ends the task.',
  }),
  pull_request_drafted: (_, r) => ({
    cause: `${by(r)} turned the pull request back into a draft.`,
    next: 'When it may go on, Retry asks CI again about the same commit, and you for a new approval; Retry with a hint makes another attempt; Abort ends the task.',
  }),
  changes_requested: (_, r) => ({
    cause: because(`${by(r)} asked for changes on the pull request`, r.detail),
    next: 'Retry takes up what people who may push wrote there, line comments too, and your hint; Abort ends the task.',
  }),
  no_review_remarks: () => ({
    cause: 'The pull request has no new review comment of anybody who may push to the repository.',
    next: 'Comment there and type “@greenlight retry comments”, or Retry with a hint; Retry alone asks CI again about the same commit.',
  }),
  agent_asked: (_, r) => ({
    cause: r.detail.trim() === '' ? 'The agent has a question.' : because('The agent asks', r.detail, 500),
    next: 'Answer here with “@greenlight <your answer>”, or with Retry: the next attempt begins with the question and your words.',
  }),
  patch_refused: (_, r) => ({
    cause: because('The publisher refused the change', r.detail),
    next: 'Retry with a hint, or make that change by hand.',
  }),
  proof_no_command: (task) => ({
    cause: `prove=${task.request.proveRuns ?? task.proof?.wanted ?? 0} was asked for, and nobody has said how the tests are run.`,
    next: `${commandAdvice(task)}, then ${RETRY}. Without that, Retry goes on by CI alone.`,
  }),
  proof_always_fails: (task) => ({
    cause: `${alwaysFailsWords(task)}.`,
    next: 'Retry goes on all the same: the fix is green when every run passes; Abort ends the task.',
  }),
  proof_no_ci_runs: (task) => ({
    cause: `prove.ci_reruns wants CI to pass ${task.policy.prove.ciReruns ?? 0} more times, and nothing of it can be run again: no workflow run of GitHub Actions passed.`,
    next: 'Retry takes the green as it is; Retry with a hint makes another attempt.',
  }),
  proof_never_failed: (task) => ({
    cause: `${neverFailedWords(task)}.`,
    next: 'Retry goes on without a baseline; Abort ends the task.',
  }),
  proof_out_of_time: (task) => ({
    cause: `The time of the proof (${duration(task.policy.prove.maxRuntimeMs)}) is over: ${doneInTime(task)}.`,
    next:
      task.attempts.length === 0
        ? 'Retry goes on without a baseline; Abort ends the task.'
        : 'Retry goes on with the runs that are missing; Abort ends the task.',
  }),
  proof_could_not_run: (_, r) => ({
    cause: because('The test command of the proof cannot be run', r.detail),
    next: 'Retry goes on without a proof, by CI alone; Abort ends the task.',
  }),
  tests_weakened: (task, r) => {
    const words = weakeningList(weakeningsNow(task));
    return {
      cause:
        words === ''
          ? because('CI is green, but the change weakens what judges it', r.detail)
          : `CI is green, but the change weakens what judges it. ${capitalised(closed(words))}`,
      next: 'Approve accepts that; Retry with a hint has it undone; Abort ends the task.',
    };
  },
  ci_action_required: (_, r) => ({
    cause: because('CI waits for a person', r.detail),
    next: 'Do what it asks on the pull request; Retry then asks CI again about the same commit.',
  }),
  ci_no_checks: () => ({
    cause: 'No check has started for the commit, and no checks is not green.',
    next: 'Look at the triggers of the workflow; Retry then asks CI again about the same commit.',
  }),
  ci_infrastructure: (_, r) => ({
    cause: because('CI keeps failing for reasons outside the repository', r.detail),
    next: 'No attempt was spent. When that is well again, Retry runs the failed jobs again.',
  }),
  ci_base_broken: (task, r) => ({
    cause: because(`The branch ${task.baseBranch ?? 'it began from'} is broken, not this change`, r.detail),
    next: `No attempt was spent. Mend, or “/agent ${taskOfMending(task)}”, makes a task of mending it there. Once it passes there, this task takes that in and goes on by itself. Retry does so now; Retry with a hint has the next attempt mend it here.`,
  }),
  ci_broken_by_merge: (task, r) => ({
    cause: because(
      `The change and ${task.baseBranch ?? 'its base'} break each other, and each is well alone`,
      r.detail,
    ),
    next: `No attempt was spent. Retry merges ${task.baseBranch ?? 'the base branch'} into ${task.branch} and goes on from there.`,
  }),
  base_conflicts: (task, r) => ({
    cause: because(
      `${task.baseBranch ?? 'The base branch'} cannot be merged into ${task.branch}: both change the same lines`,
      r.detail,
    ),
    next: `No attempt was spent. Merge it by hand, then Retry goes on from there; Abort ends the task.`,
  }),
  ci_flaky: (_, r) => ({
    cause: because('Only tests that are known to be flaky fail', r.detail),
    next: 'No attempt was spent. Retry runs the failed jobs again; “/agent fix flaky tests …” makes a task of the tests themselves.',
  }),
  ci_cancelled: (_, r) => ({
    cause: because('The CI run was cancelled', r.detail),
    next: 'Retry runs it again; Retry with a hint makes another attempt.',
  }),
  ci_timed_out: (_, r) => ({
    cause: because('CI did not come to an end in time', r.detail),
    next: 'Look at the run. Retry runs it again; Retry with a hint makes another attempt.',
  }),
  ci_unknown: (_, r) => ({
    cause: because("CI's result cannot be told", r.detail),
    next: 'Look at the run. Retry asks CI again; Retry with a hint makes another attempt.',
  }),
};

export const explain = (task: Task, reason: NeedsHuman): Explanation => SENTENCES[reason.code](task, reason);

/** What was pushed at the limit has not been judged: that is cheaper than another attempt, and may be all that was missing. */
function freshRound(task: Task): string {
  if (task.headSha === null) return 'Retry gives it a fresh round; nothing was pushed yet.';
  return resumptionOf(task) === undefined
    ? 'Retry gives it a fresh round; the work so far is on the branch.'
    : 'The work so far is on the branch: Retry has CI judge it, and gives it a fresh round where that is red.';
}

function failedHow(task: Task): string {
  const last = task.attempts.at(-1);
  if (last?.outcome === 'out_of_memory') return 'ran out of memory';
  if (last?.outcome === 'out_of_disk') return 'wrote more than its disk holds';
  return last?.exitCode === undefined ? 'failed' : `failed with exit code ${last.exitCode}`;
}

const FAILURES: ReadonlySet<AttemptOutcome | undefined> = new Set([
  'agent_failed',
  'out_of_memory',
  'out_of_disk',
]);

const CHANGE_OF_APPROACH = 'Retry with a hint that changes the approach.';

const RULES: Record<StopRuleName, (task: Task) => Explanation> = {
  max_attempts: ({ policy }) => ({
    cause:
      policy.maxAttempts === 1
        ? 'max_attempts: the only attempt of this round was red.'
        : `max_attempts: all ${policy.maxAttempts} attempts of this round were red.`,
    next: 'Retry with a hint gives it a fresh round.',
  }),
  max_runtime: (task) => ({
    cause: `max_runtime: the ${duration(task.policy.maxRuntimeMs)} of this round are over.`,
    next: freshRound(task),
  }),
  max_cost_usd: (task) => ({
    cause: `max_cost_usd: the $${task.policy.maxCostUsd.toFixed(2)} of this round are spent.`,
    next: freshRound(task),
  }),
  max_ci_minutes: (task) => ({
    cause: `max_ci_minutes: CI has used ${minutesOfRound(task)} of the ${task.policy.maxCiMinutes ?? 0} machine minutes of this round.`,
    next: freshRound(task),
  }),
  max_turns: ({ policy }) => ({
    cause: `max_turns: the agent used the ${policy.maxTurns ?? 0} turns of an attempt and changed no file.`,
    next: 'Retry with a hint that narrows the task down.',
  }),
  max_silence: ({ policy }) => ({
    cause: `max_silence: the agent gave no sign of life for ${duration(policy.maxSilenceMs ?? 0)} and changed no file.`,
    next: 'Its log ends with what it waited for; then press Retry.',
  }),
  max_attempt_time: ({ policy }) => ({
    cause: `max_attempt_time: the ${duration(policy.maxAttemptMs ?? 0)} of an attempt were over and no file was changed.`,
    next: 'Retry with a hint that narrows the task down.',
  }),
  empty_patch: (task) =>
    FAILURES.has(task.attempts.at(-1)?.outcome)
      ? {
          cause: `empty_patch: the agent ${failedHow(task)} and changed no file.`,
          next: 'Look at its log, then press Retry.',
        }
      : {
          cause: 'empty_patch: the agent ended without changing a file.',
          next: 'Retry with a hint that says where to look.',
        },
  same_patch: () => ({
    cause: 'same_patch: the last attempt left the very files that CI has called red before.',
    next: CHANGE_OF_APPROACH,
  }),
  no_progress: (task) => ({
    cause: `no_progress: ${
      lastAttempt(task)?.progress?.relation === 'moving'
        ? 'the same tests keep failing in one way or another'
        : 'attempt after attempt failed in exactly the same way'
    }, also with another brief.`,
    next: CHANGE_OF_APPROACH,
  }),
  oscillation: () => ({
    cause: 'oscillation: the last attempt brought back the failures of an earlier one.',
    next: CHANGE_OF_APPROACH,
  }),
  getting_worse: () => ({
    cause: 'getting_worse: the last attempt made things worse, as one before it had.',
    next: CHANGE_OF_APPROACH,
  }),
};

export const explainRule = (task: Task, rule: StopRuleName): Explanation => RULES[rule](task);
