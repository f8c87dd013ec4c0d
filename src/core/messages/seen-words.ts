// How complete a set of failures is, in words: for the thread in one clause, for the page and the brief in full.
import type { LeftOut, Seen } from '../signals/bundle/completeness.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import { failureName } from './triage-words.ts';
import { list, oneLine, plural } from './words.ts';

const MAX_NAME_CHARS = 80;
const name = (text: string): string => oneLine(text, MAX_NAME_CHARS);

const UNREAD: Record<Extract<LeftOut, { what: 'log_unread' }>['why'], string> = {
  not_asked: 'more jobs failed than are read at once',
  took_too_long: 'reading it took too long',
  too_much_memory: 'reading it took too much memory',
  it_broke: 'it could not be read',
};

function leftOutWords(left: LeftOut): string {
  switch (left.what) {
    case 'log_cut':
      return left.bytes > 0
        ? `${sizeWords(left.bytes)} of the log of ${name(left.job)}, which is very long`
        : `the middle of the long log of ${name(left.job)}`;
    case 'log_unread':
      return `the log of ${name(left.job)} (${UNREAD[left.why]})`;
    case 'failures':
      return `${left.found - left.shown} of ${left.found} failures, for ${left.shown} are told at most`;
    case 'report':
      return left.why === '' ? name(left.name) : `${name(left.name)} (${name(left.why)})`;
    case 'notes':
      return `notes of ${plural(left.count, 'check')}`;
    case 'checks':
      return `${plural(left.count, 'check')} beyond those that are told`;
    case 'matchers':
      return `problem matchers that cannot be used (${name(left.why)})`;
  }
}

export const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${Math.round(bytes / 1_000_000)} MB`;

/** "the log of lint (…)", each once; empty where all was read. */
export const everythingLeftOut = (seen: Seen | undefined): readonly string[] =>
  (seen?.leftOut ?? []).map(leftOutWords);

/** One clause for the thread; empty where nothing is missing and nothing contradicts. */
export function seenClause(seen: Seen | undefined): string {
  const left = everythingLeftOut(seen);
  const parts = [
    ...(left.length > 0 ? [`Left out: ${some(left)}.`] : []),
    ...(seen !== undefined && seen.contradictions.length > 0
      ? [`CI's word stands, though ${oneLine(seen.contradictions[0] ?? '', 300)}.`]
      : []),
  ];
  return parts.join(' ');
}

function some(words: readonly string[]): string {
  const shown = words.slice(0, 3);
  return words.length > shown.length
    ? `${shown.join(', ')} and ${words.length - shown.length} more`
    : list([...shown]);
}

/** "3 checks, 2 of them failed; 1 report and 120 kB of logs were read" */
export function drawnFrom(seen: Seen): string {
  const { checks, failed, reports, bytesRead, bytesDropped, withoutLog, green } = seen;
  return [
    `${plural(checks, 'check')}, ${failed} of them failed`,
    `${reports === 0 ? '' : `${plural(reports, 'report')} and `}${sizeWords(bytesRead)} of logs read${bytesDropped > 0 ? `, ${sizeWords(bytesDropped)} not` : ''}`,
    ...(withoutLog.length > 0 ? [`no log of ${list(withoutLog.map(name))}`] : []),
    ...(green.length > 0 ? [`held against the last green log: ${list(green.map(name))}`] : []),
  ].join('; ');
}

/** "lint (src/b.ts)": what failed without counting. Empty where nothing did. */
export function optionalWords(optional: readonly FailureNote[] = []): string {
  const jobs = [...new Set(optional.map(({ job }) => job))];
  return list(
    jobs.map((job) => {
      const of = optional.filter((failure) => failure.job === job);
      const [first] = of;
      const more = of.length > 1 ? ` and ${of.length - 1} more` : '';
      return `${name(job)}${first === undefined ? '' : ` (${failureName(first)}${more})`}`;
    }),
  );
}
