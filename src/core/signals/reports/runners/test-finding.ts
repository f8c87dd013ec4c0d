// What the JSON of test runners has in common: a body of words with frames -> a finding with its place.
import { placeIn } from '../places.ts';
import { type Counts, clean, messageOf, type ReportFinding } from '../report.ts';
import type { Lines } from '../where.ts';

export type Words = {
  readonly tool: string;
  readonly testId?: string | undefined;
  readonly suite?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
};

/** What has no name is a file that could not be run. */
export function testFinding(body: string, words: Words, lines: Lines): ReportFinding {
  const place = placeIn(clean(body), words.file);
  return {
    kind: words.testId === undefined ? 'compile' : 'test',
    ...words,
    file: words.file ?? place?.file,
    line: place?.line ?? words.line,
    message: messageOf(undefined, body) || 'failed',
    text: clean(body),
    ...lines,
  };
}

export const counted = (passed: number, failed: number, skipped: number, flaky = 0): Counts => ({
  passed,
  failed,
  skipped,
  flaky,
});
