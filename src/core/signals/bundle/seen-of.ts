// Sums up what a bundle was made of. Nothing is left out without a word here.
import { type FailedCheck, isRead, type RunReport } from './checks.ts';
import { type LeftOut, MAX_LEFT_OUT, MAX_NAMES, type Seen } from './completeness.ts';

/** What the caller knows beside the checks that it hands over. */
export type Beside = {
  /** Checks of the commit altogether, and failed ones that are not even named to us. */
  readonly checks: number;
  readonly checksOmitted: number;
  /** What the forge left of artifacts, and why. */
  readonly reportsLeft: readonly string[];
  /** Checks whose notes were not asked for. */
  readonly notesLeft: number;
};

type Sums = {
  readonly checks: readonly FailedCheck[];
  readonly reports: readonly RunReport[];
  readonly beside: Beside;
  readonly contradictions: readonly string[];
  readonly found: number;
  readonly shown: number;
  readonly evidence: Seen['evidence'];
};

const MAX_WORDS_CHARS = 300;

export function seenOf(sums: Sums): Seen {
  const { checks, reports, beside, contradictions, found, shown } = sums;
  const { lines, budgetLines, leftOutLines } = sums.evidence;
  const readings = checks.flatMap(({ reading }) => (isRead(reading) ? [reading] : []));
  const sum = (pick: (reading: (typeof readings)[number]) => number) =>
    readings.reduce((all, reading) => all + pick(reading), 0);
  const dropped = sum(({ seen }) => seen.droppedBytes + seen.unreadBytes);
  return {
    checks: beside.checks,
    failed: checks.length,
    withoutLog: names(checks.filter(({ reading }) => !isRead(reading))),
    bytesRead: sum(({ seen }) => seen.bytes - seen.unreadBytes),
    bytesDropped: dropped,
    reports: reports.filter(({ isReport }) => isReport).length,
    failures: { found, shown },
    evidence: { lines, budgetLines, leftOutLines },
    green: names(checks.filter(({ reading }) => isRead(reading) && reading.seen.green !== null)),
    leftOut: leftOut(sums).slice(0, MAX_LEFT_OUT),
    contradictions: contradictions.slice(0, MAX_LEFT_OUT).map((words) => words.slice(0, MAX_WORDS_CHARS)),
    redactions: sum(({ seen }) => seen.redactions) + reports.reduce((all, each) => all + each.redactions, 0),
  };
}

const names = (checks: readonly FailedCheck[]): readonly string[] =>
  checks.slice(0, MAX_NAMES).map(({ name }) => name);

/** Whole logs first: of what is longest. */
function leftOut({ checks, reports, beside, found, shown }: Sums): readonly LeftOut[] {
  const broken = reports.filter(({ isReport, report }) => isReport && report.problem !== undefined);
  const { checksOmitted, notesLeft, reportsLeft } = beside;
  return [
    ...checks.flatMap(({ name, reading }): LeftOut[] => {
      if (reading === 'none') return [];
      if (!isRead(reading)) return [{ what: 'log_unread', job: name, why: reading }];
      const { droppedBytes, unreadBytes } = reading.seen;
      const isCut = reading.kept.gap !== null || droppedBytes + unreadBytes > 0;
      return isCut ? [{ what: 'log_cut', job: name, bytes: droppedBytes + unreadBytes }] : [];
    }),
    ...(found > shown ? [{ what: 'failures' as const, found, shown }] : []),
    ...(checksOmitted > 0 ? [{ what: 'checks' as const, count: checksOmitted }] : []),
    ...broken.map(({ name, report }) => ({ what: 'report' as const, name, why: report.problem ?? '' })),
    ...reportsLeft.map((words): LeftOut => {
      const at = words.lastIndexOf(': ');
      return at === -1
        ? { what: 'report', name: words, why: '' }
        : { what: 'report', name: words.slice(0, at), why: words.slice(at + 2) };
    }),
    ...(notesLeft > 0 ? [{ what: 'notes' as const, count: notesLeft }] : []),
    ...[...new Set(checks.flatMap(({ reading }) => (isRead(reading) ? reading.seen.notes : [])))].map(
      (why) => ({
        what: 'matchers' as const,
        why,
      }),
    ),
  ].map(bounded);
}

function bounded(left: LeftOut): LeftOut {
  const short = (text: string) => text.slice(0, MAX_WORDS_CHARS).toWellFormed();
  if (left.what === 'report') return { ...left, name: short(left.name), why: short(left.why) };
  if (left.what === 'matchers') return { ...left, why: short(left.why) };
  return 'job' in left ? { ...left, job: short(left.job) } : left;
}
