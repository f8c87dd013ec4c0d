// cucumber in its languages: JavaScript tells the steps of each scenario that failed, Ruby and Java list the scenarios at the end.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const HEAD =
  /^\d{1,6}\) (?:Scenario|Scenario Outline|Example): (\S.{0,1000}?)(?: \(attempt (\d{1,3})(?:, retried)?\))? # (\S.{0,500}):(\d{1,7})$/;
const RETRIED = /\(attempt \d{1,3}, retried\) # /;
const BAD = /^ {3}(?:✖|×|\?) (?:(?:Given|When|Then|And|But|\*) )?(.{1,1000}?)(?: # \S.{0,500})?$/;
const STEP = /^ {3}(?:✔|√|-|✖|×|\?) /;
const LIST = /^Fail(?:ing Scenarios|ed scenarios): ?$/;
const LISTED =
  /^(?:cucumber (?:-p \S{1,60} )?|(?:file|classpath):(?:\/\/)?)(\S.{0,500}\.feature):(\d{1,7}) # (?:Scenario(?: Outline)?: )?(\S.{0,1000})$/;
const SUMMARY = /^\d{1,6} scenarios? \((.{1,300})\)$/;

export const cucumber: Grammar = {
  tool: 'cucumber',
  marks: [') Scenario', 'Failing Scenarios:', 'Failed scenarios:', ' scenarios (', ' scenario ('],
  read(lines) {
    // What is only warned of stands below in the same form.
    const warned = lines.findIndex(({ text }) => text === 'Warnings:');
    const until = warned === -1 ? lines.length : warned;
    const told = lines.flatMap((_, at) => (at < until ? headAt(lines, at) : []));
    const listed =
      told.length > 0 ? [] : lines.flatMap(({ text }, at) => (LIST.test(text) ? listBelow(lines, at) : []));
    const sums = lines.flatMap(({ text }) => SUMMARY.exec(text)?.[1] ?? []).at(-1);
    const isBad = sums !== undefined && /\b(?:failed|undefined|ambiguous)\b/.test(sums);
    return {
      findings: [...told, ...listed],
      ended: sums === undefined ? undefined : isBad ? 'failed' : 'passed',
    };
  },
};

/** A scenario that is tried again is told once for each try; the last one counts. */
function headAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [whole, testId, attempt, file, line] = HEAD.exec(textAt(lines, at)) ?? [];
  if (whole === undefined || RETRIED.test(whole)) return [];
  const end = endOf(lines, at + 1, (text) => text !== '' && !text.startsWith(' '), 400);
  const bad = endOf(lines, at + 1, (text, no) => no >= end || BAD.test(text));
  const to = endOf(lines, bad + 1, (text, no) => no >= end || STEP.test(text));
  const step = BAD.exec(textAt(lines, bad))?.[1] ?? '';
  const said = textOf(
    lines,
    bad + 1,
    endOf(lines, bad + 1, (text, no) => no >= to || /^\s{2,20}at \S/.test(text)),
  );
  const isUndefined = said.startsWith('Undefined.');
  return [
    {
      kind: 'test',
      testId,
      file,
      line: Number(line),
      message: isUndefined ? `undefined step: ${step}` : said || `failed: ${step}`,
      ...(attempt === undefined ? {} : { attempts: { passed: 0, failed: Number(attempt) } }),
      from: at,
      to: lastWritten(lines, at + 1, to),
    },
  ];
}

function listBelow(lines: readonly LogLine[], at: number): readonly Finding[] {
  const end = endOf(lines, at + 1, (text) => !LISTED.test(text), 2_000);
  return lines.slice(at + 1, end).map(({ text }, index) => {
    const [, file, line, testId] = LISTED.exec(text) ?? [];
    const from = at + 1 + index;
    return { kind: 'test', testId, file, line: Number(line), message: 'failed', from, to: from + 1 };
  });
}

function lastWritten(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}
