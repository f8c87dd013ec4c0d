// Whose failure is it? Each failure of a red commit is held against what is known beside it; the first rule that has an answer gives it.
import type { Sha } from '../ids.ts';
import type { Probed } from '../probe/probe.ts';
import { type FailureNote, MAX_SIGNALS } from '../signals/failure-signal.ts';
import { fromBase } from './base.ts';
import { brokenByMerge } from './broken-by-merge.ts';
import type { TriageEvidence } from './evidence.ts';
import { forAPerson } from './for-a-person.ts';
import { byKind, diedInTheChange, inTheChange } from './in-the-change.ts';
import { fromInfrastructure, withoutOwnStep } from './infrastructure.ts';
import { probed } from './probed.ts';
import { type CiRun, known, oneCause, passedOnThisCommit, repeated } from './seen-before.ts';
import { upgraded } from './upgraded.ts';

/** `change`: this task's. `merge`: it passes by itself and the base does too, and both together fail. `unknown`: nothing speaks for anybody. `person`: somebody has to grant or set something first. */
export type Likely = 'change' | 'flaky' | 'base' | 'merge' | 'infra' | 'person' | 'unknown';

/** `because`: clauses for people, the deciding one first; each bounded, and with names of tests and jobs in it, which are anybody's text. */
export type Suspicion = { readonly likely: Likely; readonly because: readonly string[] };
export type TriageOfFailure = Suspicion & { readonly fine: string };
export type Triage = Suspicion & {
  /** By the fine print of each failure, in their order. */
  readonly perFailure: readonly TriageOfFailure[];
};

/** What the task is for: `base` where mending the base branch was asked for, `flaky_tests` where tests that fail now and then were. */
export type Subject = 'change' | 'flaky_tests' | 'base';

export type TriageInput = TriageEvidence & {
  readonly failures: readonly FailureNote[];
  /** Earlier runs of CI on this very commit, oldest first. */
  readonly earlierRuns: readonly CiRun[];
  /** Paths that differ from the base; null where that is not known. */
  readonly changed: readonly string[] | null;
  readonly subject: Subject;
  /** The commit that the task began from; left out where that is not known. */
  readonly baseSha?: Sha | undefined;
  /** What failing tests did by themselves, in the sandbox. */
  readonly probes?: readonly Probed[] | undefined;
};

export type Rule = (failure: FailureNote, input: TriageInput) => Suspicion | undefined;

/** In this order. Cheap and sure answers first: the forge's own facts, then history, then where a program died, then signatures, then the change itself. */
const RULES: readonly Rule[] = [
  withoutOwnStep,
  forAPerson,
  passedOnThisCommit,
  fromBase,
  probed,
  diedInTheChange,
  fromInfrastructure,
  oneCause,
  known,
  inTheChange,
  upgraded,
  byKind,
  brokenByMerge,
  repeated,
];

export function triageOf(input: TriageInput): Triage {
  const perFailure = input.failures.slice(0, MAX_SIGNALS).map((failure) => ({
    fine: failure.fingerprint.fine,
    ...asAsked(suspect(failure, input), failure, input),
  }));
  return { ...whole(perFailure), perFailure };
}

function suspect(failure: FailureNote, input: TriageInput): Suspicion {
  let undecided: readonly string[] = [];
  for (const rule of RULES) {
    const suspicion = rule(failure, input);
    if (suspicion !== undefined && suspicion.likely !== 'unknown')
      return {
        likely: suspicion.likely,
        because: [...suspicion.because, ...undecided].slice(0, MAX_CLAUSES),
      };
    undecided = [...undecided, ...(suspicion?.because ?? [])];
  }
  const because = undecided.length > 0 ? undecided : ['nothing that is known speaks for one cause'];
  return { likely: 'unknown', because: because.slice(0, MAX_CLAUSES) };
}
const MAX_CLAUSES = 3;

/** What somebody asked to have mended is this task's own, wherever else it fails too. */
function asAsked(suspicion: Suspicion, { kind }: FailureNote, { subject }: TriageInput): Suspicion {
  const { likely, because } = suspicion;
  const isFlakyTest =
    subject === 'flaky_tests' &&
    (kind === 'test' || kind === 'timeout') &&
    (likely === 'flaky' || likely === 'base' || likely === 'unknown');
  const isBroken = subject === 'base' && likely === 'base';
  if (isFlakyTest)
    return {
      likely: 'change',
      because: ['the task is about tests that fail now and then', ...because].slice(0, MAX_CLAUSES),
    };
  if (isBroken)
    return {
      likely: 'change',
      because: ['the task is to mend what is broken there', ...because].slice(0, MAX_CLAUSES),
    };
  return suspicion;
}

/** What the task's own failures ask for comes first; of those of others, what no rerun mends. */
const WEIGHT: readonly Likely[] = ['change', 'unknown', 'person', 'merge', 'base', 'infra', 'flaky'];

function whole(all: readonly TriageOfFailure[]): Suspicion {
  const [first] = WEIGHT.flatMap((likely) => all.filter((each) => each.likely === likely));
  if (first === undefined) return { likely: 'unknown', because: ['no failure could be read'] };
  const because = all
    .filter(({ likely }) => likely === first.likely)
    .flatMap((each) => each.because.slice(0, 1));
  return { likely: first.likely, because: [...new Set(because)].slice(0, MAX_CLAUSES) };
}

/** Failures that the next attempt is to mend: the change's own, and those that nobody else can be blamed for. */
export const isOurs = ({ likely }: Suspicion): boolean => likely === 'change' || likely === 'unknown';

/** Without a triage, as in records of before there was one, every failure is ours. */
export function oursOf<F extends FailureNote>(
  failures: readonly F[],
  triage: Triage | undefined,
): readonly F[] {
  if (triage === undefined) return failures;
  const others = new Set(triage.perFailure.filter((each) => !isOurs(each)).map(({ fine }) => fine));
  return failures.filter(({ fingerprint }) => !others.has(fingerprint.fine));
}
