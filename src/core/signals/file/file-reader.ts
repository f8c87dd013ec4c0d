// Bytes of one file in any chunks -> what is told about it. Pure; memory stays bounded for logs of any size.
import type { Redacted } from '../../redact.ts';
import type { GreenLog } from '../evidence/green-diff.ts';
import type { Grammar } from '../grammar.ts';
import { grammarMarks } from '../read-job.ts';
import { decoding } from '../reading/decoding.ts';
import { JobReader } from '../reading/job-reader.ts';
import { textLines } from '../reading/text-lines.ts';
import { jsonReport } from '../reports/json-report.ts';
import { xmlReport } from '../reports/xml-report.ts';
import type { Tree } from '../tree.ts';
import type { FileSignals } from './file-signals.ts';
import { unreadable } from './file-signals.ts';
import { signalsOfLog } from './of-log.ts';
import { signalsOfReport } from './of-report.ts';
import { SNIFFED_CHARS, type Sort, sortOf } from './sniff.ts';

export type FileOptions = {
  /** As it was named; told again in the answer. */
  readonly file: string;
  readonly redact: (text: string) => Redacted;
  readonly green?: GreenLog | undefined;
  /** Files of the repository, to which paths are cut. */
  readonly tree?: Tree | undefined;
  /** Made of the repository's own problem matchers. */
  readonly matchers?: readonly Grammar[] | undefined;
};

/** What can be shown of the file: a line by its number, secrets taken out. */
export type Source = (no: number) => string | undefined;
export type FileReading = { readonly signals: FileSignals; readonly source: Source };
export type FileReader = { push(chunk: Uint8Array): void; end(): FileReading };

/** About it and beyond its bytes: for readers that see only text. */
export type Seen = { readonly bytes: number; readonly encoding: string };
type TextReader = { push(text: string): void; end(seen: Seen): FileReading };

/** A JSON document has to be held whole. */
const MAX_JSON_CHARS = 200_000_000;

export function fileReader(options: FileOptions): FileReader {
  const decoder = decoding();
  let head = '';
  let reader: TextReader | undefined;
  const take = (text: string): void => {
    if (reader !== undefined) reader.push(text);
    else {
      head += text;
      if (head.length >= SNIFFED_CHARS) begin();
    }
  };
  const begin = (): TextReader => {
    const begun = READERS[sortOf(head.slice(0, SNIFFED_CHARS))](options);
    begun.push(head);
    reader = begun;
    return begun;
  };
  return {
    push: (chunk) => take(decoder.push(chunk)),
    end() {
      take(decoder.end());
      const seen = { bytes: decoder.bytes, encoding: decoder.encoding };
      if (reader === undefined && head.trim() === '')
        return { signals: unreadable(options.file, 'it is empty', seen), source: () => undefined };
      return (reader ?? begin()).end(seen);
    },
  };
}

const READERS: Readonly<Record<Sort, (options: FileOptions) => TextReader>> = {
  xml: xmlFile,
  json: jsonFile,
  tap: (options) => logFile(options, true),
  log: (options) => logFile(options, false),
};

function logFile(options: FileOptions, isTap: boolean): TextReader {
  const job = new JobReader(grammarMarks());
  const lines = textLines((line) => job.push(line));
  return {
    push: (text) => lines.push(text),
    end(seen) {
      lines.end();
      return signalsOfLog(job.end(), { ...options, isTap, seen });
    },
  };
}

function xmlFile(options: FileOptions): TextReader {
  const report = xmlReport();
  let lines = 1;
  let isFirst = true;
  return {
    push(text) {
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
      // Nothing but the encoding's mark may stand before an XML declaration.
      report.push(isFirst ? text.replace(/^\ufeff?\s{0,1000}(?=<)/, '') : text);
      isFirst = false;
    },
    end: (seen) => signalsOfReport(report.end(), { ...options, seen, lines }),
  };
}

function jsonFile(options: FileOptions): TextReader {
  const parts: string[] = [];
  let chars = 0;
  return {
    push(text) {
      chars += text.length;
      if (chars <= MAX_JSON_CHARS) parts.push(text);
    },
    end(seen) {
      const text = parts.join('').replace(/^\ufeff/, '');
      const report = jsonReport(text);
      const isLog =
        report.format === 'json' && report.findings.length === 0 && !/^\s*[[{]\s*["{[]/.test(text);
      if (!isLog) return signalsOfReport(report, { ...options, seen, lines: text.split('\n').length, text });
      const log = logFile(options, false);
      log.push(text);
      return log.end(seen);
    },
  };
}
