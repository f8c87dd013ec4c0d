// What one Go test said: `file.go:12: words`, testify's tables, an example's got and want.
import { textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

export type Said = { readonly file?: string; readonly line?: number; readonly message: string };

const PLACE = /^\s{1,200}(?:\w{1,300}: )?((?:[A-Za-z]:)?[\w./\\-]{1,500}\.go):(\d{1,7}): ?(.{0,4000})$/;
const TRACE = /^\s{1,200}Error Trace:\s{1,40}(\S.{0,1000}?\.go):(\d{1,7})$/;
type Label = 'Error Trace' | 'Error' | 'Test' | 'Messages';
const LABEL = /^(\s{1,200})(Error Trace|Error|Test|Messages):(\s{1,40})(.{0,3000})$/;

/** Of plain lines the last place is where it gave up; testify prints nothing but failures, so its first one counts. */
export function saidIn(lines: readonly LogLine[]): Said {
  const asserted = lines.findIndex(({ text }) => TRACE.test(text));
  if (asserted !== -1) return assertedAt(lines, asserted);
  const found = lines.flatMap(({ text }) => {
    const place = PLACE.exec(text);
    return place === null ? [] : [place];
  });
  const last = found.at(-1);
  if (last === undefined) return { message: textOf(lines, 0, lines.length) };
  const first = lines.findIndex(({ text }) => PLACE.test(text));
  const rows = unindented(lines.slice(first)).map(({ text }) => PLACE.exec(text)?.[3] ?? text);
  return { file: last[1] ?? '', line: Number(last[2]), message: rows.join('\n').trimEnd() };
}

/** What follows a place is indented below it by go test; how far, differs between its reporters. */
function unindented(lines: readonly LogLine[]): readonly LogLine[] {
  const more = lines.filter(({ text }) => !PLACE.test(text) && text.trim() !== '');
  const shared = Math.min(...more.map(({ text }) => text.length - text.trimStart().length));
  return lines.map((line) => (PLACE.test(line.text) ? line : { ...line, text: line.text.slice(shared) }));
}

function assertedAt(lines: readonly LogLine[], at: number): Said {
  const [, file = '', line] = TRACE.exec(lines[at]?.text ?? '') ?? [];
  const parts: { [label in Label]?: string[] } = {};
  let label: Label | undefined;
  for (const { text } of lines.slice(at, at + 60)) {
    const found = LABEL.exec(text);
    if (found === null && (label === undefined || PLACE.test(text))) break;
    const next = (found?.[2] as Label | undefined) ?? label;
    if (found !== null && next === 'Error Trace' && label !== undefined) break;
    if (next === undefined) break;
    label = next;
    const rows = parts[label] ?? [];
    parts[label] = [
      ...rows,
      found?.[4] ?? text.replace(/^\s{1,200}?(?=\t {12}\t|$)/, '').replace(/^\s{0,8}\t? {0,12}\t?/, ''),
    ];
  }
  const words = [...(parts.Error ?? []), ...(parts.Messages ?? [])].map((row) => row.trimEnd());
  return { file, line: Number(line), message: words.join('\n').trim() };
}
