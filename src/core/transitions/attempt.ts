// An attempt's own life: a container starts, an agent ends.
import type { EventOf } from '../events.ts';
import { attemptsOfRound } from '../stop-rules.ts';
import { type Attempt, type AttemptOutcome, type Cap, costOf, type StopRuleName } from '../task/attempt.ts';
import { attemptNo, currentRound, type Task } from '../task/task.ts';
import { changed, ignored, type Outcome, withAttempt, withTimer } from './outcome.ts';
import { blocked, needsHuman, tripped } from './rest.ts';
import { notesTold } from './said.ts';

export function attemptStarted(task: Task, event: EventOf<'attempt_started'>): Outcome {
  const { state } = task;
  const isWaiting = state.name === 'queued' && state.attempt === event.attempt;
  const isRunAgain = state.name === 'working' && state.attempt === event.attempt;
  if (!isWaiting && !isRunAgain) return ignored('stale_attempt');
  if (isRunAgain && state.stopping !== undefined)
    return stopWithoutWork(task, event.attempt, state.stopping, event.atMs);
  const run = (attemptNo(task, event.attempt)?.runs ?? 0) + 1;
  const round = currentRound(task);
  // Waiting for a slot is none of the round's running time.
  const waitedMs = state.name === 'queued' ? event.atMs - state.sinceMs : 0;
  const startedAtMs = round.startedAtMs === undefined ? event.atMs : round.startedAtMs + waitedMs;
  return changed(isRunAgain ? 'run_again' : 'attempt_started', {
    rounds: task.rounds.map((each) => (each.no === round.no ? { ...each, startedAtMs } : each)),
    attempts: withAttempt(task, event.attempt, {
      runs: run,
      startedAtMs: attemptNo(task, event.attempt)?.startedAtMs ?? event.atMs,
    }),
    ...notesTold(task, event.attempt, event.notes ?? 0),
    timers: withTimer(task.timers, 'max_runtime', startedAtMs + task.policy.maxRuntimeMs),
    state: { name: 'working', attempt: event.attempt, run, startedAtMs: event.atMs },
  });
}

/** For the card alone: nothing is decided by what an agent tells of itself. */
export function attemptProgressed(
  task: Task,
  { attempt, run, activity }: EventOf<'attempt_progressed'>,
): Outcome {
  const { state } = task;
  const isCurrent = state.name === 'working' && state.attempt === attempt && state.run === run;
  if (!isCurrent) return ignored('late_progress');
  return changed('agent_progressed', { state: { ...state, activity } });
}

/** A crash took the run that was being stopped at a limit: there is nothing left to collect. */
function stopWithoutWork(task: Task, no: number, rule: StopRuleName, atMs: number): Outcome {
  return changed('stopped_at_limit', {
    attempts: withAttempt(task, no, {
      outcome: 'stopped',
      endedAtMs: atMs,
      stopRules: [tripped(rule, 'stopped')],
    }),
    state: blocked(task, rule, atMs),
  });
}

export function attemptEnded(task: Task, event: EventOf<'attempt_ended'>): Outcome {
  const { state } = task;
  const isCurrent = state.name === 'working' && state.attempt === event.attempt && state.run === event.run;
  if (!isCurrent) return lateResult(task, event);
  const ended = endedAttempt(event);
  const attempts = withAttempt(task, event.attempt, ended);
  if (event.problem) {
    const reason = { code: event.problem.code, detail: event.problem.detail };
    return changed('attempt_could_not_run', { attempts, state: needsHuman(task, reason, event.atMs) });
  }
  if (event.question !== undefined) {
    const reason = { code: 'agent_asked' as const, detail: event.question };
    return changed('agent_asked', { attempts, state: needsHuman(task, reason, event.atMs) });
  }
  const rule = ruleAtEnd({ ...task, attempts }, event, state.stopping);
  if (rule && (rule.rule === 'empty_patch' || !event.hasChange)) {
    const stopRules = [tripped(rule.rule, rule.measured)];
    return changed(
      'stopped_at_limit',
      {
        attempts: withAttempt(task, event.attempt, { ...ended, stopRules }),
        state: blocked(task, rule.rule, event.atMs),
      },
      [],
      {
        detail: rule.rule,
      },
    );
  }
  const stopRules = rule ? [tripped(rule.rule, rule.measured)] : [];
  return changed(
    'agent_finished',
    {
      attempts: withAttempt(task, event.attempt, { ...ended, stopRules }),
      state: { name: 'publishing', attempt: event.attempt, ...(rule ? { stopAfter: rule.rule } : {}) },
    },
    [{ type: 'publish_attempt', attempt: event.attempt }],
  );
}

