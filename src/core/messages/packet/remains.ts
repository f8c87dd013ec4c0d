// What is left to mend, failure by failure: where, what it said, and whose it is believed to be and why.
import type { FailureNote } from '../../signals/failure-signal.ts';
import type { Attempt } from '../../task/attempt.ts';
import { isOurs, type Triage } from '../../triage/triage.ts';
import type { Line } from '../message.ts';
import { failureName, whoseWords } from '../triage-words.ts';
import { oneLine } from '../words.ts';

/** Those that the change answers for come first. */
export function remainsLines({ failures = [], triage }: Attempt): readonly Line[] {
  const ours = (failure: FailureNote) => !isOthers(failure, triage);
  return [...failures.filter(ours), ...failures.filter((failure) => !ours(failure))].map((failure) =>
    failureLine(failure, triage),
  );
}

const isOthers = ({ fingerprint }: FailureNote, triage: Triage | undefined): boolean =>
  triage?.perFailure.some((told) => told.fine === fingerprint.fine && !isOurs(told)) ?? false;

/** "• settles in order, test/settlement.test.js:12, in test: expected 2, got 3 (the change touches this file)" */
function failureLine(failure: FailureNote, triage: Triage | undefined): Line {
  const name = failureName(failure);
  const place = placeOf(failure);
  const said = oneLine(failure.message, MAX_SAID_CHARS);
  const whose = oneLine(whoseWords(failure, triage), MAX_WHOSE_CHARS);
  return [
    '• ',
    name,
    ...(place === '' || name === place ? [] : [', ', { code: place }]),
    `, in ${oneLine(failure.job, MAX_JOB_CHARS)}`,
    ...(said === '' || said === name ? [] : [': ', { code: said }]),
    ...(whose === '' ? [] : [` (${whose})`]),
  ];
}

const MAX_SAID_CHARS = 160;
const MAX_WHOSE_CHARS = 240;
const MAX_JOB_CHARS = 60;
const MAX_PLACE_CHARS = 140;

const placeOf = ({ file, line }: FailureNote): string =>
  file === undefined ? '' : `${oneLine(file, MAX_PLACE_CHARS)}${line === undefined ? '' : `:${line}`}`;
