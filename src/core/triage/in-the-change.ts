// Does the change explain it: by the file it is in, the files its output names, or a kind that the same input always gives?
import { oneLine } from '../messages/words.ts';
import type { FailureKind, FailureNote } from '../signals/failure-signal.ts';
import { placeOf } from './base.ts';
import type { Suspicion, TriageInput } from './triage.ts';

export function inTheChange(failure: FailureNote, { changed, mentions }: TriageInput): Suspicion | undefined {
  const file =
    failure.file === undefined ? undefined : changed?.find((path) => isSamePath(path, failure.file ?? ''));
  if (file !== undefined) return change(`${nameOf(file)} is part of the change`);
  const mention = mentions.find(({ fine }) => fine === failure.fingerprint.fine);
  return (
    mention &&
    change(
      `${mention.how === 'import' ? 'its test imports' : 'its output leads to'} ${nameOf(mention.path)}, which is part of the change`,
    )
  );
}

/** Logs name files from wherever the tool ran: the longer path ends with the shorter, at a slash. */
export function isSamePath(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  return long === short || (short.includes('/') && long.endsWith(`/${short}`));
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

/** The same input fails in the same way every time, so running it again tells nothing; the base was asked before. */
export function byKind(failure: FailureNote, { base, changed }: TriageInput): Suspicion | undefined {
  if (!ALWAYS_THE_SAME.has(failure.kind)) return undefined;
  const passing = base?.runs.find((run) => run.job === failure.job && run.outcome === 'passed');
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
