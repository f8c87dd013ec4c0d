// GitHub's check-run annotations, as its API gives them.
import { field, type Json, listOf } from './json.ts';
import { clean, numberOf, type Report, stringOf } from './report.ts';

/** The runner's own word for a failed step: it says nothing that the job's conclusion does not say. */
const EMPTY_WORDS = /^Process completed with exit code \d{1,10}\.?$/;

export function annotations(value: Json): Omit<Report, 'format'> {
  const all = listOf(value);
  const failures = all.filter((note) => field(note, 'annotation_level') === 'failure');
  const findings = failures.flatMap((note) => {
    const message = clean(stringOf(field(note, 'message')) ?? stringOf(field(note, 'title')) ?? '');
    const path = stringOf(field(note, 'path'));
    if (EMPTY_WORDS.test(message) && failures.length > 1) return [];
    const isPlaced = path !== undefined && path !== '.github';
    return [
      {
        kind: 'unknown' as const,
        tool: 'annotation',
        file: isPlaced ? path : undefined,
        line: isPlaced ? numberOf(field(note, 'start_line')) : undefined,
        column: isPlaced ? numberOf(field(note, 'start_column')) : undefined,
        message: message || 'failed',
        text: clean(stringOf(field(note, 'raw_details')) ?? message),
        fromLine: 0,
        toLine: 0,
      },
    ];
  });
  return {
    findings,
    counts: { passed: 0, failed: findings.length, skipped: all.length - failures.length, flaky: 0 },
    notes: [],
  };
}
