// One task in every condition that a message speaks of.

import type { Reply } from '#core/effects.ts';
import { NO_USAGE } from '#core/egress/model/usage.ts';
import type { Message } from '#core/messages/message.ts';
import { replyMessage } from '#core/messages/replies.ts';
import type { Finding } from '#core/patch.ts';
import type { StopRuleName } from '#core/task/attempt.ts';
import type { NeedsHuman, NeedsHumanCode } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import { last } from '../support/last.ts';
import {
  ana,
  BASE,
  ben,
  commit,
  ended,
  type Plain,
  POLICY,
  PROVING,
  type play,
  proofRuns,
  publishedAs,
  pushedAs,
  red,
  report,
  requested,
  upTo,
} from '../support/samples.ts';

/** Commits with names as they look in life, so that the page reads like the chat. */
const LIFELIKE: readonly (readonly [number, string])[] = [
  [1, '3f9c2ab'],
  [2, '8d04e17'],
  [0x5ade, 'c71b5e0'],
];
const task = (events: readonly Plain[], start?: Parameters<typeof play>[1]): Task => {
  let json = JSON.stringify(last(events, start).task);
  for (const [n, short] of LIFELIKE) json = json.replaceAll(commit(n), short.padEnd(40, '0'));
  return JSON.parse(json);
};
/** A reply as the thread gets it. */
export const reply = (of: Task, what: Reply): Message =>
  replyMessage(of, what, { taskPage: `https://greenlight.test/tasks/${of.id}` });

const checks = (...outcomes: ('passed' | 'pending' | 'failed')[]) =>
  outcomes.map((outcome, index) => ({
    name: ['test', 'lint', 'build'][index] ?? 'other',
    outcome,
    required: true,
    url: 'https://forge.test/check',
    jobId: 1,
    runId: 1,
  }));
const passed = {
  ...report(commit(1), 'green'),
  because: 'all 3 required checks passed',
  checks: checks('passed', 'passed', 'passed'),
  url: 'https://forge.test/run/1',
};
const settling = { ...POLICY, ci: { ...POLICY.ci, settleMs: 30_000 } };
const second: Plain[] = [
  { type: 'attempt_started', attempt: 2 },
  ended(2, {
    summary: 'Injected the clock instead of reading it twice.',
    costUsd: 0.42,
    artifacts: [{ name: 'agent.log', url: 'https://greenlight.test/log', sizeBytes: 9 }],
  }),
  ...publishedAs(2),
];
const pending: Plain = {
  type: 'ci_observed',
  report: {
    ...report(commit(1), 'pending'),
    because: 'waiting for lint and build',
    checks: checks('passed', 'pending', 'pending'),
  },
};
const betweenJobs: Plain = {
  type: 'ci_observed',
  report: {
    ...report(commit(1), 'pending'),
    because: 'waiting for the next job of CI',
    checks: checks('passed', 'passed'),
  },
};
const runnerDied: Plain = {
  type: 'ci_observed',
  report: { ...report(commit(1), 'infra'), because: 'the runner of test died' },
};
const green = [...upTo.awaitingCi(), { type: 'ci_observed', report: passed } as const];
const attemptInCi: Plain[] = [{ type: 'attempt_started', attempt: 1 }, ended(1), ...publishedAs(1)];
const flaky: Plain[] = [...upTo.prepared(PROVING), ...proofRuns(null, '++-+--')];
const inProof: Plain[] = [...flaky, ...attemptInCi, { type: 'ci_observed', report: passed }];
/** `prove=N` in words of any kind. */
const askingFor = (proveRuns: number): Plain => {
  const event = requested() as Extract<Plain, { type: 'requested' }>;
  return { ...event, request: { ...event.request, proveRuns } };
};
const CONFIRMING = { ...PROVING, prove: { ...PROVING.prove, runs: 3, ciReruns: 2 } };
const runAgain = (digest: string, jobId: number): Plain => ({
  type: 'ci_observed',
  report: { ...passed, digest, checks: checks('passed').map((check) => ({ ...check, jobId })) },
});
const inConfirmation: Plain[] = [
  ...upTo.prepared(CONFIRMING),
  ...proofRuns(null, '-++'),
  ...attemptInCi,
  { type: 'ci_observed', report: passed },
  ...proofRuns(1, '+++'),
];
const approve: Plain = { type: 'approve', actor: ben, headSha: commit(1), revision: null };
const abort: Plain = { type: 'abort', actor: ben, revision: null };
const over = { type: 'timer_fired', name: 'max_runtime', dueAtMs: 4_000 + POLICY.maxRuntimeMs } as const;

