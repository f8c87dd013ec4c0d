// Bytes of one file in any chunks -> what is told about it. Pure; memory stays bounded for files of any size.
import { decoding } from '../reading/decoding.ts';
import { hasBareReturns, withFeeds } from './bare-returns.ts';
import { binaryKind, isText, SIGNED_BYTES } from './binary.ts';
import { unreadable } from './file-signals.ts';
import { jsonFile } from './json-file.ts';
import { logFile, tapFile } from './log-file.ts';
import { SNIFFED_CHARS, type Sort, sortOf } from './sniff.ts';
import { type FileOptions, type FileReading, NO_SOURCE, type TextReader } from './text-reader.ts';
import { xmlFile } from './xml-file.ts';

export type FileReader = { push(chunk: Uint8Array): void; end(): FileReading };

const READERS: Readonly<Record<Sort, (options: FileOptions) => TextReader>> = {
  xml: xmlFile,
  json: jsonFile,
  tap: tapFile,
  log: logFile,
};

export function fileReader(options: FileOptions): FileReader {
  const decoder = decoding();
  const first: number[] = [];
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
    const sniffed = head.slice(0, SNIFFED_CHARS);
    const binary = binaryKind(Uint8Array.from(first)) ?? (isText(sniffed) ? undefined : NO_TEXT);
    const begun = binary === undefined ? readerFor(sniffed, options) : noText(options, binary);
    begun.push(head);
    reader = begun;
    head = '';
    return begun;
  };
  return {
    push(chunk) {
      if (first.length < SIGNED_BYTES) first.push(...chunk.subarray(0, SIGNED_BYTES - first.length));
      take(decoder.push(chunk));
    },
    end() {
      take(decoder.end());
      const seen = { bytes: decoder.bytes, encoding: decoder.encoding };
      if (reader === undefined && head.trim() === '')
        return { signals: unreadable(options, 'it is empty', seen), source: NO_SOURCE };
      return (reader ?? begin()).end(seen);
    },
  };
}

function readerFor(head: string, options: FileOptions): TextReader {
  const sort = sortOf(head);
  const isByLines = sort === 'log' || sort === 'tap';
  if (!isByLines || !hasBareReturns(head)) return READERS[sort](options);
  const note = 'its lines end with carriage returns, which are counted as lines';
  return withFeeds(READERS[sort]({ ...options, notes: [...(options.notes ?? []), note] }));
}

const NO_TEXT = 'no text in any encoding that is known here';

const noText = (options: FileOptions, what: string): TextReader => ({
  push: () => undefined,
  end: (seen) => ({ signals: unreadable(options, `it is ${what}`, seen), source: NO_SOURCE }),
});
