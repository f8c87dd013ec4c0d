// A bounded model of everything around a task: what may be answered to each effect, what may come at any time, and a breadth-first walk over all of it.
import type { Effect } from '#core/effects.ts';
import { MAX_CALLS } from '#core/escalation.ts';
import type { TaskEvent } from '#core/events.ts';
import type { Sha } from '#core/ids.ts';
import type { Finding } from '#core/patch.ts';
import type { Probed } from '#core/probe/probe.ts';
import { problem } from '#core/problem.ts';
import type { ProofRuns } from '#core/proof/proof.ts';
import { type Attempt, costOf } from '#core/task/attempt.ts';
import { isResting, type TimerName } from '#core/task/state.ts';
import { approvableHead, currentRound, type Task } from '#core/task/task.ts';
import { type Transition, transition } from '#core/transition.ts';
import { canProve } from '#core/transitions/prove.ts';
import { NO_EVIDENCE } from '#core/triage/evidence.ts';
import { type Likely, oursOf } from '#core/triage/triage.ts';
import {
  ana,
  BASE,
  ben,
  commit,
  failure,
  guest,
  olu,
  POLICY,
  PROVING,
  report,
  requested,
} from './samples.ts';

/** A world: the task and the effects that were wanted and have not been answered. `run_attempt` pending means a container may live. */
export type World = {
  readonly task: Task;
  readonly pending: readonly Effect[];
  /** The call to the newest state of rest stands in the chat. */
  readonly isCalled: boolean;
  readonly story: readonly string[];
};

const MAX_ROUNDS = 2;
const MERGED = commit(901);
/** Far more than there are: a model that does not end is told, not waited for. */
const MAX_WORLDS = 100_000;
/** One where the chat may refuse what is told; in the others it takes everything, or there would be too many. */
const AT_ONCE = { ...POLICY, ci: { ...POLICY.ci, infraPauseMs: 0 } };
const CHAT_FAILS = { ...AT_ONCE, maxAttempts: 1 };
const MUTED = { ...AT_ONCE, maxAttempts: 1, maxRuntimeMs: AT_ONCE.maxRuntimeMs + 1 };
const CALLING = {
  ...AT_ONCE,
  maxAttempts: 1,
  escalation: {
    afterMs: 60_000,
    steps: [
      { call: 'requester' as const, waitMs: 60_000, quiet: 'hold' as const },
      { call: 'on_call' as const, waitMs: 60_000, quiet: 'break' as const },
      { call: 'pager' as const, waitMs: 60_000, quiet: 'break' as const },
    ],
    onCall: ['S0ONCALL'],
  },
};
const WITH_A_PAUSE = { ...POLICY, maxAttempts: 1 };
export const POLICIES = {
  'on approval': { ...AT_ONCE, maxAttempts: 2, ci: { ...AT_ONCE.ci, settleMs: 1_000, infraReruns: 1 } },
  'high risk, never merges': { ...AT_ONCE, maxAttempts: 2, risk: 'high' as const, merge: 'never' as const },
  'with two approvals and a check': {
    ...AT_ONCE,
    maxAttempts: 1,
    approvals: 2 as const,
    approvalExpiresMs: 86_400_000,
    approvalCheck: true,
  },
  automatic: { ...AT_ONCE, maxAttempts: 2, merge: 'auto' as const },
  'with a pause before reruns': WITH_A_PAUSE,
  'with a probe': {
    ...AT_ONCE,
    maxAttempts: 1,
    probe: { enabled: true, command: ['run', '{test}'], timeoutMs: 60_000 },
  },
  'with a proof': {
    ...AT_ONCE,
    maxAttempts: 2,
    prove: { ...PROVING.prove, runs: 2 },
  },
  'with a proof by CI': {
    ...AT_ONCE,
    maxAttempts: 1,
    prove: { ...POLICY.prove, command: null, ciReruns: 1 },
  },
  'with a chat that fails': CHAT_FAILS,
  'muted now and then': MUTED,
  'escalated when nobody answers': CALLING,
};

