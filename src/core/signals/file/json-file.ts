// JSON: events of one object a line as a stream, a document whole; what is neither is a log that begins with a brace.
import { grammarMarks } from '../read-job.ts';
import { JobReader } from '../reading/job-reader.ts';
import { wholeLines } from '../reading/whole-lines.ts';
import { JsonEvents, MAX_EVENT_CHARS } from '../reports/json-events.ts';
import { jsonDocument } from '../reports/json-report.ts';
import { logFile } from './log-file.ts';
import { signalsOfReport } from './of-report.ts';
import { withoutStart } from './sniff.ts';
import type { FileOptions, FileReading, Seen, TextReader } from './text-reader.ts';

/** A document has to be held whole. What is longer is a log, or too long to be read as anything else. */
const MAX_DOCUMENT_CHARS = 64_000_000;
/** Events begin within so many lines, or these are none. */
const MAX_LINES_BEFORE = 500;

type Early = { readonly text: string; readonly no: number };

export function jsonFile(options: FileOptions): TextReader {
  const events = new JsonEvents();
  const beside = new JobReader(grammarMarks());
  let held: string[] = [];
  let chars = 0;
  let lines = 0;
  let besideLines = 0;
  let early: Early[] | undefined = [];
  let log: TextReader | undefined;

  const toBeside = ({ text, no }: Early): void => {
    if (text.trim() === '') return;
    besideLines += 1;
    beside.push({ no, text, cutChars: 0 });
  };
  const onLine = (text: string | undefined, no: number): void => {
    lines = no;
    if (early === undefined && !events.hasBegun) return;
    if (events.take(text, no)) {
      for (const line of early ?? []) toBeside(line);
      early = undefined;
      held = [];
    } else if (events.hasBegun) toBeside({ text: text ?? '', no });
    else if (no <= MAX_LINES_BEFORE) early?.push({ text: text ?? '', no });
    else early = undefined;
  };
  const splitter = wholeLines(MAX_EVENT_CHARS, onLine);
  const toLog = (): TextReader => {
    const begun = logFile(options);
    for (const text of held) begun.push(text);
    held = [];
    return begun;
  };

  const document = (text: string, seen: Seen): FileReading | undefined => {
    const { report, isKnown, restAt } = jsonDocument(withoutStart(text));
    // One value of another kind and nothing else: no log looks like that.
    if (!isKnown && (restAt !== undefined || report.problem?.includes('of no known report') !== true))
      return undefined;
    if (restAt !== undefined) readRest(text, restAt, toBeside);
    return signalsOfReport(report, { ...options, ...around(), seen, lines, text });
  };
  const around = () => ({
    beside: besideLines === 0 ? undefined : beside.end(),
    notes: [
      ...(options.notes ?? []),
      ...(besideLines === 0 ? [] : [`${besideLines} lines around the report are read as a log`]),
    ],
  });

  return {
    push(text) {
      if (log !== undefined) {
        log.push(text);
        return;
      }
      if (!events.hasBegun) {
        held.push(text);
        chars += text.length;
      }
      splitter.push(text);
      if (!events.hasBegun && chars > MAX_DOCUMENT_CHARS) log = toLog();
    },
    end(seen) {
      if (log !== undefined) return log.end(seen);
      splitter.end();
      const report = events.end();
      if (report !== undefined) return signalsOfReport(report, { ...options, ...around(), seen, lines });
      return document(held.join(''), seen) ?? toLog().end(seen);
    },
  };
}

/** Lines behind the document keep their numbers. */
function readRest(text: string, restAt: number, onLine: (line: Early) => void): void {
  let no = text.slice(0, restAt).split('\n').length;
  for (const line of text.slice(restAt).split('\n')) {
    onLine({ text: line, no });
    no += 1;
  }
}
