// What one linter's JSON adds to the reader: where its problems stand and what each of them is. A new one is a file beside this one.
import type { FailureKind } from '../../failure-signal.ts';
import type { Json } from '../json.ts';
import type { JsonKind } from '../json-kind.ts';
import { clean, type Report, type ReportFinding } from '../report.ts';
import { NOWHERE, type Where } from '../where.ts';

export type Problem = {
  /** The object that tells it, to point at. */
  readonly at: Json;
  readonly kind?: FailureKind;
  readonly tool?: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column?: number | undefined;
  readonly code: string | undefined;
  readonly severity?: 'error' | 'warning';
  readonly message: string | undefined;
  /** Fails nothing by itself: a warning, a hint. */
  readonly isMild?: boolean;
};

export type Linter = Omit<JsonKind, 'read'> & {
  readonly tool: string;
  problems(value: Json): readonly Problem[];
  /** Mild ones count where there is nothing else: something made the tool fail, and they are all it says. */
  readonly mildCountAlone?: boolean;
};

export const linterKind = ({ format, marks, is, tool, problems, mildCountAlone }: Linter): JsonKind => ({
  format,
  marks,
  is,
  read(value, where) {
    const all = problems(value);
    const hard = all.filter(({ isMild }) => isMild !== true);
    const counted = hard.length === 0 && mildCountAlone === true ? all : hard;
    return lintReading(
      counted.map((problem) => findingOf(problem, tool, where)),
      all.length - counted.length,
    );
  },
});

export const lintReading = (findings: readonly ReportFinding[], others: number): Omit<Report, 'format'> => ({
  findings,
  notes: [],
  counts: { passed: findings.length === 0 ? 1 : 0, failed: findings.length, skipped: others, flaky: 0 },
});

export function findingOf(
  { at, isMild: _, message = 'a rule was broken', ...words }: Problem,
  tool: string,
  where: Where = NOWHERE,
): ReportFinding {
  const said = clean(message).trim() || words.code || 'a rule was broken';
  return { kind: 'lint', tool, ...words, message: said, text: said, ...where(at, message) };
}