/** A proof is asked for by its number there, and nobody has said how the tests are run. */
const asksForProof = ({ prove }: typeof POLICY): boolean => (prove.ciReruns ?? 0) > 0;

const bare = (type: string, over: object = {}) =>
  ({ ...over, type }) as unknown as Omit<TaskEvent, 'id' | 'atMs'>;

const firstCard = bare('card_shown', { card: { channelId: 'C1', ts: '1.1' } });

/** What the outside may answer to one pending effect; the effect is then gone. */
function answers(task: Task, effect: Effect): Omit<TaskEvent, 'id' | 'atMs'>[] {
  const failed = (code: Parameters<typeof problem>[0]) =>
    bare('effect_failed', {
      effect: effect.type,
      effectId: effect.id,
      problem: problem(code, 'planted'),
      ...('attempt' in effect ? { attempt: effect.attempt } : {}),
      ...('headSha' in effect ? { headSha: effect.headSha } : {}),
      ...('run' in effect ? { run: effect.run } : {}),
      ...(effect.type === 'post_reply' ? { reply: { key: effect.key, reply: effect.reply } } : {}),
    });
  const run = task.state.name === 'working' ? task.state.run : 1;
  switch (effect.type) {
    case 'show_card':
      return task.card
        ? [bare('told', { what: 'card' }), failed('chat_unavailable')]
        : [...(task.untold?.card ? [] : [firstCard]), failed('chat_channel_unavailable')];
    case 'prepare':
      return [
        bare('prepared', { baseBranch: 'main', baseSha: BASE, policy: task.policy, policyDigest: 'p' }),
        failed('repository_missing'),
      ];
    case 'run_attempt': {
      if (task.state.name === 'queued')
        return [
          failed('sandbox_unavailable'),
          ...(currentRound(task).review?.notes === null
            ? [reviewRead(task, []), reviewRead(task, ['no'])]
            : []),
        ];
      const end = (over: object) =>
        bare('attempt_ended', {
          attempt: effect.attempt,
          run,
          outcome: 'finished',
          costUsd: 0,
          hasChange: true,
          artifacts: [],
          ...over,
        });
      return [
        end({ session: { kept: 's-1' } }),
        end({ hasChange: false }),
        end({ outcome: 'timed_out' }),
        end({ outcome: 'stopped' }),
        end({ outcome: 'silent' }),
        end({ outcome: 'out_of_turns', hasChange: false }),
        end({ costUsd: 1_000 }),
        end({ question: 'which one?' }),
        end({ outcome: 'could_not_run', problem: problem('workspace_failed', 'x') }),
        failed('sandbox_unavailable'),
      ];
    }
    case 'publish_attempt':
      if (isPushed(task, effect.attempt))
        return [
          bare('published', { attempt: effect.attempt, pullRequest: { number: 1, url: 'u', draft: true } }),
          failed('permission_missing'),
        ];
      return [
        bare('publish_refused', { attempt: effect.attempt, findings: [], patch: null }),
        bare('publish_empty', { attempt: effect.attempt }),
        bare('push_conflicted', { attempt: effect.attempt, actualSha: commit(99) }),
        failed('permission_missing'),
      ];
    case 'bring_base': {
      const brought = { attempt: effect.attempt, fromSha: effect.headSha, baseSha: commit(900) };
      return [
        bare('base_brought', { ...brought, headSha: MERGED, tree: commit(902) }),
        bare('base_brought', { ...brought, headSha: effect.headSha }),
        bare('base_conflicted', { attempt: effect.attempt, paths: ['src/a.ts'] }),
        bare('push_conflicted', { attempt: effect.attempt, actualSha: commit(99) }),
        failed('permission_missing'),
      ];
    }
    case 'read_ci': {
      const verdicts = [
        'pending',
        'green',
        'red',
        'infra',
        'cancelled',
        'timed_out',
        'no_checks',
        'superseded',
        'action_required',
        'unknown',
      ] as const;
      return [
        ...verdicts.map((verdict) => bare('ci_observed', { report: seen(task, effect.headSha, verdict) })),
        bare('ci_observed', { report: report(effect.headSha, 'red', 'red0') }),
        failed('permission_missing'),
        failed('forge_unavailable'),
      ];
    }
    case 'collect_failures':
      return [
        ...[['a'], ['b']].map((names) => collected(effect.headSha, names, 'change')),
        ...(['unknown', 'flaky', 'infra', 'base', 'person'] as const).map((likely) =>
          collected(effect.headSha, ['a'], likely),
        ),
        failed('forge_unavailable'),
      ];
    case 'mark_ready':
      return [bare('marked_ready'), failed('forge_rejected')];
    case 'merge':
      return [bare('merge_done', { mergeSha: commit(500) }), failed('head_moved')];
    case 'prove': {
      const { phase, sha, run: no } = effect;
      const ended = (over: object) => bare('proof_progressed', { phase, sha, run: no, ...over });
      return [
        ended({ result: 'passed' }),
        ended({ result: 'failed', failures: [failure('a')] }),
        ended({ result: 'could_not_run' }),
        failed('sandbox_unavailable'),
      ];
    }
    case 'probe':
      return [
        ...(['failed', 'passed'] as const).map((base) => probed(task, effect.headSha, 'failed', base)),
        probed(task, effect.headSha, 'passed', 'not_asked'),
        failed('sandbox_unavailable'),
      ];
    case 'page':
      return [
        bare('effect_failed', {
          effect: 'page',
          effectId: effect.id,
          page: { no: effect.no, call: effect.call },
          problem: problem('pager_unavailable', 'planted'),
        }),
      ];
    case 'retract_reply':
    case 'forget_sessions':
    case 'stop_probe':
    case 'look_out':
    case 'remember_flips':
    case 'rerun_ci':
    case 'show_approval':
    case 'tell_proof':
    case 'tell_packet':
    case 'stop_proof':
    case 'stop_attempt':
      return [failed('forge_rejected')];
    case 'post_reply':
      return [bare('told', { what: 'reply', key: effect.key }), failed('chat_unavailable')];
  }
}

