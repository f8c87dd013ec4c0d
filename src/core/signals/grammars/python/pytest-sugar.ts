// pytest-sugar's output as pytest itself would have printed it, line for line: its headers, its progress, its results at the end.
import { textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const START = /^Test session starts \(platform: /;
const HEADER = /^―{3,300} (\S.{0,3000}?) ―{3,300}$/;
const PROGRESS = /^ \S.{0,1000}? {1,200}\d{1,3}% [█▉▊▋▌▍▎▏ ]{0,40}$/;
const RESULTS = /^Results \((\d{1,7}(?:\.\d{1,4})?)s(?: \(.{1,30}\))?\):$/;
const COUNT = /^ {4,12}(\d{1,7} [a-z]{3,12})$/;
const FAILED = /^ {6,12}- (\S[^:]{0,1000}):\d{1,7} (\S.{0,2000})$/;
const WIDTH = 10;

export function unsugared(lines: readonly LogLine[]): readonly LogLine[] {
  if (!lines.some(({ text }) => RESULTS.test(text) || START.test(text))) return lines;
  const texts = lines.map(({ text }) => text);
  for (let at = 0; at < texts.length; at += 1) {
    const title = HEADER.exec(textAt(lines, at))?.[1];
    if (START.test(texts[at] ?? '')) texts[at] = ruled('test session starts', '=');
    else if (PROGRESS.test(texts[at] ?? '')) texts[at] = '';
    else if (title !== undefined) header(texts, at, title);
    else if (RESULTS.test(texts[at] ?? '')) results(texts, at);
  }
  return lines.map((line, at) => ({ ...line, text: texts[at] ?? '' }));
}

const ruled = (title: string, char: string): string => `${char.repeat(WIDTH)} ${title} ${char.repeat(WIDTH)}`;

/** Failures come one by one, with an empty line before each and no headline over all of them. */
function header(texts: string[], at: number, title: string): void {
  texts[at] = ruled(title, '_');
  if (at > 0 && texts[at - 1] === '')
    texts[at - 1] = ruled(/^ERROR /.test(title) ? 'ERRORS' : 'FAILURES', '=');
}

/** Counts, a line each, and below them what failed: with the line where the test begins. */
function results(texts: string[], at: number): void {
  const seconds = RESULTS.exec(texts[at] ?? '')?.[1] ?? '0';
  const counts: string[] = [];
  let last = at;
  for (let next = at + 1; next < texts.length; next += 1) {
    const text = texts[next] ?? '';
    const count = COUNT.exec(text)?.[1];
    const failed = FAILED.exec(text);
    if (count === undefined && failed === null) break;
    if (count !== undefined) counts.push(count);
    texts[next] = failed === null ? '' : `${failed[1]}::${colons(failed[2] ?? '')} FAILED`;
    last = next;
  }
  texts[at] = '';
  // The last line ends the session, so that none of the others may be it.
  const end = texts[last + 1] === '' ? last + 1 : last;
  texts[end] = ruled(`${counts.join(', ')} in ${seconds}s`, '=');
}

function colons(name: string): string {
  const bracket = name.indexOf('[');
  const plain = bracket === -1 ? name : name.slice(0, bracket);
  return plain.replaceAll('.', '::') + name.slice(plain.length);
}
