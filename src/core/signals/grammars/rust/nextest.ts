// cargo-nextest: one status line for each try of each test, its output below it, and a summary that tells the last try again.
import { type Finding, type Reading, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import type { Panic } from './panics.ts';

const STATUS =
  /^ {1,12}(?:TRY (\d{1,4}) )?(PASS|FAIL|FLKY-FL|ABRT|ABORT|SIG[A-Z]{2,8}|SEGV|TIMEOUT|TMT|LEAK|LEAK-FAIL|LEAK-FL|LKFAIL|XFAIL|[A-Z]{3,7})(?: \+ [A-Z]{1,8})? \[ {0,10}[>\d.]{1,12}s\] (?:\([ ─—-]{0,12}\d{0,7}(?:\/ {0,7}\d{1,7})?[ ─—-]{0,12}\) )? {0,60}(\S{1,300}) (\S.{0,1000})$/;
const FLAKY = /^ {1,12}FLAKY \d{1,4}\/\d{1,4} \[/;
const SUMMARY = /^ {1,12}Summary \[ {0,10}[\d.]{1,12}s\] /;
const PASSED: ReadonlySet<string> = new Set(['PASS', 'LEAK']);
const UNSETTLED: ReadonlySet<string> = new Set([
  'SLOW',
  'TRMNTG',
  'SETUP',
  'DELAY',
  'RETRY',
  'START',
  'SKIP',
  'KILL',
]);

export const isNextest = (lines: readonly LogLine[]): boolean =>
  lines.some(
    ({ text }) =>
      /Nextest run(?: ID)? /.test(text) || SUMMARY.test(text) || /^ {1,12}TRY \d{1,4} FAIL \[/.test(text),
  );

type Last = {
  readonly name: string;
  readonly binary: string;
  status: string;
  from: number;
  to: number;
  failed: number;
  hasTries: boolean;
};

export function nextestFindings(lines: readonly LogLine[], panics: readonly Panic[]): Reading {
  const tests = new Map<string, Last>();
  let inSummary = false;
  lines.forEach(({ text }, at) => {
    if (SUMMARY.test(text)) inSummary = true;
    const found = FLAKY.test(text) ? null : STATUS.exec(text);
    if (found === null || UNSETTLED.has(found[2] ?? '')) return;
    const [, attempt, status = '', binary = '', name = ''] = found;
    const key = `${binary} ${name}`;
    const before = tests.get(key);
    if (before !== undefined && inSummary) toldAgain(before, status, at, endOfOutput(lines, at));
    else {
      const failed = (before?.failed ?? 0) + (PASSED.has(status) ? 0 : 1);
      tests.set(key, {
        name,
        binary,
        status,
        from: at,
        to: endOfOutput(lines, at),
        failed,
        hasTries: attempt !== undefined,
      });
    }
  });
  const findings = [...tests.values()]
    .filter(({ status }) => !PASSED.has(status))
    .map((last) => findingOf(lines, last, panics));
  return { findings, ended: inSummary ? (findings.length > 0 ? 'failed' : 'passed') : undefined };
}

/** The summary has the last word, and with --failure-output final the output as well. */
function toldAgain(last: Last, status: string, at: number, to: number): void {
  last.status = status;
  if (to - at <= last.to - last.from) return;
  last.from = at;
  last.to = to;
}

function endOfOutput(lines: readonly LogLine[], at: number): number {
  let to = at + 1;
  while (
    to < Math.min(lines.length, at + 500) &&
    !STATUS.test(textAt(lines, to)) &&
    !/^(?:─{4,}|-{4,}$| {1,12}Summary \[|error: )/.test(textAt(lines, to))
  )
    to += 1;
  while (to > at + 1 && textAt(lines, to - 1).trim() === '') to -= 1;
  return to;
}

const KINDS: Readonly<Record<string, Finding['kind']>> = { FAIL: 'test', TIMEOUT: 'timeout', TMT: 'timeout' };

function findingOf(
  lines: readonly LogLine[],
  { name, binary, status, from, to, failed, hasTries }: Last,
  panics: readonly Panic[],
): Finding {
  const its = panics.filter((panic) => panic.at > from && panic.at < to);
  const panic =
    its.findLast(({ thread }) => thread === name) ??
    its[0] ??
    panics.findLast(({ thread }) => thread === name);
  const kind = KINDS[status] ?? (/^(?:ABRT|ABORT|SIG|SEGV)/.test(status) ? 'crash' : 'test');
  const note = noteIn(lines, from, to);
  return {
    kind,
    tool: 'nextest',
    testId: name,
    suite: binary,
    file: note?.file ?? panic?.file,
    line: note?.line ?? panic?.line,
    column: note?.column ?? panic?.column,
    message: note?.message ?? panic?.message ?? wordsFor(lines, from, to, status),
    ...(hasTries ? { attempts: { passed: 0, failed } } : {}),
    from,
    to,
  };
}

function noteIn(lines: readonly LogLine[], from: number, to: number) {
  for (let at = from; at < to; at += 1) {
    const found =
      /^\s{0,12}note: (test did not panic as expected)(?: at (\S.{0,500}?):(\d{1,7}):(\d{1,7}))?$/.exec(
        textAt(lines, at),
      );
    if (found !== null)
      return {
        message: found[1] ?? '',
        file: found[2],
        line: found[3] === undefined ? undefined : Number(found[3]),
        column: found[4] === undefined ? undefined : Number(found[4]),
      };
    if (/^\s{0,12}note: panic did not contain expected string$/.test(textAt(lines, at)))
      return {
        message: lines
          .slice(at, at + 3)
          .map(({ text }) => text.trim().replace(/^note: /, ''))
          .join('\n'),
      };
  }
  return undefined;
}

function wordsFor(lines: readonly LogLine[], from: number, to: number, status: string): string {
  const said = lines
    .slice(from + 1, to)
    .flatMap(
      ({ text }) =>
        /^\s{0,12}(Error: .{1,2000}|\(test (?:aborted|timed out).{0,200}\))$/.exec(text)?.[1] ?? [],
    );
  return said[0]?.replace(/^\((.{1,300})\)$/, '$1') ?? `ended with ${status}`;
}