const stopping = (): Task => {
  const working = last(upTo.working());
  const dueAtMs = working.task.timers.max_runtime ?? 0;
  return task([{ ...over, dueAtMs, atMs: dueAtMs }], working);
};

const WEAKENED: readonly Finding[] = [
  {
    rule: 'test_skipped',
    level: 'ask',
    path: 'test/holds.test.js',
    line: 12,
    detail: '“expires a hold” does not run any more',
    hunk: "- it('expires a hold', async () => {\n+ it.skip('expires a hold', async () => {",
  },
  {
    rule: 'retries_raised',
    level: 'ask',
    path: 'vitest.config.js',
    line: 4,
    detail: 'retries were raised: a test that fails may pass the next time',
    hunk: '+   retry: 3,',
  },
];

const PROBING = {
  ...POLICY,
  probe: { enabled: true, command: ['npm', 'test', '{test}'], timeoutMs: 300_000 },
};
const probing = ((): Task => {
  const [asked, ...rest] = upTo.awaitingCi(PROBING) as [Extract<Plain, { type: 'requested' }>, ...Plain[]];
  const other = { ...asked, request: { ...asked.request, text: 'print the currency on invoices' } };
  return task([other, ...rest, ...red(1, 'refunds twice')]);
})();

/** Named as the reader of docs/messages.md would say it. */
const GREEN = task(green);
const NAMED: Task = {
  ...GREEN,
  request: {
    ...GREEN.request,
    approvers: [
      { userId: 'UBEN', name: 'ben' },
      { userId: 'UGIA', name: 'gia' },
    ],
  },
};

