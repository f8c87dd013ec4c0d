// The proof of a fix for flaky tests: runs on the base before the first attempt, and as many on a pushed commit after CI's green.
import type { EffectWish } from '../effects.ts';
import { withDenials } from '../egress/denial.ts';
import type { EventOf } from '../events.ts';
import type { Sha } from '../ids.ts';
import { isFlakyWork, namedTests } from '../proof/flaky-work.ts';
import { answerOf, askForMore, noRuns, type ProofAnswer } from '../proof/plan.ts';
import type { Proof, ProofFailure, ProofPhase, ProofRuns } from '../proof/proof.ts';
import { selectable } from '../proof/test-command.ts';
import { attemptNo, type Task } from '../task/task.ts';
import { confirmedOrAgain } from './confirm.ts';
import { judgedRed } from './judged.ts';
import {
  type Changes,
  changed,
  ignored,
  type Outcome,
  stopProof,
  withAttempt,
  withEffects,
  withTimer,
} from './outcome.ts';
import { needsHuman } from './rest.ts';
import { queueAttempt } from './start.ts';

type Proving = Extract<Task['state'], { name: 'proving' }>;

/** Undefined where nothing is to be proved. */
export function proofWanted({ request, policy }: Pick<Task, 'request' | 'policy'>): Proof | undefined {
  const { runs, maxRuns, command } = policy.prove;
  const asked = request.proveRuns;
  const wanted = asked === undefined ? runs : Math.min(asked, maxRuns);
  if (wanted < 1 || (asked === undefined && !isFlakyWork(request.text))) return undefined;
  const tests = selectable(command ?? [], namedTests(request.text));
  return { wanted, because: asked === undefined ? 'recognised' : 'asked', tests };
}

/** Whether runs can say anything: somebody has said how the tests are run, and they can be. */
export const canProve = ({ proof, policy }: Pick<Task, 'proof' | 'policy'>): boolean =>
  proof !== undefined && policy.prove.command !== null && proof.couldNotRun === undefined;

/** The first attempt, or what comes before it: without knowing how often the tests fail, a fix proves little. */
export function beginWork(
  task: Task,
  fromSha: Sha,
  atMs: number,
  code: string,
  changes: Changes = {},
  onto: Sha = fromSha,
): Outcome {
  const { proof, baseSha } = task;
  const isKnown = task.attempts.length > 0 || proof?.baseline?.endedAtMs !== undefined;
  if (isKnown || baseSha === null || !canProve(task))
    return queueAttempt(task, fromSha, atMs, code, changes, onto);
  return takeUp(task, { phase: 'baseline', sha: baseSha }, atMs, code, changes);
}

/** CI says green: for a proof that is half of it, or less. */
export function ciSaysGreen(task: Task, no: number, headSha: Sha, atMs: number): Outcome {
  const proof = attemptNo(task, no)?.proof;
  const isProved = proof?.sha === headSha && proof.endedAtMs !== undefined && proof.failed === 0;
  if (isProved || !canProve(task)) return confirmedOrAgain(task, no, headSha, atMs);
  return takeUp(task, { phase: 'head', sha: headSha, attempt: no }, atMs, 'ci_green_to_be_proved', {
    attempts: task.attempts,
  });
}

type At = { readonly phase: ProofPhase; readonly sha: Sha; readonly attempt?: number };

/** Runs that were done before stay done; those that were cut short are asked for anew. */
function takeUp(task: Task, at: At, atMs: number, code: string, changes: Changes): Outcome {
  const known = { ...task, ...changes };
  const before = runsOf(known, at);
  const wanted = known.proof?.wanted ?? 1;
  const { endedAtMs: _, ...fresh } = before?.sha === at.sha ? before : noRuns(at.sha, wanted);
  const { runs, asked } = askForMore(fresh, []);
  return changed(
    code,
    {
      ...changes,
      ...withRuns(known, at, runs),
      state: { name: 'proving', ...at, sinceMs: atMs, open: asked },
    },
    asked.map((run) => wishFor(at, run)),
  );
}

const wishFor = ({ phase, sha, attempt }: At, run: number): EffectWish => ({
  type: 'prove',
  phase,
  sha,
  run,
  ...(attempt === undefined ? {} : { attempt }),
});

export const runsOf = (task: Task, { attempt }: Pick<At, 'attempt'>): ProofRuns | undefined =>
  attempt === undefined ? task.proof?.baseline : attemptNo(task, attempt)?.proof;

function withRuns(task: Task, { attempt }: Pick<At, 'attempt'>, runs: ProofRuns): Changes {
  if (attempt !== undefined) return { attempts: withAttempt(task, attempt, { proof: runs }) };
  return task.proof === undefined ? {} : { proof: { ...task.proof, baseline: runs } };
}

export function proofStarted(task: Task, event: EventOf<'proof_started'>): Outcome {
  const { state } = task;
  if (!isUnderWay(state, event)) return ignored('stale_proof');
  if (state.startedAtMs !== undefined) return ignored('proof_has_started');
  const { maxRuntimeMs } = task.policy.prove;
  return changed('proof_started', {
    state: { ...state, startedAtMs: event.atMs },
    timers: withTimer(task.timers, 'proof_deadline', event.atMs + maxRuntimeMs),
  });
}

const isUnderWay = (
  state: Task['state'],
  { phase, sha }: { phase: ProofPhase; sha: Sha },
): state is Proving => state.name === 'proving' && state.phase === phase && state.sha === sha;

