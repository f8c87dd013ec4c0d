// A log of any length, of a job or of one tool, and TAP, which is read as one.
import { grammarMarks } from '../read-job.ts';
import { JobReader } from '../reading/job-reader.ts';
import { textLines } from '../reading/text-lines.ts';
import { TapSums } from '../reports/tap.ts';
import { signalsOfLog } from './of-log.ts';
import type { FileOptions, TextReader } from './text-reader.ts';

export const logFile = (options: FileOptions): TextReader => reader(options, undefined);
export const tapFile = (options: FileOptions): TextReader => reader(options, new TapSums());

function reader(options: FileOptions, tap: TapSums | undefined): TextReader {
  const job = new JobReader(grammarMarks(), tap === undefined ? undefined : ({ text }) => tap.add(text));
  const lines = textLines((line) => job.push(line));
  return {
    push: (text) => lines.push(text),
    end(seen) {
      lines.end();
      return signalsOfLog(job.end(), { ...options, tap, seen });
    },
  };
}