export const TASKS: Readonly<Record<string, Task>> = {
  'just asked for': task(upTo.prepared().slice(0, 1)),
  queued: task(upTo.prepared()),
  working: task(upTo.working()),
  'working, with words for the next attempt': task([
    ...upTo.working(),
    { type: 'said', actor: ana, text: 'the clock in the test is faked, look there' },
  ]),
  'working, with an agent that tells of it': task([
    ...upTo.working(),
    {
      type: 'attempt_progressed',
      attempt: 1,
      run: 1,
      activity: { turns: 7, doing: 'runs npm test', tokens: 31_400, costUsd: 0.42 },
    },
  ]),
  'working again after a crash': task([...upTo.working(), { type: 'attempt_started', attempt: 1 }]),
  'being stopped at its time limit': stopping(),
  publishing: task(upTo.publishing()),
  'waiting for the first check': task(upTo.awaitingCi()),
  'waiting for checks': task([...upTo.awaitingCi(), pending]),
  'waiting for the next job': task([...upTo.awaitingCi(), betweenJobs]),
  'waiting for checks, beyond its budget of requests': task([
    ...upTo.awaitingCi(),
    { ...pending, report: { ...pending.report, api: { calls: 2_100, free: 480 } } } as Plain,
  ]),
  'waiting for the checks to settle': task([
    ...upTo.awaitingCi(settling),
    { type: 'ci_observed', report: passed },
  ]),
  'waiting for failed jobs that run again': task([...upTo.awaitingCi(), runnerDied]),
  'waiting for failed jobs that have started again': task([
    ...upTo.awaitingCi({ ...POLICY, ci: { ...POLICY.ci, infraPauseMs: 0 } }),
    runnerDied,
  ]),
  'reading the logs of a red run': task([
    ...upTo.awaitingCi(),
    { type: 'ci_observed', report: report(commit(1), 'red') },
  ]),
  'running tests in doubt by themselves': probing,
  'in its second attempt': task([
    ...upTo.awaitingCi(),
    ...red(1, 'expires a hold', 'refunds twice'),
    ...second,
  ]),
  'waiting for all of CI to run again, to prove a fix': task(inConfirmation),
  green: GREEN,
  'green, to be approved by those who were named': NAMED,
  'green, after failed jobs ran again': task([
    ...upTo.awaitingCi(),
    runnerDied,
    { type: 'ci_observed', report: passed },
  ]),
  'green, of high risk': task([
    ...upTo.awaitingCi({ ...POLICY, risk: 'high' }),
    { type: 'ci_observed', report: passed },
  ]),
  'green, where nothing is merged': task([
    ...upTo.awaitingCi({ ...POLICY, merge: 'never' }),
    { type: 'ci_observed', report: passed },
  ]),
  'green, with something to look at': task([
    ...upTo.publishing(),
    { ...pushedAs(1), findings: [{ rule: 'sensitive_path', level: 'flag', path: 'package.json' }] },
    ...publishedAs(1),
    { type: 'ci_observed', report: passed },
  ]),
  'green, with weakened tests': task([
    ...upTo.publishing(),
    { ...pushedAs(1), findings: WEAKENED },
    ...publishedAs(1),
    { type: 'ci_observed', report: passed },
  ]),
  'green, after a red attempt': task([
    ...upTo.awaitingCi(),
    ...red(1, 'expires a hold', 'refunds twice'),
    ...second,
    { type: 'ci_observed', report: { ...passed, headSha: commit(2) } },
  ]),
  'finding out how often the tests fail': task([...upTo.prepared(PROVING), ...proofRuns(null, '+-++-+')]),
  'working, with a baseline': task([...flaky, { type: 'attempt_started', attempt: 1 }]),
  'proving a fix': task([...inProof, ...proofRuns(1, '+++++++')]),
  'green, with a proof': task([...inProof, ...proofRuns(1, '+'.repeat(20))]),
  'green, with a proof and all of CI run again': task([
    ...inConfirmation,
    runAgain('second', 2),
    runAgain('third', 3),
  ]),
  'green, with a proof that a rare flake may pass': task([
    ...upTo.prepared(PROVING),
    ...proofRuns(null, `${'+'.repeat(19)}-`),
    ...attemptInCi,
    { type: 'ci_observed', report: passed },
    ...proofRuns(1, '+'.repeat(20)),
  ]),
  'in its second attempt, after a proof that failed': task([...inProof, ...proofRuns(1, '++-'), ...second]),
  'working, where no proof is possible': task(
    upTo.working({ ...POLICY, prove: { ...POLICY.prove, runs: 20 } }),
  ),
  'green, with one approval of two': task([
    ...upTo.awaitingCi({ ...POLICY, approvals: 2 }),
    { type: 'ci_observed', report: passed },
    approve,
  ]),
  'an approval that is void': task([
    ...green,
    approve,
    { type: 'marked_ready' },
    { type: 'pull_request_drafted', by: 'gia' },
  ]),
  approved: task([...green, approve]),
  'approved and merging': task([...green, approve, { type: 'marked_ready' }]),
  merged: task([
    ...green,
    approve,
    { type: 'marked_ready' },
    { type: 'merge_done', mergeSha: commit(0x5ade) },
  ]),
  'merged by policy': task([
    ...upTo.awaitingCi({ ...POLICY, merge: 'auto' }),
    { type: 'ci_observed', report: passed },
    { type: 'marked_ready' },
    { type: 'merge_done', mergeSha: commit(0x5ade) },
  ]),
  'ready for review': task([
    ...upTo.awaitingCi({ ...POLICY, merge: 'never' }),
    { type: 'ci_observed', report: passed },
    approve,
    { type: 'marked_ready' },
  ]),
  aborted: task([...upTo.awaitingCi(), abort]),
  'aborted before anything was pushed': task([...upTo.working(), abort]),
};

export const RETRIED: Task = task([
  ...green,
  { type: 'retry', actor: ben, hint: 'look at the clock, not at the timeout', revision: null },
]);
export const RETRIED_WITHOUT_HINT: Task = task([
  ...green,
  { type: 'retry', actor: ana, hint: null, revision: null },
]);
export const TWICE_RED: Task = task([
  ...upTo.awaitingCi(),
  ...red(1, 'expires a hold', 'refunds twice'),
  ...second,
  ...red(2, 'refunds twice', 'pays in full'),
]);

