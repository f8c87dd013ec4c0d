// Rust: `thread 'main' panicked at src/main.rs:3:5:` and the message below, or before 1.73 the message first.
import { endOf, textAt, textOf } from '../../grammar.ts';
import type { TraceReader } from './trace.ts';

const NEW = /^thread '[^']{1,300}' (?:\(\d{1,10}\) )?panicked at ([^\s:'][^:]{0,800}):(\d{1,7}):(\d{1,7}):$/;
const OLD = /^thread '[^']{1,300}' panicked at '(.{0,3000})', ([^\s:'][^:]{0,800}):(\d{1,7}):(\d{1,7})$/;
const FRAME = /^ {10,20}at (\.{0,2}\/[^:]{1,800}\.rs):(\d{1,7}):(\d{1,7})$/;
const NOTE = /^(?:note: |stack backtrace:)/;
const FOREIGN = /^\/rustc\/|[\\/]\.cargo[\\/]registry[\\/]|[\\/]rustlib[\\/]/;

export const rustTrace: TraceReader = (lines, at) => {
  const fresh = NEW.exec(textAt(lines, at));
  const old = fresh === null ? OLD.exec(textAt(lines, at)) : null;
  if (fresh === null && old === null) return undefined;
  const noteAt = endOf(lines, at + 1, (text) => NOTE.test(text) || text === '', 20);
  const [file = '', line, column] = fresh?.slice(1) ?? old?.slice(2) ?? [];
  const message = old?.[1] ?? textOf(lines, at + 1, noteAt);
  const own = FOREIGN.test(file)
    ? lines
        .slice(noteAt, noteAt + 60)
        .flatMap(({ text }) => [FRAME.exec(text)])
        .find((frame) => frame !== null && !FOREIGN.test(frame[1] ?? ''))
    : null;
  const place =
    own == null
      ? { file, line: Number(line), column: Number(column) }
      : { file: own[1], line: Number(own[2]), column: Number(own[3]) };
  return { kind: 'crash', ...place, message, from: at, to: old === null ? noteAt : at + 1 };
};
