// What a check noted itself: as GitHub's API gives it, and as findings.
import type { Annotation } from '../annotation.ts';
import { git } from '../grammars/delivery/git.ts';
import { github } from '../grammars/delivery/github.ts';
import { runnerFindings } from '../job-level.ts';
import { field, type Json, listOf } from './json.ts';
import { clean, numberOf, type Report, type ReportFinding, stringOf } from './report.ts';

/** The runner's own word for a failed step: it says nothing that the job's conclusion does not say. */
const EMPTY_WORDS = /^Process completed with exit code \d{1,10}\.?$/;

/** A file of GitHub's answers. */
export function annotations(value: Json): Omit<Report, 'format'> {
  const all = listOf(value).map(annotationIn);
  const findings = noteFindings(all);
  return {
    findings,
    counts: {
      passed: 0,
      failed: findings.length,
      skipped: all.filter(({ level }) => level !== 'failure').length,
      flaky: 0,
    },
    notes: [],
  };
}

function annotationIn(note: Json): Annotation {
  const path = stringOf(field(note, 'path'));
  // Where GitHub puts notes that belong to no file.
  const file = path === undefined || path === '.github' ? null : path;
  const [line, column] = [numberOf(field(note, 'start_line')), numberOf(field(note, 'start_column'))];
  const level = field(note, 'annotation_level');
  const [title, details] = [stringOf(field(note, 'title')), stringOf(field(note, 'raw_details'))];
  return {
    file,
    ...(file === null || line === undefined ? {} : { line }),
    ...(file === null || column === undefined ? {} : { column }),
    level: level === 'failure' || level === 'warning' ? level : 'notice',
    ...(title === undefined ? {} : { title }),
    message: stringOf(field(note, 'message')) ?? '',
    ...(details === undefined ? {} : { details }),
  };
}

/** Those of failures, without empty words where another says more. */
export function noteFindings(notes: readonly Annotation[]): readonly ReportFinding[] {
  const failures = notes.filter(({ level }) => level === 'failure');
  return failures
    .filter(({ message }) => failures.length === 1 || !EMPTY_WORDS.test(message.trim()))
    .map(findingOf);
}

export const isEmptyNote = ({ message }: Annotation): boolean => EMPTY_WORDS.test(message.trim());

function findingOf({ file, line, column, title, message, details }: Annotation): ReportFinding {
  const said = clean(message).trim();
  const head = clean(title ?? '').trim();
  // A title is often the rule or the test, and the message alone would not say which.
  const isToldTwice = head === '' || said.includes(head);
  const whole = isToldTwice ? said || head : [head, said].filter((part) => part !== '').join(': ');
  return {
    ...(file === null ? ofTheJob(said) : { kind: 'unknown', file, line, column }),
    tool: 'annotation',
    message: whole || 'failed',
    text: clean([whole, details ?? ''].filter((part) => part !== '').join('\n')),
    fromLine: 0,
    toLine: 0,
  };
}

/** What happened to the job as a whole is told in the sentences of the runner, of GitHub and of git. */
function ofTheJob(message: string): Pick<ReportFinding, 'kind' | 'file' | 'line' | 'column'> {
  const lines = message.split('\n').map((text, at) => ({ no: at + 1, text, mark: 'error' as const }));
  const [first] = [...runnerFindings(lines), ...github.read(lines).findings, ...git.read(lines).findings];
  return { kind: first?.kind ?? 'unknown', file: first?.file, line: first?.line, column: first?.column };
}
