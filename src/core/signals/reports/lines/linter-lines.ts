// Linters that print one object a line: what they have in common.
import type { EventKind } from '../event-kind.ts';
import type { Json } from '../json.ts';
import { findingOf, type Problem } from '../linters/linter.ts';
import { MAX_FINDINGS, type ReportFinding } from '../report.ts';

export type LinterLines = Pick<EventKind, 'format' | 'marks' | 'like' | 'is'> & {
  readonly tool: string;
  problems(item: Json): readonly Problem[];
};

export const linterLines = ({ tool, problems, ...kind }: LinterLines): EventKind => ({
  ...kind,
  begin() {
    const findings: ReportFinding[] = [];
    let hard = 0;
    let mild = 0;
    return {
      push(item, no) {
        for (const problem of problems(item)) {
          if (problem.isMild === true) mild += 1;
          else hard += 1;
          if (problem.isMild === true || findings.length >= MAX_FINDINGS) continue;
          findings.push({ ...findingOf(problem, tool), fromLine: no, toLine: no });
        }
      },
      end: (isCut) => ({
        findings,
        counts: { passed: hard === 0 ? 1 : 0, failed: hard, skipped: mild, flaky: 0 },
        notes: [],
        ...(isCut ? { problem: 'it ends in the middle' } : {}),
      }),
    };
  },
});