const reviewRead = (task: Task, texts: readonly string[]) =>
  bare('review_read', {
    round: currentRound(task).no,
    notes: texts.map((text) => ({ by: 'dora', text, atMs: 1 })),
  });

/** Each time that CI is asked to judge again, its jobs have other ids and the whole another digest. */
function seen(task: Task, headSha: Sha, verdict: Parameters<typeof report>[1]) {
  const asked = task.attempts.at(-1)?.confirmed?.asked ?? 0;
  const plain = report(headSha, verdict, `${verdict}${rerunsOf(task)}${asked > 0 ? `-${asked}` : ''}`);
  const job = {
    name: 'test',
    outcome: 'passed' as const,
    required: true,
    url: '',
    jobId: asked + 1,
    runId: 1,
  };
  return asksForProof(task.policy) && verdict === 'green' ? { ...plain, checks: [job] } : plain;
}

const rerunsOf = ({ state }: Task): number => (state.name === 'awaiting_ci' ? state.reruns : 0);

/** What each failure in doubt did by itself. */
function probed(task: Task, headSha: Sha, head: Probed['head'], base: Probed['base']) {
  const { state } = task;
  const stage = state.name === 'awaiting_ci' && state.stage.name === 'probing' ? state.stage : undefined;
  const fines = stage?.plan.flatMap((run) => run.fines) ?? [];
  return bare('probed', {
    headSha,
    results: fines.map((fine) => ({ fine, head, base, headSha, baseSha: BASE })),
  });
}