/** All that a packet tells: places, what was said, whose it is, how to see it, what it cost. */
export const LEFT_TO_DO: Task = {
  ...TWICE_RED,
  policy: { ...TWICE_RED.policy, maxAttempts: 2 },
  state: { name: 'blocked', rule: 'max_attempts', atMs: 4_380_000, headSha: commit(2) },
  attempts: TWICE_RED.attempts.slice(0, 2).map((attempt) => ({
    ...attempt,
    startedAtMs: attempt.no * 600_000,
    endedAtMs: attempt.no * 600_000 + 300_000,
    costUsd: 0.42,
    paths: ['src/settlement.js', 'test/settlement.test.js'],
    patch: { files: 2, additions: 14, deletions: 5, bytes: 900 },
    failures: (attempt.failures ?? []).map((each, index) => ({
      ...each,
      tool: 'vitest',
      file: index === 0 ? 'test/settlement.test.js' : 'test/a pay.test.js',
      line: 12 + index,
      message: index === 0 ? 'expected 2 to be 3' : "expected 'paid' to be 'open'",
    })),
    triage: {
      likely: 'change' as const,
      because: [],
      perFailure: (attempt.failures ?? []).map(({ fingerprint: { fine } }, index) =>
        index === 0
          ? { fine, likely: 'change' as const, because: ['its file is in the change'] }
          : { fine, likely: 'base' as const, because: ['it fails on main at 3f9c2ab as well'] },
      ),
    },
  })),
  headSha: TWICE_RED.attempts[1]?.headSha ?? null,
};

const redOnce = task([...upTo.awaitingCi({ ...POLICY, maxAttempts: 1 }), ...red(1, 'expires a hold')]);
const atRule = (rule: StopRuleName, base: Task = redOnce): Task => ({
  ...base,
  state: { name: 'blocked', rule, atMs: 1, headSha: commit(1) },
});
export const BLOCKED: Readonly<Record<string, Task>> = {
  max_attempts: task([
    ...upTo.awaitingCi({ ...POLICY, maxAttempts: 2 }),
    ...red(1, 'expires a hold', 'refunds twice'),
    ...second,
    ...red(2, 'refunds twice', 'pays in full'),
  ]),
  'max_attempts, of one': atRule('max_attempts'),
  max_runtime: atRule('max_runtime', task([...upTo.awaitingCi()])),
  'max_runtime, before anything was pushed': atRule('max_runtime', task(upTo.working())),
  max_cost_usd: atRule('max_cost_usd', task([...upTo.awaitingCi()])),
  max_ci_minutes: atRule(
    'max_ci_minutes',
    task([
      ...upTo.awaitingCi(),
      { type: 'ci_observed', report: { ...report(commit(1), 'red'), minutes: 612.5 } },
    ]),
  ),
  max_turns: task([
    ...upTo.working({ ...POLICY, maxTurns: 60 }),
    ended(1, { hasChange: false, outcome: 'out_of_turns' }),
  ]),
  max_silence: task([
    ...upTo.working({ ...POLICY, maxSilenceMs: 1_800_000 }),
    ended(1, { hasChange: false, outcome: 'silent' }),
  ]),
  max_attempt_time: task([
    ...upTo.working({ ...POLICY, maxAttemptMs: 2_700_000 }),
    ended(1, { hasChange: false, outcome: 'out_of_time' }),
  ]),
  empty_patch: task([...upTo.working(), ended(1, { hasChange: false })]),
  'empty_patch, of an agent that was refused a host': task([
    ...upTo.working(),
    ended(1, {
      hasChange: false,
      costUsd: 0.31,
      usage: { ...NO_USAGE, requests: 9, costUsd: 0.31 },
      denials: {
        list: [
          { host: 'registry.example.com', port: 443, rule: 'host_not_listed', count: 4 },
          { host: '169.254.169.254', port: 80, method: 'GET', rule: 'ip_literal', count: 1 },
        ],
        omitted: 0,
      },
    }),
  ]),
  'empty_patch, of an agent that failed': task([
    ...upTo.working(),
    ended(1, { hasChange: false, outcome: 'agent_failed', exitCode: 127 }),
  ]),
  same_patch: atRule('same_patch'),
  no_progress: atRule('no_progress', task([...upTo.awaitingCi(), ...red(1, 'refunds twice')])),
  oscillation: atRule('oscillation'),
  getting_worse: atRule(
    'getting_worse',
    task([
      ...upTo.awaitingCi(),
      ...red(1, 'refunds twice'),
      ...second,
      ...red(2, 'refunds twice', 'pays in full'),
    ]),
  ),
};

