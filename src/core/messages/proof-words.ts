// What a proof says of a fix for flaky tests: counts first, then what they leave possible. Never "fixed", only how many runs passed.
import { lowerBound, luckOf, runsAgainstLuck, upperBound } from '../proof/bound.ts';
import type { CiConfirmed, Proof, ProofRuns } from '../proof/proof.ts';
import type { Attempt } from '../task/attempt.ts';
import { lastAttempt, type Task } from '../task/task.ts';
import { list, oneLine, plural } from './words.ts';

/** Three digits that count, never rounded down to nothing. */
export function percent(rate: number): string {
  const value = rate * 100;
  return value > 0 && value < 0.01 ? 'less than 0.01 %' : `${Number(value.toPrecision(3))} %`;
}

/** "at most 13.9 % of runs can still fail, 95 % confidence" */
const boundWords = (runs: ProofRuns): string =>
  `at most ${percent(upperBound(runs.failed, runs.passed + runs.failed))} of runs can still fail, 95 % confidence`;

const base = (task: Pick<Task, 'baseBranch'>): string => task.baseBranch ?? 'the base branch';

/** Above this, passing by luck is worth a sentence. */
const LUCK_WORTH_TELLING = 0.05;

/** The proof of an attempt's commit, in sentences; empty where none was made to its end. */
export function provedWords(task: Task, attempt: Attempt | undefined = lastAttempt(task)): string {
  const { proof, confirmed } = attempt ?? {};
  return [ranWords(task, proof), confirmedWords(confirmed)].filter((words) => words !== '').join(' ');
}

/** "CI as a whole passed 4 times in a row", the first green included. */
function confirmedWords(confirmed: CiConfirmed | undefined): string {
  const { passed = 0 } = confirmed ?? {};
  if (passed === 0) return '';
  const runs = passed + 1;
  return `CI as a whole passed ${runs} times in a row (at most ${percent(upperBound(0, runs))} of its runs can still fail, 95 % confidence).`;
}

function ranWords(task: Task, runs: ProofRuns | undefined): string {
  if (runs?.endedAtMs === undefined || runs.failed > 0) return '';
  const baseline = task.proof?.baseline;
  const before = baseline === undefined ? 0 : baseline.passed + baseline.failed;
  const compared =
    before === 0
      ? '; how often they failed before was not found out'
      : `; on ${base(task)} ${baseline?.failed} of ${before} failed`;
  return `Proof: ${runs.passed} of ${runs.wanted} runs passed (${boundWords(runs)})${compared}.${luckWords(task, runs, baseline)}`;
}

/** Few runs against a rare flake prove little, and that is said with the numbers. */
function luckWords(task: Task, runs: ProofRuns, baseline: ProofRuns | undefined): string {
  if (baseline === undefined || baseline.failed === 0) return '';
  const before = baseline.passed + baseline.failed;
  const luck = luckOf(runs.passed, baseline.failed, before);
  if (luck < LUCK_WORTH_TELLING) return '';
  const enough = runsAgainstLuck(LUCK_WORTH_TELLING, baseline.failed, before);
  const more =
    enough <= task.policy.prove.maxRuns
      ? `prove=${enough} would make that less than ${percent(LUCK_WORTH_TELLING)}`
      : 'more runs (prove=N) tell more';
  return ` That shows a rate of at least ${percent(lowerBound(baseline.failed, before))} (95 % confidence), at which so many passes in a row are luck in ${percent(luck)} of cases: ${more}.`;
}

/** "3 of 7 runs failed on main." */
function baselineWords(task: Task, runs: ProofRuns): string {
  return `Proof: on ${base(task)} ${runs.failed} of ${runs.passed + runs.failed} runs failed; a fix is green when ${runs.wanted} of ${runs.wanted} pass.`;
}

/** How the proof stands, for the card; undefined where the task wants none, or another line says it. */
export function proofLine(task: Task): string | undefined {
  const { proof, state } = task;
  if (proof === undefined) return undefined;
  const isTold =
    (state.name === 'proving' && state.phase === 'baseline') ||
    (state.name === 'needs_human' && state.reason.code === 'proof_always_fails');
  if (task.baseSha === null || isTold) return undefined;
  const proved = provedWords(task);
  if (proved !== '') return proved;
  if (proof.couldNotRun || task.policy.prove.command === null)
    return state.name === 'needs_human' ? undefined : withoutWords(task, proof);
  return proof.baseline?.endedAtMs === undefined || proof.baseline.failed === 0
    ? undefined
    : baselineWords(task, proof.baseline);
}