/** Failures with the evidence that makes them whose they are. */
function collected(headSha: Sha, names: readonly string[], likely: Likely): Omit<TaskEvent, 'id' | 'atMs'> {
  const plain = names.map(failure);
  const vague = { kind: 'unknown' as const, confidence: 'guessed' as const };
  const prints = plain.map(({ fingerprint }) => fingerprint.fine);
  const run = { job: 'test', sha: BASE, at: 'base' as const, outcome: 'failed' as const, prints };
  const failures = {
    change: plain.map((each) => ({ ...each, kind: 'compile' as const })),
    unknown: plain,
    flaky: plain.map((each) => ({ ...each, attempts: { passed: 1, failed: 1 } })),
    infra: plain.map((each) => ({ ...each, ...vague, message: 'no space left on device' })),
    base: plain,
    merge: plain,
    person: plain.map((each) => ({ ...each, ...vague, message: 'Bad credentials' })),
  }[likely];
  const base = likely === 'base' ? { branch: 'main', runs: [run] } : null;
  return bare('failures_collected', { headSha, failures, artifacts: [], evidence: { ...NO_EVIDENCE, base } });
}

/** What may come at any time, asked for or not: timers, people, the forge, and results that come late. */
function anytime(task: Task): Omit<TaskEvent, 'id' | 'atMs'>[] {
  const timers = (Object.entries(task.timers) as [TimerName, number][]).map(([name, dueAtMs]) =>
    bare('timer_fired', { name, dueAtMs }),
  );
  if (task.policy === MUTED)
    return [...timers, ...quietly(task), ...['approve', 'retry', 'abort'].map((type) => byAna(task, type))];
  if (task.policy === CALLING)
    return [
      ...timers,
      ...callsForHelp(task),
      ...['approve', 'retry', 'abort'].map((type) => byAna(task, type)),
      bare('pull_request_closed', { by: 'dora', mergeSha: null }),
    ];
  const canRetry = task.rounds.length < MAX_ROUNDS;
  const clicks = [ana, ben, guest].flatMap((actor) => [
    bare('approve', { actor, headSha: null, revision: null }),
    bare('abort', { actor, revision: null }),
    ...(canRetry ? [bare('retry', { actor, hint: 'try harder', revision: null })] : []),
    ...(canRetry && (canProve(task) || asksForProof(task.policy) || task.policy.risk === 'high')
      ? [bare('retry', { actor, hint: null, revision: null })]
      : []),
  ]);
  const words = canRetry && hearsWords(task) ? [said(ana), said(guest)] : [];
  const late = [
    bare('attempt_started', { attempt: 1 }),
    bare('attempt_ended', {
      attempt: 1,
      run: 99,
      outcome: 'finished',
      costUsd: 0,
      hasChange: true,
      artifacts: [],
    }),
    bare('ci_observed', { report: report(commit(1), 'red') }),
    bare('ci_observed', { report: report(commit(2), 'green') }),
    bare('failures_collected', { headSha: commit(1), failures: [failure('a')], artifacts: [] }),
    bare('ci_hinted', { headSha: commit(1) }),
    pushed(1),
    bare('published', { attempt: 1, pullRequest: { number: 1, url: 'u', draft: true } }),
    bare('attempt_ended', {
      attempt: 1,
      run: 1,
      outcome: 'stopped',
      costUsd: 0.1,
      hasChange: true,
      artifacts: [],
    }),
    bare('proof_started', { phase: 'head', sha: commit(1) }),
    bare('proof_progressed', { phase: 'baseline', sha: BASE, run: 99, result: 'failed' }),
    bare('probed', { headSha: commit(1), results: [] }),
    bare('push_conflicted', { attempt: 99, actualSha: null }),
    bare('marked_ready'),
    bare('merge_done', { mergeSha: commit(500) }),
  ];
  const forge = [
    bare('branch_moved', { headSha: commit(77), by: 'dora' }),
    ...(mayClose(task) ? [bare('pull_request_closed', { by: 'dora', mergeSha: null })] : []),
    bare('pull_request_closed', { by: 'dora', mergeSha: commit(501) }),
    bare('pull_request_drafted', { by: 'dora' }),
    bare('changes_requested', { by: 'dora', comment: 'no' }),
  ];
  const chat =
    task.policy === CHAT_FAILS
      ? [
          bare('chat_back'),
          bare('card_outdated'),
          ...(isResting(task) && task.card !== null ? [cardRefused] : []),
          bare('told', { what: 'reply', key: 'another' }),
        ]
      : [];
  const base = waitsForBase(task)
    ? [
        bare('base_mended', { baseSha: commit(900) }),
        bare('retry', { actor: ana, hint: null, revision: null }),
      ]
    : [];
  return [...timers, ...clicks, ...words, ...late, ...forge, ...chat, ...base];
}