export function proofProgressed(task: Task, event: EventOf<'proof_progressed'>): Outcome {
  const { state } = task;
  if (!isUnderWay(state, event) || !state.open.includes(event.run)) return ignored('late_proof_run');
  const before = runsOf(task, state);
  if (before === undefined) return ignored('stale_proof');
  const open = state.open.filter((run) => run !== event.run);
  const going = { ...state, open };
  // On a base it says nothing of the tests, whatever other runs said: never a flake. On a head it is the patch that broke the command.
  const saysNothing = state.phase === 'baseline' && event.result === 'could_not_run';
  if (saysNothing) return cannotProve(task, going, event);
  const runs = counted(before, event);
  const answer = answerOf(state.phase, runs);
  if (answer !== 'open') return answered(task, going, runs, answer, event);
  const more = askForMore(runs, open);
  return changed(
    'proof_run_ended',
    { ...withRuns(task, state, more.runs), state: { ...state, open: [...open, ...more.asked] } },
    more.asked.map((run) => wishFor(state, run)),
  );
}

function counted(before: ProofRuns, event: EventOf<'proof_progressed'>): ProofRuns {
  const denials = withDenials(before.denials, event.denials);
  const runs = denials === undefined ? before : { ...before, denials };
  if (event.result === 'passed') return { ...runs, passed: runs.passed + 1 };
  const failure: ProofFailure = {
    run: event.run,
    why: event.why ?? '',
    ...(event.log === undefined ? {} : { logUrl: event.log.url }),
  };
  return { ...runs, failed: runs.failed + 1, failure: runs.failure ?? failure };
}

/** The answer is clear: runs that are still under way would add nothing. */
function answered(
  task: Task,
  state: Proving,
  runs: ProofRuns,
  answer: Exclude<ProofAnswer, 'open'>,
  event: EventOf<'proof_progressed'>,
): Outcome {
  const { atMs } = event;
  const changes = withRuns(task, state, { ...runs, endedAtMs: atMs });
  const known: Task = { ...task, ...changes };
  const no = state.attempt ?? 0;
  const end = (): Outcome => {
    switch (answer) {
      case 'shown':
        return queueAttempt(known, known.headSha ?? state.sha, atMs, 'baseline_fails', changes);
      case 'not_shown':
        return changed('baseline_never_fails', {
          ...changes,
          state: needsHuman(known, { code: 'proof_never_failed', detail: '' }, atMs),
        });
      case 'always_fails':
        return alwaysFails(known, state, changes, atMs);
      case 'proved':
        return confirmedOrAgain(known, no, state.sha, atMs);
      case 'refuted': {
        const { failures = [], log } = event;
        return judgedRed(known, no, state.sha, { failures, artifacts: log ? [log] : [] }, atMs);
      }
    }
  };
  return withEffects(end(), stopProof(state.attempt, state.open));
}

/**
 * Broken, or the sandbox lacks what the tests need: nothing here tells. Whoever gave the command, or asked for a proof, is
 * asked; where both are guesses of ours, CI alone decides, and that is said.
 */
function alwaysFails(task: Task, state: Proving, changes: Changes, atMs: number): Outcome {
  return (
    withoutProof(task, state, changes, atMs) ??
    changed('baseline_always_fails', {
      ...changes,
      state: needsHuman(task, { code: 'proof_always_fails', detail: '' }, atMs),
    })
  );
}

/** Undefined where somebody said that this is to be proved, or how. */
function withoutProof(task: Task, { sha }: Proving, changes: Changes, atMs: number): Outcome | undefined {
  const { proof, policy } = task;
  if (proof?.because !== 'recognised' || policy.prove.detectedIn === undefined) return undefined;
  const without = { ...changes, proof: { ...proof, couldNotRun: true as const } };
  return queueAttempt(task, task.headSha ?? sha, atMs, 'baseline_says_nothing', without);
}

/** Runs of this command say nothing, or not always something, about the tests. */
function cannotProve(task: Task, state: Proving, event: EventOf<'proof_progressed'>): Outcome {
  const stop = stopProof(state.attempt, state.open);
  const without = withoutProof(task, state, {}, event.atMs);
  if (without !== undefined) return withEffects(without, stop);
  const proof = task.proof && { ...task.proof, couldNotRun: true as const };
  const reason = { code: 'proof_could_not_run' as const, detail: event.why ?? '' };
  return changed(
    'proof_could_not_run',
    { ...(proof ? { proof } : {}), state: needsHuman(task, reason, event.atMs) },
    stop,
  );
}

/** The time of the proof is over. Failures on base are an answer all the same; everything else a person decides. */
export function proofTimeOver(task: Task, state: Proving, atMs: number): Outcome {
  const runs = runsOf(task, state);
  const isHead = state.phase === 'head';
  const ended = runs === undefined || isHead ? {} : withRuns(task, state, { ...runs, endedAtMs: atMs });
  const known: Task = { ...task, ...ended };
  const stop = stopProof(state.attempt, state.open);
  if (!isHead && (runs?.failed ?? 0) > 0 && (runs?.passed ?? 0) > 0)
    return withEffects(queueAttempt(known, known.headSha ?? state.sha, atMs, 'baseline_fails', ended), stop);
  const { passed = 0, failed = 0 } = runs ?? {};
  if (!isHead && failed > 0) return withEffects(alwaysFails(known, state, ended, atMs), stop);
  const code = isHead || passed === 0 ? ('proof_out_of_time' as const) : ('proof_never_failed' as const);
  return changed(
    'proof_out_of_time',
    { ...ended, state: needsHuman(known, { code, detail: '' }, atMs) },
    stop,
  );
}
