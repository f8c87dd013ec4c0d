// Perl: what Test::More says of each test that failed, and prove of each file that died.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const NAMED = /^(\s{0,40})# {3}Failed test '(.{0,1000})'$/;
const NAMELESS = /^(\s{0,40})# {3}Failed test at (\S.{0,500}) line (\d{1,7})\.$/;
const PLACE = /^\s{0,40}# {1,4}at (\S.{0,500}) line (\d{1,7})\.$/;
const MORE = /^\s{0,40}# {2,}\S/;
const DIED =
  /^(\S.{0,500}?) {1,20}\(Wstat: \d{1,7}(?: \(exited (\d{1,5})\))?.{0,60} Tests: \d{1,7} Failed: (\d{1,7})\)$/;
const THROWN = /^(\S.{0,1000}) at (\S.{0,500}) line (\d{1,7})(?:, near ".{0,300}|, <.{1,60}|\.)?$/;
const EXITED = /^# Looks like your test exited with /;
const RUNNING = /^(\S.{0,500}?) \.{2,80} ?$/;
const ENDED = /^Result: (PASS|FAIL)$/;
const MAX_BACK = 40;

/** prove's own lines, or the comments of a test that ran alone. */
export const isPerl = (lines: readonly LogLine[]): boolean =>
  lines.some(({ text }) => ENDED.test(text) || NAMED.test(text) || /^# Looks like you failed \d/.test(text));

export const perl: Grammar = {
  tool: 'perl',
  marks: ['#   Failed test', '(Wstat: ', 'Result: PASS', 'Result: FAIL'],
  read(lines) {
    const said = saidOf(lines);
    const findings = lines.flatMap((_, at) => [...failedAt(lines, at), ...diedAt(lines, at, said)]);
    const result = lines.flatMap(({ text }) => ENDED.exec(text)?.[1] ?? []).at(-1);
    return { findings, ended: result === undefined ? undefined : result === 'PASS' ? 'passed' : 'failed' };
  },
};

function failedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const text = textAt(lines, at);
  const [, , name] = NAMED.exec(text) ?? [];
  const [, , ownFile, ownLine] = NAMELESS.exec(text) ?? [];
  if (name === undefined && ownFile === undefined) return [];
  const [, file = ownFile, line = ownLine] = PLACE.exec(textAt(lines, at + 1)) ?? [];
  const from = name === undefined ? at + 1 : at + 2;
  const to = endOf(lines, from, (each) => !MORE.test(each) || NAMED.test(each) || EXITED.test(each), 60);
  const said = textOf(uncommented(lines.slice(from, to)), 0, to - from);
  const testId = name ?? `line ${line ?? '?'}`;
  return [
    {
      kind: 'test',
      testId,
      file,
      line: line === undefined ? undefined : Number(line),
      message: said || 'failed',
      from: at,
      to,
    },
  ];
}

const uncommented = (lines: readonly LogLine[]): readonly LogLine[] =>
  lines.map((line) => ({ ...line, text: line.text.replace(/^\s{0,40}#/, '') }));

/** A file of which no test failed, and that did not come to its end. */
function diedAt(lines: readonly LogLine[], at: number, said: Said): readonly Finding[] {
  const [, file, code = '', failed] = DIED.exec(textAt(lines, at)) ?? [];
  if (file === undefined || failed !== '0') return [];
  const why = whyOf(lines, at, said, file);
  const parse = /^ {2}Parse errors: (.{1,500})$/.exec(textAt(lines, at + 2))?.[1];
  const [, message, place, line] = THROWN.exec(why.text) ?? [];
  const isSyntax = /^(?:syntax error|Can't locate|Global symbol|Bareword|Missing right curly)/.test(why.text);
  const isOwn = place !== undefined && (isSyntax || sameFile(place, file));
  const to = endOf(lines, at + 1, (text) => !text.startsWith('  '), 10);
  return [
    {
      kind: isSyntax ? 'compile' : 'crash',
      file: isOwn ? place : file,
      ...(isOwn ? { line: Number(line) } : {}),
      message: message ?? (why.text || parse || `exited with ${code}`),
      from: why.at ?? at,
      to: why.at === undefined ? to : why.at + 1,
    },
  ];
}

const plainFile = (file: string): string => file.replace(/^\.\//, '');
const sameFile = (a: string, b: string): boolean => plainFile(a) === plainFile(b);

/** By file, the first line that names it: of what was thrown, and of prove as it began with it. */
type Said = { readonly thrown: ReadonlyMap<string, number>; readonly running: ReadonlyMap<string, number> };

function saidOf(lines: readonly LogLine[]): Said {
  const [thrown, running] = [new Map<string, number>(), new Map<string, number>()];
  // Looked for only where a file died at all.
  if (!lines.some(({ text }) => DIED.test(text))) return { thrown, running };
  for (const [at, { text }] of lines.entries()) {
    const file = text.includes(' line ') ? THROWN.exec(text)?.[2] : undefined;
    if (file !== undefined && !thrown.has(plainFile(file))) thrown.set(plainFile(file), at);
    const run = text.includes(' ..') ? RUNNING.exec(text)?.[1] : undefined;
    if (run !== undefined && !running.has(plainFile(run))) running.set(plainFile(run), at);
  }
  return { thrown, running };
}

/** What it said last before prove named it; where several run at once, a line that names it. */
function whyOf(
  lines: readonly LogLine[],
  end: number,
  { thrown, running }: Said,
  file: string,
): { text: string; at?: number } {
  const named = thrown.get(plainFile(file));
  if (named !== undefined && named < end) return { text: textAt(lines, named), at: named };
  const begun = running.get(plainFile(file));
  const run = begun !== undefined && begun < end ? begun : -1;
  for (let at = run - 1; at >= Math.max(0, run - MAX_BACK); at -= 1) {
    const text = textAt(lines, at);
    if (RUNNING.test(text) || /^(?:Dubious|Failed \d|No subtests|ok$)/.test(text)) break;
    if (text.trim() !== '' && !EXITED.test(text) && !/^\s{0,40}#/.test(text)) return { text, at };
  }
  return { text: '' };
}
