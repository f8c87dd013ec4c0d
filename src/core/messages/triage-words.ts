// Whose failures they are, in the words of the thread: names first, then why.
import type { FailureNote } from '../signals/failure-signal.ts';
import type { Attempt } from '../task/attempt.ts';
import { isOurs, type Likely, type Triage } from '../triage/triage.ts';
import { closed, list, oneLine } from './words.ts';

const MAX_NAME_CHARS = 80;
const MAX_REASON_CHARS = 300;

export const failureName = ({ testId, file, message }: FailureNote): string =>
  oneLine(testId ?? file ?? message, MAX_NAME_CHARS);

/** "refunds twice (it fails on main at abc1234 as well); npm ci (a server answered with an error of its own)" */
export function suspicionWords(
  failures: readonly FailureNote[],
  triage: Triage,
  likely: readonly Likely[],
): string {
  const why = new Map<string, string[]>();
  for (const each of triage.perFailure.filter((one) => likely.includes(one.likely))) {
    const failure = failures.find(({ fingerprint }) => fingerprint.fine === each.fine);
    const reason = each.because[0] ?? '';
    const names = why.get(reason) ?? [];
    if (failure) why.set(reason, [...new Set([...names, failureName(failure)])]);
  }
  return [...why.entries()].map(([reason, names]) => `${list(names)} (${reason})`).join('; ');
}

/** "not this change's: it fails on main at abc1234 as well"; empty where nobody has asked whose it is. */
export function whoseWords({ fingerprint }: FailureNote, triage: Triage | undefined): string {
  const told = triage?.perFailure.find(({ fine }) => fine === fingerprint.fine);
  if (told === undefined) return '';
  const because = told.because.map((clause) => oneLine(clause, MAX_REASON_CHARS)).join('; ');
  return isOurs(told) ? because : `not this change's: ${because}`;
}

const times = (count: number): string => ['', 'once', 'twice'][count] ?? `${count} times`;

/** "failed jobs ran again twice (not counted)"; empty where none did. */
export const rerunNote = ({ reruns = [] }: Attempt): string =>
  reruns.length === 0 ? '' : `failed jobs ran again ${times(reruns.length)} (not counted)`;

/** Why that was, for whoever is called once it has passed; empty where it did not happen. */
export function rerunWords(attempt: Attempt): string {
  const { reruns = [] } = attempt;
  if (reruns.length === 0) return '';
  const reasons = [...new Set(reruns.map(({ because }) => oneLine(because, MAX_REASON_CHARS)))];
  return `Before that, failed jobs ran again ${times(reruns.length)}, and no attempt was spent: ${closed(reasons.join('; '))}`;
}

/** What a red attempt does not answer for, and whether what it answers for is a guess. */
export function besidesWords({ failures = [], triage }: Attempt): readonly string[] {
  if (triage === undefined) return [];
  const others = suspicionWords(failures, triage, ['base', 'merge', 'infra', 'flaky', 'person']);
  const guessed = triage.perFailure.filter(({ likely }) => likely === 'unknown').length;
  const ours = triage.perFailure.filter(isOurs).length;
  return [
    ...(others === '' || ours === 0 ? [] : [`Not counted, since it is not this change's: ${others}`]),
    ...(guessed === 0
      ? []
      : [
          `That ${guessed === ours ? 'it is' : `${guessed} of them ${guessed === 1 ? 'is' : 'are'}`} this change's is a guess: ${triage.perFailure.find(({ likely }) => likely === 'unknown')?.because[0] ?? ''}`,
        ]),
  ];
}