/** Why no runs prove it, and what decides instead. */
function withoutWords(task: Task, { couldNotRun, baseline }: Proof): string {
  const { command, detectedIn, ciReruns = 0 } = task.policy.prove;
  const decides =
    ciReruns > 0
      ? `CI decides alone, and has to pass ${plural(ciReruns, 'more time')} as a whole`
      : 'CI decides alone';
  if (command === null)
    return `No proof is possible: nobody has said how the tests are run (prove.command in .github/greenlight.yml of ${base(task)}). ${decides}.`;
  const guess =
    detectedIn === undefined
      ? 'the test command'
      : `“${oneLine(command.join(' '), 80)}”, as ${detectedIn} has it,`;
  const failed = baseline === undefined ? 0 : baseline.failed;
  return couldNotRun && failed > 0
    ? `No proof was possible: ${guess} failed in all of ${plural(failed, 'run')} on ${base(task)}. ${decides}.`
    : `No proof was possible: ${guess} could not be run. ${decides}.`;
}

/** "7 of 20 runs on main have ended, 2 failed" */
export function provingWords(task: Task): string {
  const { state, proof } = task;
  if (state.name !== 'proving') return '';
  const runs =
    state.attempt === undefined
      ? proof?.baseline
      : task.attempts.find((attempt) => attempt.no === state.attempt)?.proof;
  const { wanted = 0, passed = 0, failed = 0 } = runs ?? {};
  const done = `${passed + failed} of ${plural(wanted, 'run')}`;
  const what = testsWords(proof);
  if (state.phase === 'baseline')
    return `running ${what} on ${base(task)}, before any change: ${done} done, ${failed} failed`;
  return `CI is green; running ${what} on it again and again: ${done} passed`;
}

const testsWords = (proof: Proof | undefined): string => {
  const { tests = [] } = proof ?? {};
  return tests.length === 0 ? 'the tests' : list(tests.map((test) => oneLine(test, 80)));
};

/** How to say how the tests are run, for whoever is asked to. */
export const commandAdvice = (task: Task): string =>
  `Put it into .github/greenlight.yml of ${base(task)}, as program and arguments: “prove: { command: [npx, vitest, run, "{tests}"] }”`;

/** "8 of 8 runs failed on main: exit code 1" */
export function alwaysFailsWords(task: Task): string {
  const runs = task.proof?.baseline;
  const why = runs?.failure?.why ?? '';
  return `All ${plural(runs?.failed ?? 0, 'run')} failed on ${base(task)}${why === '' ? '' : ` (${oneLine(why, 100)})`}: that is broken rather than flaky, or the sandbox lacks what the tests need`;
}

/** "0 of 20 runs failed on main; if it is flaky, it fails in at most 13.9 % of runs (95 % confidence)" */
export function neverFailedWords(task: Task): string {
  const runs = task.proof?.baseline;
  const done = (runs?.passed ?? 0) + (runs?.failed ?? 0);
  const planned = runs !== undefined && done < runs.wanted ? ` in time (${runs.wanted} were planned)` : '';
  return `0 of ${plural(done, 'run')} failed on ${base(task)}${planned}; if it is flaky, it fails in at most ${percent(upperBound(0, done))} of runs (95 % confidence)`;
}

/** "run 3 of 20 failed with exit code 1" */
export function refutedWords({ wanted, passed, failure }: ProofRuns): string {
  const why = failure === undefined || failure.why === '' ? '' : ` (${oneLine(failure.why, 100)})`;
  return `of ${plural(wanted, 'run')}, ${passed} passed and then one failed${why}`;
}

/** What the time of a proof was enough for. */
export function doneInTime(task: Task): string {
  const last = lastAttempt(task);
  const runs = last?.proof ?? task.proof?.baseline;
  const { wanted = 0, passed = 0, failed = 0 } = runs ?? {};
  return `${passed + failed} of ${plural(wanted, 'run')} came to an end${passed > 0 && failed === 0 ? ', none of them failed' : ''}`;
}