/** What really stands in the detail of each; the compiler asks for every code. */
export const DETAILS: Readonly<Record<NeedsHumanCode, string>> = {
  repository_missing: '',
  base_branch_missing: '',
  permission_missing: 'pull requests: write',
  forge_unavailable: 'HTTP 502 for 30 minutes',
  forge_rate_limited: 'again at 14:00 UTC',
  forge_rejected: 'Validation Failed: a pull request already exists.',
  policy_invalid: 'max_atempts: unknown key, did you mean max_attempts?',
  sandbox_unavailable: 'the container engine does not answer',
  image_missing: 'greenlight/agent:1',
  disk_full: 'no space left on the container host',
  agent_unknown: 'configured are claude and codex',
  agent_could_not_start: 'exec: "claude": not found',
  workspace_failed: 'git clone ended with 128',
  setup_failed: '"npm ci" ended with exit code 1: npm error code EUSAGE',
  service_failed: 'redis (redis:7) ended with exit code 1: Bad directive',
  bundle_invalid: 'no commit in it',
  branch_moved: '',
  head_moved: '',
  not_mergeable: 'there are conflicts with main',
  base_conflicts: 'src/vat.js, src/total.js',
  merge_blocked: 'one approving review is required',
  chat_channel_unavailable: 'not_in_channel',
  chat_unavailable: '',
  pager_unavailable: '',
  taken_over: '',
  internal: 'reference 7f3a',
  human_pushed: '000004d',
  pull_request_closed: '',
  pull_request_drafted: '',
  changes_requested: 'Please use the injected clock.',
  no_review_remarks: '',
  agent_asked: 'Should a hold expire at midnight UTC or local time?',
  tests_weakened: 'test skipped in test/holds.test.js:12',
  patch_refused: 'protected path .github/workflows/ci.yml',
  proof_no_command: '',
  proof_never_failed: '',
  proof_always_fails: '',
  proof_no_ci_runs: '',
  proof_out_of_time: '',
  proof_could_not_run: 'npm: not found',
  ci_action_required: 'deploy waits for approval',
  ci_no_checks: 'no check within 5 minutes',
  ci_infrastructure: 'npm ci (a server answered with an error of its own)',
  ci_base_broken: 'refunds twice (it fails on main at 3f9c2ab as well)',
  ci_broken_by_merge:
    'refunds twice (it passes at 3f9c2ab and on main at 8d04e17, and fails where CI merges the two)',
  ci_flaky: 'expires a hold (it is known to be flaky: failed and passed on 8d04e17)',
  ci_cancelled: 'test was cancelled',
  ci_timed_out: 'test ran into its time limit',
  ci_unknown: 'checks disagree with the workflow run',
};

const PROOFS: Partial<Record<NeedsHumanCode, readonly Plain[]>> = {
  proof_no_command: [askingFor(50), ...upTo.prepared().slice(1)],
  proof_always_fails: [...upTo.prepared(PROVING), ...proofRuns(null, '-'.repeat(20))],
  proof_no_ci_runs: upTo.awaitingCi({ ...PROVING, prove: { ...PROVING.prove, ciReruns: 3 } }),
  proof_never_failed: [...upTo.prepared(PROVING), ...proofRuns(null, '+'.repeat(20))],
  proof_out_of_time: [...inProof, ...proofRuns(1, '+++++++++++')],
  proof_could_not_run: upTo.prepared(PROVING),
};
/** The time was over before the base had run as often as planned. */
export const BASELINE_CUT_SHORT: Task = task(
  [{ type: 'timer_fired', name: 'proof_deadline', dueAtMs: 3_604_000, atMs: 3_604_000 }],
  last([
    ...upTo.prepared(PROVING).map((event) => ({ ...event, atMs: 1_000 })),
    { type: 'proof_started', phase: 'baseline', sha: BASE, atMs: 4_000 },
    ...proofRuns(null, '+'.repeat(12)),
  ]),
);

export function calling(reason: NeedsHuman): Task {
  const base = task(PROOFS[reason.code] ?? upTo.awaitingCi());
  return { ...base, state: { name: 'needs_human', reason, atMs: 1, headSha: commit(1) } };
}
export const DELETED_BRANCH: Task = task([
  ...upTo.publishing(),
  { type: 'push_conflicted', attempt: 1, actualSha: null },
]);
