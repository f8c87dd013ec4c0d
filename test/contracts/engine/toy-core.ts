// A small core over the real Task and TaskEvent: enough of a life to carry an engine through, and nothing to decide.
// The engine's contract must not depend on what Greenlight's own transition decides.
import type { CiReport } from '#core/ci/report.ts';
import type { Effect, EffectWish } from '#core/effects.ts';
import type { EventOf, TaskEvent } from '#core/events.ts';
import type { Attempt } from '#core/task/attempt.ts';
import type { TaskState, TimerName } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import type { Transition } from '#core/transition.ts';
import { headOf } from './sample-events.ts';

export const POLL_MS = 5;
/** Long enough that it never fires in a test that does not advance its clock. */
const RUNTIME_MS = 3_600_000;

type Change = { state?: TaskState; timers?: Task['timers'] } & Partial<Omit<Task, 'state' | 'timers'>>;
type Step = { because: string; change?: Change; wishes?: readonly EffectWish[] } | undefined;

export function toyTransition(task: Task | undefined, event: TaskEvent): Transition {
  if (task === undefined) return event.type === 'requested' ? born(event) : ignored(task, 'no_such_task');
  const step = stepOf(task, event);
  if (step === undefined) return ignored(task, 'not_now');
  const next = { ...task, ...step.change, sequence: task.sequence + 1 };
  return {
    task: next,
    effects: named(next, step.wishes ?? []),
    because: { code: step.because, ignored: false },
  };
}

const ignored = (task: Task | undefined, code: string): Transition => ({
  task,
  effects: [],
  because: { code, ignored: true },
});

const named = (task: Task, wishes: readonly EffectWish[]): Effect[] =>
  wishes.map((wish, index) => ({ ...wish, id: `${task.id}/${task.sequence}/${index}` }));

function born(event: EventOf<'requested'>): Transition {
  const task: Task = {
    v: 1,
    id: event.taskId,
    sequence: 1,
    revision: 0,
    request: event.request,
    repo: event.repo,
    branch: event.branch,
    baseBranch: event.baseBranch,
    baseSha: null,
    agent: event.agent,
    policy: event.policy,
    policyDigest: event.policyDigest,
    card: null,
    pullRequest: null,
    headSha: null,
    rounds: [],
    attempts: [],
    earlyReports: [],
    decisions: [],
    timers: {},
    state: { name: 'requested' },
  };
  const effects = named(task, [{ type: 'show_card' }, { type: 'prepare' }]);
  return { task, effects, because: { code: 'requested', ignored: false } };
}

function stepOf(task: Task, event: TaskEvent): Step {
  switch (event.type) {
    case 'prepared':
      return task.state.name === 'requested' ? queueNext(task, event.atMs, event.baseSha) : undefined;
    case 'card_shown':
      return task.card === null ? { because: 'card_known', change: { card: event.card } } : undefined;
    case 'attempt_started':
      return startRun(task, event);
    case 'attempt_ended':
      return endRun(task, event);
    case 'published':
      return awaitCi(task, event);
    case 'timer_fired':
      return fire(task, event);
    case 'ci_observed':
      return observe(task, event.report, event.atMs);
    case 'approve':
      return approve(task, event);
    case 'merge_done':
      return end(task, { name: 'merged', mergeSha: event.mergeSha, by: 'x', atMs: event.atMs });
    case 'abort':
      return abort(task, event);
    case 'effect_failed': {
      const reason = { code: event.problem.code, detail: event.problem.detail };
      return {
        because: 'effect_failed',
        change: { timers: {}, state: { name: 'needs_human', reason, atMs: event.atMs } },
      };
    }
    default:
      return undefined;
  }
}

function queueNext(task: Task, atMs: number, fromSha: Attempt['fromSha']): Step {
  const attempt = task.attempts.length + 1;
  const fresh = {
    no: attempt,
    round: 1,
    runs: 0,
    fromSha,
    costUsd: 0,
    artifacts: [],
    findings: [],
    stopRules: [],
  };
  return {
    because: 'queued',
    change: {
      attempts: [...task.attempts, fresh],
      timers: {},
      state: { name: 'queued', attempt, sinceMs: atMs },
    },
    wishes: [{ type: 'show_card' }, { type: 'run_attempt', attempt }],
  };
}

