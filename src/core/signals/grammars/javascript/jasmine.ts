// jasmine: under "Failures:" a number and a name, then what was expected and where. karma: `Chrome … (Linux) NAME FAILED`, the words below it.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct } from '../problem-lines.ts';
import { isFrame } from '../stack.ts';
import { ownPlaces, placeOfTest } from './frames.ts';

const FAILURES = /^(?:Failures|Suite level failures|\d{1,6}\) .{1,500}): ?$|^Failures:$/;
const HEAD = /^\d{1,6}\) (\S.{0,2000})$/;
const PART = /^ {2}(?:Message|Stack):$/;
const PENDING = /^Pending:$/;
const SUMMARY = /^(?:Executed )?(\d{1,6}) (?:of \d{1,6} )?specs?, (\d{1,6}) failures?\b/;
const KARMA = /^(?:\u2026)?\s?([A-Z][\w ]{1,60} [\d.]{1,30} \([^()]{1,60}\)):? (\S.{0,2000}?) FAILED$/;
const KARMA_ENDED =
  /^(?:[A-Z][\w ]{1,60} [\d.]{1,30} \([^()]{1,60}\): Executed \d{1,6} of \d{1,6} \((\d{1,6}) FAILED\)|TOTAL: (\d{1,6}) FAILED)/;
const SAID_BELOW = /^(?:\t| {4,})/;

export const jasmine: Grammar = {
  tool: 'jasmine',
  marks: ['  Message:', ' FAILED'],
  read(lines) {
    const own = lines.flatMap((_, at) => headAt(lines, at));
    const inBrowser = distinct(lines.flatMap((_, at) => karmaAt(lines, at)));
    const isKarma = lines.some(({ text }) => KARMA_ENDED.test(text));
    const failures = lines.flatMap(({ text }) => SUMMARY.exec(text)?.[2] ?? []).at(-1);
    const findings = [...own, ...(isKarma ? inBrowser : [])];
    const ended =
      findings.length > 0 ? 'failed' : failures === '0' && own.length === 0 ? 'passed' : undefined;
    return { findings, ended };
  },
};

function headAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const name = HEAD.exec(textAt(lines, at))?.[1];
  if (name === undefined || textAt(lines, at + 1) !== '  Message:') return [];
  const to = endOf(
    lines,
    at + 1,
    (text) => HEAD.test(text) || PENDING.test(text) || SUMMARY.test(text) || FAILURES.test(text),
  );
  const stack = endOf(lines, at + 2, (text, no) => no >= to || PART.test(text));
  const places = ownPlaces(lines, at, to);
  let end = to;
  while (end > at + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  // What the test itself called comes last in each of its stacks.
  const first = endOf(lines, stack + 1, (text, no) => no >= to || !isFrame(text));
  const test = placeOfTest(ownPlaces(lines, stack, first)) ?? placeOfTest(places);
  return [{ kind: 'test', testId: name, ...test, message: textOf(lines, at + 2, stack), from: at, to: end }];
}

function karmaAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, , name] = KARMA.exec(textAt(lines, at)) ?? [];
  if (name === undefined) return [];
  const to = endOf(lines, at + 1, (text) => !SAID_BELOW.test(text), 200);
  const frames = endOf(lines, at + 1, (text, no) => no >= to || isFrame(text.replace(/^\t/, ' ')), 200);
  const place = placeOfTest(
    ownPlaces(
      lines.map((line) => ({ ...line, text: line.text.replace(/^\t/, ' ') })),
      at + 1,
      to,
    ),
  );
  const message = textOf(lines, at + 1, frames) || 'failed';
  return [
    { kind: 'test', tool: 'karma', testId: name, ...place, message, from: at, to: Math.max(at + 1, to) },
  ];
}