/** Retries go on without end, and are refused here once there were two rounds. */
const byAna = ({ rounds }: Task, type: string) =>
  bare(type, {
    actor: type === 'retry' && rounds.length >= MAX_ROUNDS ? guest : ana,
    headSha: null,
    hint: null,
    revision: null,
  });

/** In one of the small models; main is mended once there, for ever again would be without end. */
const waitsForBase = ({ state, policy, attempts }: Task): boolean =>
  policy === WITH_A_PAUSE &&
  state.name === 'needs_human' &&
  state.reason.code === 'ci_base_broken' &&
  !attempts.some(({ brought }) => brought !== undefined);

/** Who escalates and who comes, and a call that quiet keeps from being made. */
const callsForHelp = ({ escalation, state }: Task): Omit<TaskEvent, 'id' | 'atMs'>[] => [
  ...[ana, ben, guest].map((actor) => bare('escalate', { actor, reason: 'help' })),
  bare('acknowledge', { actor: olu }),
  ...(state.name === 'working' ? [bare('join', { actor: ben }), bare('join', { actor: ana })] : []),
  bare('take', { actor: ana }),
  bare('take', { actor: guest }),
  ...[undefined, null].map((untilMs) =>
    bare('call_postponed', {
      no: escalation?.no ?? 0,
      call: escalation?.calls.length ?? 0,
      untilMs: untilMs === null ? null : 900_000,
    }),
  ),
];

/** What people and settings want of quiet, and what is held for it; all else has been walked beside it. */
function quietly(task: Task): Omit<TaskEvent, 'id' | 'atMs'>[] {
  const { state, restReply } = task;
  const held = (key: string, kind: 'attempt_finished' | 'called_back', over: object) =>
    bare('held_back', { reply: { key, reply: { kind, attempt: 1 } }, ...over });
  const replies = [
    ...('attempt' in state ? [['red', 'attempt_finished'] as const] : []),
    ...(isResting(task) && restReply !== undefined ? [[restReply, 'called_back'] as const] : []),
  ];
  return [
    bare('mute', { actor: ana, untilMs: 800_000 }),
    bare('mute', { actor: ben, untilMs: null }),
    bare('mute', { actor: guest, untilMs: null }),
    bare('unmute', { actor: ana }),
    bare('quiet_over'),
    ...replies.flatMap(([key, kind]) => [
      held(key, kind, { untilMs: task.mute?.untilMs ?? null, because: 'task' }),
      held(key, kind, { untilMs: 900_000, because: 'channel' }),
    ]),
  ];
}

const said = (actor: typeof ana) => bare('said', { actor, text: 'look there' });
/** Elsewhere they are kept or refused, and either way nothing follows from them. */
const hearsWords = ({ state }: Task): boolean =>
  state.name === 'working' || (state.name === 'needs_human' && state.reason.code === 'agent_asked');

/** What follows from it is no matter of a proof, which has worlds enough of its own. */
const mayClose = ({ policy, state }: Task): boolean =>
  policy.prove.command === null || state.name === 'proving';

/** Every step asks for the card: to follow each of them would be too much, so that one of them fails at any time. */
const cardRefused = bare('effect_failed', {
  effect: 'show_card',
  effectId: 'any',
  problem: problem('chat_unavailable', 'planted'),
});

