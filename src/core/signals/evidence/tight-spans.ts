// The lines of one finding that a person would mark: its headline, what was asserted, frames of the repository, its end.
import type { JobFinding } from '../job-finding.ts';
import type { LogLine } from '../log-lines.ts';

/** A finding this short is shown whole. */
const WHOLE_LINES = 14;
const MAX_LINES = 24;
const MAX_FRAMES = 3;
const HEAD = 4;

const SAID =
  /^\s{0,40}(?:E\s{1,10}\S|>\s|\^|[-+]\s{0,4}\S|.{0,200}\b(?:Error|Exception|expected|received|actual|assert\w{0,20}|got|want|panic|caused by|error|fatal)\b)/i;
const FRAME = /^\s{0,60}(?:at\s\S|File "|❯ \S|from \S)|\.\w{1,6}:\d{1,7}(?::\d{1,7})?\)?:?\s?/;
const FOREIGN =
  /node_modules|site-packages|\bnode:|[\\/]lib[\\/]python|internal[\\/]|\((?:java|jdk|sun)|\b(?:java|jdk|org\.junit|org\.gradle)\b\.|[\\/]gems[\\/]|\/rustc\/|\/usr\/local\/go/;

/** Lines in their order, at most `max`. */
export function tightLines({ lines, from, to, file }: JobFinding, max = MAX_LINES): readonly LogLine[] {
  const own = lines.slice(from, to).filter(({ text }) => text.trim() !== '');
  if (own.length <= Math.min(WHOLE_LINES, max)) return own;
  const wanted = new Set<number>(own.keys().take(HEAD));
  const frames: number[] = [];
  const base = file?.split(/[\\/]/).at(-1);
  own.forEach(({ text }, at) => {
    if (FRAME.test(text.slice(0, 1_000)) && !FOREIGN.test(text)) {
      if (base !== undefined && text.includes(base)) frames.unshift(at);
      else frames.push(at);
    } else if (SAID.test(text.slice(0, 400))) wanted.add(at);
  });
  for (const at of frames.slice(0, MAX_FRAMES)) wanted.add(at);
  for (let at = HEAD; at < own.length && wanted.size < WHOLE_LINES; at += 1) wanted.add(at);
  return [...wanted]
    .sort((a, b) => a - b)
    .slice(0, max)
    .flatMap((at) => own[at] ?? []);
}