function startRun(task: Task, { attempt, atMs }: EventOf<'attempt_started'>): Step {
  const { state } = task;
  if ((state.name !== 'queued' && state.name !== 'working') || state.attempt !== attempt) return undefined;
  const run = (task.attempts[attempt - 1]?.runs ?? 0) + 1;
  const attempts = task.attempts.map((each) => (each.no === attempt ? { ...each, runs: run } : each));
  return {
    because: run === 1 ? 'started' : 'started_again',
    change: {
      attempts,
      timers: { max_runtime: atMs + RUNTIME_MS },
      state: { name: 'working', attempt, run, startedAtMs: atMs },
    },
    wishes: [{ type: 'show_card' }],
  };
}

function endRun(task: Task, { attempt, run }: EventOf<'attempt_ended'>): Step {
  const { state } = task;
  if (state.name !== 'working' || state.attempt !== attempt || state.run !== run) return undefined;
  return {
    because: 'ended',
    change: { timers: {}, state: { name: 'publishing', attempt } },
    wishes: [
      { type: 'publish_attempt', attempt },
      { type: 'post_reply', key: `attempt-${attempt}`, reply: { kind: 'attempt_finished', attempt } },
    ],
  };
}

function awaitCi(task: Task, { attempt, atMs, pullRequest }: EventOf<'published'>): Step {
  if (task.state.name !== 'publishing' || task.state.attempt !== attempt) return undefined;
  const headSha = headOf(task.id, attempt);
  const stage = { name: 'waiting' } as const;
  return {
    because: 'published',
    change: {
      headSha,
      pullRequest,
      timers: { ci_poll: atMs + POLL_MS, ci_deadline: atMs + RUNTIME_MS },
      state: { name: 'awaiting_ci', attempt, headSha, sinceMs: atMs, stage, reruns: 0 },
    },
    wishes: [{ type: 'show_card' }],
  };
}

function fire(task: Task, { name, dueAtMs }: EventOf<'timer_fired'>): Step {
  if (task.timers[name] !== dueAtMs) return undefined;
  const timers: Partial<Record<TimerName, number>> = { ...task.timers };
  delete timers[name];
  const isPoll = name === 'ci_poll' && task.state.name === 'awaiting_ci';
  const wishes: EffectWish[] = isPoll ? [{ type: 'read_ci', headSha: task.state.headSha }] : [];
  return { because: `${name}_fired`, change: { timers }, wishes };
}

function observe(task: Task, report: CiReport, atMs: number): Step {
  if (task.state.name !== 'awaiting_ci' || task.state.headSha !== report.headSha) return undefined;
  if (report.verdict === 'red') return queueNext(task, atMs, report.headSha);
  if (report.verdict !== 'green')
    return { because: 'polled', change: { timers: { ...task.timers, ci_poll: atMs + POLL_MS } } };
  return {
    because: 'green',
    change: { timers: {}, state: { name: 'green', headSha: report.headSha, atMs } },
    wishes: [{ type: 'show_card' }, { type: 'post_reply', key: 'green', reply: { kind: 'called_back' } }],
  };
}

function approve(task: Task, { actor, atMs }: EventOf<'approve'>): Step {
  if (task.state.name !== 'green') return undefined;
  const { headSha } = task.state;
  return {
    because: 'approved',
    change: { state: { name: 'approved', step: 'merging', headSha, by: actor, atMs } },
    wishes: [{ type: 'show_card' }, { type: 'merge', headSha }],
  };
}

function abort(task: Task, { actor, atMs }: EventOf<'abort'>): Step {
  const wishes: EffectWish[] =
    task.state.name === 'working'
      ? [{ type: 'stop_attempt', attempt: task.state.attempt, collect: false }]
      : [];
  const step = end(task, { name: 'aborted', by: actor, atMs });
  return step && { ...step, wishes: [...wishes, ...(step.wishes ?? [])] };
}

const end = (task: Task, state: TaskState): Step =>
  task.state.name === 'merged' || task.state.name === 'aborted'
    ? undefined
    : {
        because: state.name,
        change: { timers: {}, state },
        wishes: [{ type: 'show_card' }, { type: 'post_reply', key: 'ended', reply: { kind: 'ended' } }],
      };