/** Answers that keep the effect pending: the container then runs, the pull request is then made. */
function midway(task: Task, effect: Effect) {
  const { state } = task;
  if (effect.type === 'show_card') return task.card === null && task.untold?.card ? [firstCard] : [];
  if (effect.type === 'publish_attempt') {
    if (isPushed(task, effect.attempt)) return [];
    // The gate stands behind whatever calls a commit green, a proof too; that has worlds enough of its own.
    const mayWeaken = task.policy.prove.command === null;
    return [pushed(effect.attempt), ...(mayWeaken ? [pushed(effect.attempt, [WEAKENED])] : [])];
  }
  if (effect.type === 'prove')
    return state.name === 'proving' && state.startedAtMs === undefined
      ? [bare('proof_started', { phase: effect.phase, sha: effect.sha })]
      : [];
  const mayStart =
    effect.type === 'run_attempt' &&
    (state.name === 'queued' || state.name === 'working') &&
    (task.attempts.at(-1)?.runs ?? 0) < 2;
  return [
    ...(mayStart ? [bare('attempt_started', { attempt: effect.attempt })] : []),
    ...(effect.type === 'run_attempt' && state.name === 'working' ? [progressedTo(state)] : []),
  ];
}

const progressedTo = ({
  attempt,
  run,
}: Pick<Extract<Task['state'], { name: 'working' }>, 'attempt' | 'run'>) =>
  bare('attempt_progressed', { attempt, run, activity: { turns: 1, doing: 'runs npm test' } });

const isPushed = (task: Task, no: number): boolean =>
  task.attempts.some((attempt) => attempt.no === no && attempt.headSha !== undefined);
const WEAKENED: Finding = { rule: 'test_skipped', level: 'ask', path: 'test/a.test.ts', line: 1 };
const pushed = (attempt: number, findings: readonly Finding[] = []) =>
  bare('pushed', {
    attempt,
    headSha: commit(attempt),
    patch: { files: 1, additions: 1, deletions: 0 },
    findings,
  });

const askOf = (effect: Effect): string =>
  [
    effect.type,
    'attempt' in effect ? effect.attempt : '',
    'headSha' in effect ? effect.headSha : '',
    'run' in effect ? effect.run : '',
    'key' in effect ? 'call' : '',
  ].join(' ');

/** Answers to what the task has moved past are among the late results of `anytime`; the world forgets the question. */
function stillAsked(task: Task, effect: Effect): boolean {
  const { state } = task;
  switch (effect.type) {
    case 'show_card':
      return task.card === null || isTellingAgain(task);
    case 'post_reply':
      return task.policy === CHAT_FAILS && effect.key === task.restReply && isResting(task);
    case 'prepare':
      return state.name === 'requested';
    case 'run_attempt':
      return (
        'attempt' in state &&
        state.attempt === effect.attempt &&
        (state.name === 'queued' || state.name === 'working')
      );
    case 'read_ci':
      return state.name === 'awaiting_ci' && state.headSha === effect.headSha;
    case 'publish_attempt':
      return state.name === 'publishing' && state.attempt === effect.attempt && !state.bringsBase;
    case 'bring_base':
      return state.name === 'publishing' && state.attempt === effect.attempt && state.bringsBase === true;
    case 'collect_failures':
      return (
        state.name === 'awaiting_ci' && state.headSha === effect.headSha && state.stage.name === 'collecting'
      );
    case 'probe':
      return (
        state.name === 'awaiting_ci' && state.headSha === effect.headSha && state.stage.name === 'probing'
      );
    case 'prove':
      return state.name === 'proving' && state.sha === effect.sha && state.open.includes(effect.run);
    case 'mark_ready':
    case 'merge':
      return state.name === 'approved';
    default:
      return false;
  }
}

/** The card is untold, and no timer is set for it: it is being told. */
const isTellingAgain = ({ untold, timers }: Task): boolean =>
  untold?.card === true && timers.tell_again === undefined;

