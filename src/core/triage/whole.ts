// Whether a failed job is known to have run all of its tests: only then is one that it does not name among the failed a test that passed.
import { type FailureNote, MAX_SIGNALS } from '../signals/failure-signal.ts';

export type JobOutput = {
  /** What the job printed; cut where it was long. */
  readonly text: string;
  readonly truncated: boolean;
};

/** Anything of these, and tests may not have been come to. Told by the command, by the tool, or by what ended it. */
const BROKE_OFF: readonly RegExp[] = [
  // Options of the command, which the runner echoes.
  /(?<!no-)\bfail-?fast\b|--(?:bail|maxfail|exitfirst|max-failures|stop-on-[a-z]{1,12}|halt)\b|\bpytest\b.{0,200} -x\b/i,
  /\bbail(?:ed|ing) out\b|^Bail out!|\bBail out!/im,
  /!{3,} (?:stopping after|Interrupted|KeyboardInterrupt|xdist)/,
  /\bTesting stopped early\b|\bmaximum (?:allowed )?failures\b|\bCanceling due to test failure\b/i,
  /\bTest Suites: .{0,200}\b\d{1,6} of \d{1,6} total/,
  // What ends a process before its tests are over.
  /^panic: |\[signal SIG|\[(?:build|setup) failed\]/m,
  /\bSegmentation fault\b|\bcore dumped\b|\bheap out of memory\b|^Killed$|\bfatal error\b/im,
  /\bworker (?:process |thread )?(?:has )?(?:crashed|terminated|exited|'?gw\d{1,3}'? crashed)/i,
  /\bexceeded the maximum execution time\b|^##\[error\]The (?:operation|run) was cancell?ed/m,
  // Modules that a failed one before them kept from running.
  /\bSKIPPED\s{0,3}(?:\[|$)|\bskipped because of (?:previous )?(?:errors?|failures?)/im,
];

/** These end at the first part that fails, unless they are told to go on. */
const STOPS_EARLY: Readonly<Record<string, RegExp>> = {
  'cargo test': /--no-fail-fast\b/,
  gradle: /--continue\b/,
  surefire: /(?:-fae|--fail-at-end|testFailureIgnore|-fn)\b/,
};

/** `failures`: of all jobs of the run, as they were read: where there are as many as fit, some are missing. */
export function isWhole(
  job: string,
  { text, truncated }: JobOutput,
  failures: readonly FailureNote[],
): boolean {
  const own = failures.filter((failure) => failure.job === job);
  if (truncated || text.trim() === '' || own.length === 0 || failures.length >= MAX_SIGNALS) return false;
  if (!own.every(({ kind, testId }) => kind === 'test' && testId !== undefined)) return false;
  if (BROKE_OFF.some((pattern) => pattern.test(text))) return false;
  return own.every(({ tool }) => STOPS_EARLY[tool]?.test(text) ?? true);
}
