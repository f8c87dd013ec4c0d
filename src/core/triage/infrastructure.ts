// Is it the machine, the network or a service? Believed only where nothing says that the code itself is wrong.
import { oneLine } from '../messages/words.ts';
import type { FailureKind, FailureNote } from '../signals/failure-signal.ts';
import { isOfADownload, namesLocal } from './downloads.ts';
import { isInTheCode } from './own-code.ts';
import { signsIn } from './signs.ts';
import type { Suspicion, TriageInput } from './triage.ts';

/** Calling one of these infrastructure would run it again for ever: the same input fails in the same way. */
const OF_THE_CODE: ReadonlySet<FailureKind> = new Set([
  'test',
  'compile',
  'typecheck',
  'lint',
  'format',
  'gate',
]);
/** A tool or the runner said by itself that it was none of the code's. */
const OF_THE_MACHINE: ReadonlySet<FailureKind> = new Set(['infra', 'network']);
const ASSERTION =
  /assert|expect|\bshould\b|\bto(?:Be|Equal|Match|Throw|Have|Contain)\b|[!=]==|\bgot\b.{0,200}\bwant\b/i;

export const isOfTheCode = ({ kind }: FailureNote): boolean => OF_THE_CODE.has(kind);
export const hasAssertion = ({ message, kind }: FailureNote): boolean =>
  kind === 'test' && ASSERTION.test(message);

/** The forge says that no step of the repository failed, and no tool says otherwise. */
export function withoutOwnStep(failure: FailureNote, { jobs }: TriageInput): Suspicion | undefined {
  const job = jobs.find((each) => each.job === failure.job);
  if (job === undefined || isOfTheCode(failure) || failure.confidence === 'parsed') return undefined;
  if (job.failedStep === null)
    return infra(
      job.hasLog
        ? `${nameOf(job.job)} failed in no step of its own`
        : `${nameOf(job.job)} failed before any step and left no log`,
    );
  return job.isRunnerStep === true
    ? infra(`${nameOf(job.job)} failed in the runner's own step “${nameOf(job.failedStep)}”`)
    : undefined;
}

export function fromInfrastructure(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  if (isOfTheCode(failure)) return undefined;
  const isBesideCode = input.failures.some((other) => other.job === failure.job && isOfTheCode(other));
  if (isBesideCode) return undefined;
  const own = signsIn(failure.message, isOfADownload(failure));
  const said = isInTheCode(failure, input) ? undefined : hardSign(failure, input, own);
  if (said !== undefined) return isForced(failure, input, said) ? again(said) : infra(said);
  if (OF_THE_MACHINE.has(failure.kind) && !namesLocal(failure.message))
    return infra(`${nameOf(failure.tool)} says so: ${nameOf(failure.message)}`);
  return ambiguous(
    own[0]?.what ?? (failure.kind === 'timeout' ? 'something took too long' : undefined),
    input,
  );
}

function hardSign(
  failure: FailureNote,
  { jobs }: TriageInput,
  own: ReturnType<typeof signsIn>,
): string | undefined {
  const around = isVague(failure) ? (jobs.find(({ job }) => job === failure.job)?.signs ?? []) : [];
  return [...own, ...around].find(({ tier }) => tier === 'hard')?.what;
}

/** Memory and disk are the machine's, until the same commit uses them up a second time: then it may be what it asks for. */
const MAY_BE_ASKED_FOR: ReadonlySet<string> = new Set([
  'the disk is full',
  'the system killed it for lack of memory',
]);
const isForced = (failure: FailureNote, { earlierRuns }: TriageInput, what: string): boolean =>
  MAY_BE_ASKED_FOR.has(what) &&
  earlierRuns.some((run) =>
    run.failures.some(({ fingerprint }) => fingerprint.fine === failure.fingerprint.fine),
  );

const again = (what: string): Suspicion => ({
  likely: 'unknown',
  because: [`${what}, again when it was run again: the commit may use more than before`],
});
const infra = (why: string): Suspicion => ({ likely: 'infra', because: [why] });
const nameOf = (text: string): string => oneLine(text.split('\n')[0] ?? '', 100);

/** Its end says how it was killed, and it says by whom. */
const ON_PURPOSE = /\bkilled by a command\b/;
/** It tells too little of itself: what else the end of its step printed may explain it. */
const isVague = ({ kind, confidence, message }: FailureNote): boolean =>
  kind === 'unknown' ||
  kind === 'dependency' ||
  kind === 'resource' ||
  (kind === 'crash' && confidence === 'guessed' && !ON_PURPOSE.test(message));

/** Files whose change explains what else looks like the surroundings. */
const DECIDES_THE_SURROUNDINGS =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|requirements[\w.-]{0,40}\.txt|pyproject\.toml|poetry\.lock|uv\.lock|Pipfile(?:\.lock)?|setup\.(?:py|cfg)|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|Gemfile(?:\.lock)?|composer\.(?:json|lock)|pom\.xml|build\.gradle(?:\.kts)?|Dockerfile[\w.-]{0,40}|(?:docker-)?compose[\w.-]{0,40}\.ya?ml|tsconfig[\w.-]{0,40}\.json|[\w.-]{1,60}\.config\.[cm]?[jt]s)$|\.(?:csproj|sln)$/;

/** The surroundings may be at fault, and so may the change: it is the change's where that touches them. */
function ambiguous(what: string | undefined, { changed }: TriageInput): Suspicion | undefined {
  if (what === undefined) return undefined;
  const path = changed?.find((each) => DECIDES_THE_SURROUNDINGS.test(each));
  return path === undefined
    ? { likely: 'unknown', because: [`${what}, which may be the code's doing or its surroundings'`] }
    : { likely: 'change', because: [`${what}, and the change touches ${nameOf(path)}`] };
}
