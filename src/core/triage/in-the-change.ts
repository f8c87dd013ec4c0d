// Does the change explain it: by the file it is in, the files its output names, or a kind that the same input always gives?
import { oneLine } from '../messages/words.ts';
import type { FailureKind, FailureNote } from '../signals/failure-signal.ts';
import { placeOf } from './base.ts';
import { isOfTheCode } from './infrastructure.ts';
import { changedFileOf, isInTheCode, pathInOutput } from './own-code.ts';
import type { Suspicion, TriageInput } from './triage.ts';

export function inTheChange(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  const strong = standsInTheChange(failure, input);
  if (strong !== undefined) return strong;
  const { fine } = failure.fingerprint;
  const imported = input.mentions.find((mention) => mention.fine === fine && mention.how === 'import')?.path;
  return imported === undefined
    ? undefined
    : change(`its test imports ${nameOf(imported)}, which is part of the change`);
}

/** Where a program died in a file of the change, no sentence of a machine explains it better. */
export function diedInTheChange(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  return isOfTheCode(failure) || !isInTheCode(failure, input) ? undefined : standsInTheChange(failure, input);
}

function standsInTheChange(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  const file = changedFileOf(failure, input);
  if (file !== undefined) return change(`${nameOf(file)} is part of the change`);
  const named = pathInOutput(failure, input);
  return named === undefined
    ? undefined
    : change(`its output leads to ${nameOf(named)}, which is part of the change`);
}

const ALWAYS_THE_SAME: ReadonlySet<FailureKind> = new Set([
  'compile',
  'typecheck',
  'lint',
  'format',
  'gate',
  'config',
  'build',
  'dependency',
]);

export const isAlwaysTheSame = ({ kind }: FailureNote): boolean => ALWAYS_THE_SAME.has(kind);

/** The same input fails in the same way every time, so running it again tells nothing; the base was asked before. */
export function byKind(failure: FailureNote, { base, changed }: TriageInput): Suspicion | undefined {
  if (!isAlwaysTheSame(failure)) return undefined;
  const runs = base?.runs.filter((run) => run.job === failure.job) ?? [];
  const [passing] = runs.filter(({ outcome }) => outcome === 'passed');
  if (passing !== undefined && base !== null)
    return change(`${nameOf(failure.job)} passed on ${placeOf(base, passing)}`);
  const isElsewhere = changed !== null && failure.file !== undefined;
  return change(
    isElsewhere
      ? `${WORDS[failure.kind] ?? 'it'} fails the same way every time, here in a file that the change reaches from elsewhere`
      : `${WORDS[failure.kind] ?? 'it'} fails the same way every time`,
  );
}
const WORDS: Partial<Record<FailureKind, string>> = {
  compile: 'compiling',
  typecheck: 'type checking',
  lint: 'linting',
  format: 'a format check',
  gate: 'a gate',
  config: 'a wrong setting',
  build: 'a build',
  dependency: 'installing dependencies',
};

const change = (why: string): Suspicion => ({ likely: 'change', because: [why] });
const nameOf = (text: string): string => oneLine(text, 100);