function pendingAfter(world: World, answered: Effect | undefined, step: Transition): readonly Effect[] {
  const all = [...world.pending.filter((effect) => effect !== answered), ...step.effects];
  const asked = all.filter((effect) => step.task !== undefined && stillAsked(step.task, effect));
  return asked.filter(
    (effect, index) => asked.findIndex((other) => askOf(other) === askOf(effect)) === index,
  );
}

function isCalledAfter(
  world: World,
  answered: Effect | undefined,
  event: TaskEvent,
  step: Transition,
): boolean {
  if (step.task?.restReply !== world.task.restReply) return false;
  const isPosted = answered?.type === 'post_reply' && event.type === 'told';
  return world.isCalled || isPosted;
}

const ownPrints = ({ failures = [], triage }: Attempt): readonly string[] =>
  oursOf(failures, triage)
    .map(({ fingerprint }) => fingerprint.fine)
    .sort();

/** Worlds that differ only in times, names and earlier rounds are one. */
function keyOf({ task, pending, isCalled }: World): string {
  const { state } = task;
  const stage =
    'stage' in state
      ? state.stage.name +
        ('digest' in state.stage ? state.stage.digest : '') +
        ('not' in state.stage ? state.stage.not : '') +
        ('old' in state.stage ? 'old' : '') +
        state.reruns
      : '';
  const limit =
    ('stopping' in state && state.stopping) ||
    ('stopAfter' in state && state.stopAfter) ||
    ('step' in state && state.step) ||
    '';
  const round = task.attempts.filter((attempt) => attempt.round === task.rounds.length);
  const attempts = round.map((attempt) => [
    Math.min(attempt.runs, 2),
    attempt.headSha !== undefined,
    attempt.ci?.verdict === 'red',
    attempt.failures !== undefined && ownPrints(attempt),
    attempt.reruns?.filter(({ atMs }) => atMs > (task.decisions.at(-1)?.atMs ?? 0)).map((each) => each.kind),
    attempt.no === task.attempts.length ? countsOf(attempt.proof) : null,
    attempt.no === task.attempts.length && attempt.findings.length > 0,
    attempt.no === task.attempts.length && [attempt.confirmed?.asked, attempt.confirmed?.passed],
    attempt.probed?.map(({ head, base }) => [head, base]),
  ]);
  return JSON.stringify([
    state.name,
    stage,
    limit,
    attempts,
    pending.map((effect) => (effect.type === 'prove' ? 'prove' : askOf(effect))).sort(),
    task.attempts.length === 0 ? countsOf(task.proof?.baseline) : null,
    task.proof?.couldNotRun,
    task.proof?.ciCouldNotRun,
    'open' in state ? [state.phase, state.open.length, state.startedAtMs !== undefined] : null,
    task.card !== null,
    task.baseSha !== null,
    waitsForBase(task),
    'bringsBase' in state,
    task.policy === WITH_A_PAUSE && task.attempts.some(({ brought }) => brought !== undefined),
    task.rounds.length,
    task.decisions.at(-1)?.action,
    task.headSha === null,
    task.pullRequest?.closed,
    approvableHead(task) !== undefined,
    task.earlyReports.length > 0,
    task.timers.max_runtime !== undefined,
    costOf(round) >= task.policy.maxCostUsd,
    ...(task.policy === MUTED ? quietness(task) : []),
    ...(task.policy === CALLING ? calling(task) : []),
    ...(task.policy === CHAT_FAILS && isResting(task) ? toldness(task, isCalled) : []),
  ]);
}

const calling = ({ escalation, timers, state }: Task) => [
  state.name === 'needs_human' && state.reason.code === 'taken_over',
  escalation?.by === null,
  escalation?.acknowledged !== undefined,
  escalation?.closedAtMs !== undefined,
  escalation?.about === null,
  escalation?.closedAtMs === undefined &&
    escalation?.acknowledged === undefined && [
      Math.max(-1, ...(escalation?.calls ?? []).map(({ step }) => step)),
      (escalation?.calls.length ?? 0) >= MAX_CALLS,
    ],
  timers.escalation !== undefined,
];

