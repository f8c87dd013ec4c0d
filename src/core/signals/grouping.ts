// Findings of one failure together, and the signal that is made of each group.
import { type FailureSignal, MAX_EXCERPT_CHARS, MAX_MESSAGE_CHARS } from './failure-signal.ts';
import { fineKey, fingerprintOf, type Identity } from './fingerprint.ts';
import { isFlaky, rateOf } from './how-often.ts';
import type { JobFinding } from './job-finding.ts';

export type Group = { readonly identity: Identity; readonly findings: readonly JobFinding[] };

/** The same test in several runs and jobs, the same line printed twice. In the order in which they were found. */
export function groupSame(findings: readonly JobFinding[]): readonly Group[] {
  const groups = new Map<string, JobFinding[]>();
  for (const finding of findings) {
    const key = sameKey(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return withOrdinals(
    [...groups.values()].map((group) => ({ identity: group[0] as JobFinding, findings: group })),
  );
}

/** A test is itself by its name; anything else by its place and words. */
function sameKey({ kind, tool, testId, suite, unit, file, line, column, message }: JobFinding): string {
  return JSON.stringify(
    testId === undefined
      ? [kind, tool, file, line, column, message]
      : [tool, testId, unit, file, file ?? suite],
  );
}

function withOrdinals(groups: readonly Group[]): readonly Group[] {
  const seen = new Map<string, number>();
  return groups.map(({ identity, findings }) => {
    const plain = { ...identity, message: commonMessage(findings), flaky: isFlaky(findings), ordinal: 0 };
    const key = fineKey(plain);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return { identity: { ...plain, ordinal }, findings };
  });
}

/** A flaky test may fail with several messages: the most frequent one stands for it, the first in order among equals. */
function commonMessage(findings: readonly JobFinding[]): string {
  const counts = new Map<string, number>();
  for (const { message } of findings) counts.set(message, (counts.get(message) ?? 0) + 1);
  const [first = ''] = [...counts.entries()]
    .sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1))
    .map(([message]) => message);
  return first;
}

/** The finding that stands for its group: whose words and lines are shown. */
export const shownOf = ({ identity, findings }: Group): JobFinding =>
  findings.find(({ message }) => message === identity.message) ?? (findings[0] as JobFinding);

export function signalOf(group: Group): FailureSignal {
  const { identity, findings } = group;
  const shown = shownOf(group);
  const { kind, tool, job, step, testId, suite, file, line, column, code, severity = 'error' } = shown;
  const attempts = attemptsOf(findings);
  return {
    kind,
    tool,
    job,
    ...(step === undefined ? {} : { step }),
    ...(testId === undefined ? {} : { testId: clip(testId, MAX_MESSAGE_CHARS) }),
    ...(suite === undefined ? {} : { suite: clip(suite, MAX_MESSAGE_CHARS) }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(code === undefined ? {} : { code }),
    ...(shown.firstParty === undefined ? {} : { firstParty: shown.firstParty }),
    severity,
    message: clip([...howOften(findings), identity.message].join('\n'), MAX_MESSAGE_CHARS),
    excerpt: { ...shown.excerpt, text: clip(shown.excerpt.text, MAX_EXCERPT_CHARS) },
    ...(attempts === undefined ? {} : { attempts }),
    fingerprint: fingerprintOf(identity),
    confidence: shown.confidence,
    origin: shown.origin,
  };
}

/** As the tool counts its own retries; else as the log shows that CI ran it several times. */
function attemptsOf(findings: readonly JobFinding[]): FailureSignal['attempts'] {
  const told = findings.find(({ attempts }) => attempts !== undefined)?.attempts;
  if (told !== undefined) return told;
  const rate = rateOf(findings);
  return rate && { passed: rate.runs - rate.failed, failed: rate.failed };
}

/** "failed in 7 of 25 runs", where CI repeats the test in a step; "also in …", where other jobs have it too. */
function howOften(findings: readonly JobFinding[]): string[] {
  const rate = rateOf(findings);
  const counted = rate === undefined ? findings[0]?.counted : undefined;
  const others = [...new Set(findings.map(({ job }) => job))].slice(1);
  return [
    ...(rate === undefined ? [] : [`failed in ${rate.failed} of ${rate.runs} runs`]),
    ...(counted === undefined ? [] : [`failed in at least ${counted.failed} runs`]),
    ...(others.length > 0
      ? [`also in ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''}`]
      : []),
  ];
}

const clip = (text: string, maxChars: number): string =>
  text.length > maxChars ? `${text.slice(0, maxChars - 1).toWellFormed()}…` : text;

/** What keeps the rest from running comes first. The sort is stable: otherwise the log's order stays. */
const PHASES: Record<FailureSignal['kind'], number> = {
  infra: 0,
  network: 0,
  permission: 0,
  resource: 0,
  config: 0,
  dependency: 1,
  compile: 2,
  build: 2,
  typecheck: 3,
  crash: 4,
  timeout: 4,
  test: 5,
  lint: 6,
  format: 6,
  unknown: 7,
  gate: 8,
};
export const byPhase = (a: Pick<FailureSignal, 'kind'>, b: Pick<FailureSignal, 'kind'>): number =>
  PHASES[a.kind] - PHASES[b.kind];