/** What a stopped run leaves behind (its log, what it cost) is kept with its attempt; it decides nothing. */
function lateResult(task: Task, event: EventOf<'attempt_ended'>): Outcome {
  const attempt = attemptNo(task, event.attempt);
  const isOfStoppedRun = attempt?.outcome === 'stopped' && attempt.runs === event.run;
  const isKnown = attempt !== undefined && (attempt.artifacts.length > 0 || attempt.costUsd > 0);
  const bringsNothing = event.artifacts.length === 0 && event.costUsd === 0;
  if (!isOfStoppedRun || isKnown || bringsNothing) return ignored('late_attempt_result');
  const { costUsd, artifacts } = event;
  return changed('late_result_recorded', {
    attempts: withAttempt(task, event.attempt, { costUsd, artifacts, ...wayOutFacts(event) }),
  });
}

function endedAttempt(event: EventOf<'attempt_ended'>): Partial<Attempt> {
  return {
    outcome: event.outcome,
    endedAtMs: event.atMs,
    costUsd: event.costUsd,
    artifacts: event.artifacts,
    ...(event.exitCode === undefined ? {} : { exitCode: event.exitCode }),
    ...(event.summary === undefined ? {} : { summary: event.summary }),
    ...wayOutFacts(event),
    ...sessionFacts(event),
  };
}

const sessionFacts = ({
  outcome,
  hasChange,
  session: { kept, resumed } = {},
}: EventOf<'attempt_ended'>): Pick<Attempt, 'session' | 'resumed'> => ({
  ...(kept === undefined || outcome !== 'finished' ? {} : { session: { id: kept, hasChange } }),
  ...(resumed === undefined ? {} : { resumed }),
});

const wayOutFacts = ({ denials, usage }: EventOf<'attempt_ended'>): Pick<Attempt, 'denials' | 'usage'> => ({
  ...(denials === undefined || denials.list.length === 0 ? {} : { denials }),
  ...(usage === undefined ? {} : { usage }),
});

/** Limits of one attempt: what it has changed by then goes its way, and with nothing changed they are why. */
const CAP_RULES: Partial<Record<AttemptOutcome, StopRuleName>> = {
  out_of_turns: 'max_turns',
  silent: 'max_silence',
  out_of_time: 'max_attempt_time',
} satisfies Record<Cap, StopRuleName>;

/** Limits that show at an attempt's end, before CI has a say. */
function ruleAtEnd(
  task: Task,
  event: EventOf<'attempt_ended'>,
  stopping: StopRuleName | undefined,
): { rule: StopRuleName; measured: string } | undefined {
  if (stopping) return { rule: stopping, measured: 'stopped at the limit' };
  if (event.outcome === 'timed_out') return { rule: 'max_runtime', measured: 'stopped at the limit' };
  const costUsd = costOf(attemptsOfRound(task));
  if (event.usage?.isExhausted || costUsd >= task.policy.maxCostUsd)
    return { rule: 'max_cost_usd', measured: `$${costUsd.toFixed(2)}` };
  const cap = CAP_RULES[event.outcome];
  if (!event.hasChange && cap) return { rule: cap, measured: 'stopped at the limit' };
  if (!event.hasChange) return { rule: 'empty_patch', measured: 'no file changed' };
  return undefined;
}
