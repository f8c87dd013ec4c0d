// An XML report with whatever stands around it: words before and behind it are read as a log.
import { grammarMarks } from '../read-job.ts';
import { JobReader } from '../reading/job-reader.ts';
import { wholeLines } from '../reading/whole-lines.ts';
import { xmlReport } from '../reports/xml-report.ts';
import { signalsOfReport } from './of-report.ts';
import { startOfXml } from './sniff.ts';
import type { FileOptions, TextReader } from './text-reader.ts';

const MAX_LINE_CHARS = 100_000;

export function xmlFile(options: FileOptions): TextReader {
  const report = xmlReport();
  const beside = new JobReader(grammarMarks());
  let startLine: number | undefined;
  let besideLines = 0;
  let lines = 0;
  const splitter = wholeLines(MAX_LINE_CHARS, (text, no) => {
    lines = no;
    const overAt = report.overAt();
    const isBeside = no < (startLine ?? 1) || (overAt !== undefined && no > overAt + (startLine ?? 1) - 1);
    if (!isBeside || text === undefined || text.trim() === '' || text.startsWith('<')) return;
    besideLines += 1;
    beside.push({ no, text, cutChars: 0 });
  });
  return {
    push(text) {
      // The first piece is all that was looked at to tell what this is.
      const start = startLine === undefined ? Math.max(0, startOfXml(text)) : 0;
      startLine ??= linesIn(text.slice(0, start)) + 1;
      report.push(text.slice(start));
      splitter.push(text);
    },
    end(seen) {
      splitter.end();
      const read = report.end();
      const notes = besideLines === 0 ? [] : [`${besideLines} lines around the report are read as a log`];
      return signalsOfReport(read, {
        ...options,
        seen,
        lines,
        before: (startLine ?? 1) - 1,
        beside: besideLines === 0 ? undefined : beside.end(),
        notes: [...(options.notes ?? []), ...notes],
      });
    },
  };
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
