// What one XML dialect adds to the reader: which elements it wants whole, and what it makes of them.
import type { Counts, PassedTest, ReportFinding } from './report.ts';
import type { XmlHandlers } from './xml.ts';

export type XmlDialect = Omit<XmlHandlers, 'isRoot'> & {
  readonly format: string;
  end(): {
    readonly findings: readonly ReportFinding[];
    readonly passed: readonly PassedTest[];
    readonly counts: Counts;
    readonly notes: readonly string[];
    /** Failures that the report counts itself. */
    readonly told: number;
  };
};