const quietness = ({ mute, held = [], timers }: Task) => [
  mute?.untilMs === null ? 'until it rests' : Boolean(mute),
  held.map(({ reply }) => reply.kind).sort(),
  timers.quiet_end !== undefined,
];

const toldness = ({ untold, timers, restReply }: Task, isCalled: boolean) => [
  isCalled,
  untold?.card,
  untold?.replies.some(({ key }) => key === restReply),
  timers.tell_again !== undefined,
];

/** What an ended proof came to is all that matters of it later. */
const countsOf = (runs: ProofRuns | undefined) =>
  runs?.endedAtMs === undefined ? [runs?.passed, runs?.failed] : [runs.failed > 0];

const describeEvent = (event: Omit<TaskEvent, 'id' | 'atMs'>): string => {
  const { type, ...rest } = event as TaskEvent & { report?: { verdict: string } };
  const more =
    'report' in rest && rest.report
      ? ` ${rest.report.verdict}`
      : 'effect' in rest
        ? ` ${rest.effect}`
        : 'name' in rest
          ? ` ${rest.name}`
          : 'result' in rest
            ? ` ${rest.result}`
            : 'actor' in rest
              ? ` by ${rest.actor.name}`
              : '';
  return type + more;
};

function requestFor(policy: typeof POLICY): TaskEvent {
  const event = requested({ policy }) as Extract<TaskEvent, { type: 'requested' }>;
  const { request } = event;
  if (asksForProof(policy)) return { ...event, request: { ...request, proveRuns: 2 } };
  // Tests that are known to be flaky are proved, not probed.
  const isPlain = policy === WITH_A_PAUSE || policy.probe?.command != null;
  return !isPlain ? event : { ...event, request: { ...request, text: 'add PayPal' } };
}

export function walk(
  policy: typeof POLICY,
  check: (before: World, event: TaskEvent, step: Transition, after: World) => void,
): { worlds: number; steps: number; reached: Set<string> } {
  const first = transition(undefined, requestFor(policy));
  const start: World = {
    task: first.task as Task,
    pending: first.effects,
    isCalled: false,
    story: ['requested'],
  };
  const seen = new Set([keyOf(start)]);
  const queue: World[] = [start];
  const reached = new Set<string>();
  let steps = 0;
  for (let world = queue.shift(); world; world = queue.shift()) {
    reached.add(world.task.state.name);
    const options = [
      ...world.pending.flatMap((effect) =>
        midway(world.task, effect).map((event) => ({ event, answered: undefined as Effect | undefined })),
      ),
      ...world.pending.flatMap((effect) =>
        answers(world.task, effect).map((event) => ({ event, answered: effect as Effect | undefined })),
      ),
      ...anytime(world.task).map((event) => ({ event, answered: undefined as Effect | undefined })),
    ];
    for (const { event: plain, answered } of options) {
      const isTimer = plain.type === 'timer_fired';
      const atMs = isTimer
        ? (plain as unknown as { dueAtMs: number }).dueAtMs
        : 2_000 + world.story.length * 1_000;
      const event = { ...plain, id: `e${steps}`, atMs } as TaskEvent;
      const step = transition(world.task, event);
      steps += 1;
      const pending = pendingAfter(world, answered, step);
      const after: World = {
        task: step.task as Task,
        pending,
        isCalled: isCalledAfter(world, answered, event, step),
        story: [...world.story, describeEvent(plain)],
      };
      check(world, event, step, after);
      const key = keyOf(after);
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > MAX_WORLDS)
        throw new Error(`something grows without bound: ${after.story.join(' → ')}`);
      queue.push(after);
    }
  }
  return { worlds: seen.size, steps, reached };
}
