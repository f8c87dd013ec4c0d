// A check that failed and of which nothing could be read: it is told all the same, by its name and what it says of itself.
import type { JobFinding } from '../job-finding.ts';
import { type FailedCheck, isRead, type UnreadLog } from './checks.ts';

const WORDS: Record<UnreadLog, string> = {
  none: 'failed and left no log that can be read.',
  not_asked: 'failed; its log was not read, since more jobs failed than are read at once.',
  took_too_long: 'failed; reading its log took too long.',
  too_much_memory: 'failed; reading its log took too much memory.',
  it_broke: 'failed; its log could not be read.',
};
const NOTHING_NEW = 'failed, and everything that its log names has passed by its report.';

export function unexplained({ name, reading, says, failedStep, jobId }: FailedCheck): JobFinding {
  const why = isRead(reading) ? NOTHING_NEW : WORDS[reading];
  // A job that came to no step, of which GitHub keeps no log: a lost runner, or one that never was.
  const isWithoutStep = reading === 'none' && jobId !== null && failedStep === null;
  const ownWords = isWithoutStep
    ? 'the job failed before any step and left no log'
    : `${name} ${why}${says === '' ? '' : `\nIt says: ${says}`}`;
  return {
    kind: isWithoutStep ? 'infra' : 'unknown',
    tool: isWithoutStep ? 'runner' : 'unknown',
    job: name,
    step: failedStep ?? undefined,
    message: ownWords,
    ...{ from: 0, to: 0, lines: [], excerpt: { text: '', fromLine: 0, toLine: 0 } },
    confidence: 'reported',
    origin: 'api',
    counted: undefined,
    stated: undefined,
    truncated: false,
  };
}
