// The parts of one pytest session: sections with a header each, lines of the short summary, results that -v prints, its last line.
import { textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { bareTitle } from './pytest-ids.ts';

export type Section = {
  readonly title: string;
  /** The title without what went wrong with it: the test's name with dots. */
  readonly name: string;
  readonly isError: boolean;
  readonly from: number;
  readonly to: number;
};
export type SummaryLine = {
  readonly word: string;
  readonly rest: string;
  readonly at: number;
  readonly to: number;
  /** It stands below the summary's own header. */
  readonly isSure: boolean;
};
export type Result = { readonly id: string; readonly word: string; readonly at: number };

export type Session = {
  readonly from: number;
  readonly to: number;
  readonly sections: readonly Section[];
  readonly summary: readonly SummaryLine[];
  readonly results: readonly Result[];
  /** Lines of FAILURES that stand below no header: --tb=line. */
  readonly bare: readonly { readonly from: number; readonly to: number }[];
  readonly last: string | undefined;
};

const START = /^={3,300} test session starts /;
const RULE = /^={3,300} (\S.{0,300}?) ={3,300}$/;
const HEADER = /^(_{1,300}) (\S.{0,3000}?) _{1,300}$/;
const SUMMARY =
  /^(FAILED|ERROR|SUBFAILED\S?.{0,500}?|(?:\[.{1,500}\] )?(?:\(.{1,500}\) )?SUBFAIL) ([^\s:]{1,1000}\.\w{1,10}(?:::.{1,3000}| - .{1,3000})?)$/;
const RESULT =
  /^(\S[^\s:]{0,1000}\.\w{1,10}::\S.{0,2000}?) (PASSED|FAILED|ERROR|RERUN|SUBFAILED.{0,500}|SUBFAIL)(?: {1,200}\[ {0,3}\d{1,3}%\])?$/;
const WORKER_RESULT =
  /^\[gw\d{1,4}\] (?:\[ {0,3}\d{1,3}%\] )?(PASSED|FAILED|ERROR|RERUN) (\S[^\s:]{0,1000}\.\w{1,10}::.{1,2000})$/;
const LAST =
  /^(?:={1,300} )?((?:no tests ran|\d{1,7} (?:passed|failed|errors?|skipped|deselected|xfailed|xpassed|warnings?|rerun|subtests passed))(?:, \d{1,7} [a-z ]{3,30}){0,12}) in \d{1,7}(?:\.\d{1,4})?(?:s| seconds)\b/;
const INTERRUPTED = /^!{3,300} .{1,300} !{3,300}$/;

export const countOf = (last: string | undefined, word: RegExp): number =>
  Number(new RegExp(`(\\d{1,7}) (?:${word.source})`).exec(last ?? '')?.[1] ?? 0);

type Region = 'none' | 'errors' | 'failures' | 'summary' | 'other';

const regionOf = (title: string): Region => {
  if (title === 'ERRORS') return 'errors';
  if (title === 'FAILURES') return 'failures';
  return title === 'short test summary info' ? 'summary' : 'other';
};

export function sessionsIn(lines: readonly LogLine[]): readonly Session[] {
  const sessions: Session[] = [];
  let from = 0;
  lines.forEach(({ text }, at) => {
    const last = LAST.exec(text)?.[1];
    if (last !== undefined) sessions.push(sessionOf(lines, from, at + 1, last));
    else if (START.test(text) && at > from) sessions.push(sessionOf(lines, from, at, undefined));
    else return;
    from = last === undefined ? at : at + 1;
  });
  return [...sessions, sessionOf(lines, from, lines.length, undefined)];
}

function sessionOf(lines: readonly LogLine[], from: number, to: number, last: string | undefined): Session {
  const sections: Section[] = [];
  const summary: SummaryLine[] = [];
  const results: Result[] = [];
  const bare: { from: number; to: number }[] = [];
  let region: Region = 'none';
  let open: { title: string; from: number } | undefined;
  const close = (at: number) => {
    if (open?.title === '') bare.push({ from: open.from, to: at });
    else if (open !== undefined)
      sections.push({ ...open, name: bareTitle(open.title), isError: region === 'errors', to: at });
    open = undefined;
  };
  for (let at = from; at < to; at += 1) {
    const text = textAt(lines, at);
    const rule = RULE.exec(text)?.[1];
    if (rule !== undefined || INTERRUPTED.test(text) || at === to - 1) {
      close(at === to - 1 && rule === undefined && last === undefined ? to : at);
      region = rule === undefined ? 'other' : regionOf(rule);
      if (region === 'failures') open = { title: '', from: at + 1 };
      if (rule !== undefined) continue;
    }
    if (region === 'errors' || region === 'failures') {
      const title = headerOf(text);
      if (title === undefined) continue;
      close(at);
      open = { title, from: at };
    } else readLine(text, at, region, summary, results);
  }
  return { from, to, sections, summary: spread(summary, to), results, bare, last };
}

function readLine(text: string, at: number, region: Region, summary: SummaryLine[], results: Result[]): void {
  const said = region === 'summary' || region === 'none' ? SUMMARY.exec(text) : null;
  if (said !== null) {
    summary.push({
      word: said[1] ?? '',
      rest: said[2] ?? '',
      at,
      to: at + 1,
      isSure: region === 'summary',
    });
    return;
  }
  const result = RESULT.exec(text);
  if (result !== null) results.push({ id: result[1] ?? '', word: result[2] ?? '', at });
  const worker = WORKER_RESULT.exec(text);
  if (worker !== null) results.push({ id: worker[2] ?? '', word: worker[1] ?? '', at });
}

/** In CI pytest prints whole messages into its summary, several lines each. */
const spread = (summary: readonly SummaryLine[], end: number): readonly SummaryLine[] =>
  summary.map((line, index) => ({
    ...line,
    to: Math.max(line.at + 1, Math.min(summary[index + 1]?.at ?? end - 1, line.at + 40)),
  }));

/** A header fills the terminal's width; one underscore is left beside a long title only. `_ _ _` parts frames. */
function headerOf(text: string): string | undefined {
  const found = HEADER.exec(text);
  if (found === null || text.startsWith('_ _ ')) return undefined;
  return (found[1] ?? '').length > 2 || text.length > 70 ? found[2] : undefined;
}
