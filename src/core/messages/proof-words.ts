// What a proof says of a fix for flaky tests: counts first, then what they leave possible. Never "fixed", only how many runs passed.
import { luckOf, upperBound } from '../proof/bound.ts';
import type { Proof, ProofRuns } from '../proof/proof.ts';
import { lastAttempt, type Task } from '../task.ts';
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
export function provedWords(task: Task, runs: ProofRuns | undefined = lastAttempt(task)?.proof): string {
  if (runs?.endedAtMs === undefined || runs.failed > 0) return '';
  const baseline = task.proof?.baseline;
  const before = baseline === undefined ? 0 : baseline.passed + baseline.failed;
  const compared =
    before === 0
      ? '; how often they failed before was not found out'
      : `; on ${base(task)} ${baseline?.failed} of ${before} failed`;
  return `Proof: ${runs.passed} of ${runs.wanted} runs passed (${boundWords(runs)})${compared}.${luckWords(runs, baseline)}`;
}

/** Few runs against a rare flake prove little, and that is said with the numbers. */
function luckWords(runs: ProofRuns, baseline: ProofRuns | undefined): string {
  if (baseline === undefined || baseline.failed === 0) return '';
  const luck = luckOf(runs.passed, baseline.failed, baseline.passed + baseline.failed);
  return luck < LUCK_WORTH_TELLING
    ? ''
    : ` At the rate before, that many passes in a row would be luck in ${percent(luck)} of cases: more runs (prove=N) tell more.`;
}

/** "3 of 7 runs failed on main." */
function baselineWords(task: Task, runs: ProofRuns): string {
  return `Proof: on ${base(task)} ${runs.failed} of ${runs.passed + runs.failed} runs failed; a fix is green when ${runs.wanted} of ${runs.wanted} pass.`;
}

/** How the proof stands, for the card; undefined where the task wants none, or another line says it. */
export function proofLine(task: Task): string | undefined {
  const { proof, state } = task;
  if (proof === undefined) return undefined;
  if (task.baseSha === null || (state.name === 'proving' && state.phase === 'baseline')) return undefined;
  if (task.policy.prove.command === null)
    return `No proof is possible: nobody has said how the tests are run (prove.command in .github/greenlight.yml of ${base(task)}). CI decides alone.`;
  if (proof.couldNotRun)
    return state.name === 'needs_human'
      ? undefined
      : 'No proof was possible: the test command could not be run. CI decides alone.';
  const proved = provedWords(task);
  if (proved !== '') return proved;
  return proof.baseline?.endedAtMs === undefined || proof.baseline.failed === 0
    ? undefined
    : baselineWords(task, proof.baseline);
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
