// Catch2, versions 2 and 3: the console reporter, the compact one, which names no tests, and its TAP.
import { endOf, type Finding, type Grammar, type Reading, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { firstOfEach } from './cpp-tests.ts';

const FAILED = /^(?:\d{1,6}: )?(\S.{0,500}?)(?::(\d{1,7})|\((\d{1,7})\)): (?:FAILED|error):?$/;
const RULE = /^(?:\d{1,6}: )?-{79}$/;
/** Below the rule that closes the name: where the case stands. */
const CASE_PLACE = /^(?:\d{1,6}: )?\S.{0,500}(?::\d{1,7}|\(\d{1,7}\))$/;
const END = /^(?:\d{1,6}: )?(?:-{79}|={79}|\.{79})$|: (?:FAILED|PASSED|SKIPPED):?$/;
const COMPACT = /^(\S.{0,500}?)(?::(\d{1,7})|\((\d{1,7})\)): (?:failed|error): (.{1,2000})$/;
const SUM = /^(?:test cases: {1,6}\d|All tests passed \(|(?:Passed|Failed) (?:all )?\d{1,6} test cases?)/;
const HAS_FAILED = /^test cases: .{0,80}\b[1-9]\d{0,6} failed(?! as expected)/;
const NAME = /^# (\S.{0,1000})$/;
const RESULT = /^(not )?ok \d{1,7} - (.{0,2000})$/;

export const catch2: Grammar = {
  tool: 'catch2',
  marks: [': FAILED:', 'due to unexpected exception', 'due to a fatal error', ': failed: ', '# rng-seed: '],
  read(lines) {
    const sums = lines.filter(({ text }) => SUM.test(text));
    // Cases that may fail are printed like the others; only the sum knows that all of them were such.
    const allAsExpected =
      sums.some(({ text }) => text.includes('failed as expected')) &&
      !sums.some(({ text }) => HAS_FAILED.test(text));
    if (allAsExpected) return { findings: [], ended: 'passed' };
    const tap = isCatchTap(lines) ? tapIn(lines) : [];
    const named = [...consoleIn(lines), ...tap];
    const compact =
      named.length === 0 && sums.length > 0 ? lines.flatMap(({ text }, at) => compactAt(text, at)) : [];
    return { findings: [...firstOfEach(named), ...compact], ended: endedAs(sums.map(({ text }) => text)) };
  },
};

/** A comment with the name stands above each check, and none of them has a block below. */
export const isCatchTap = (lines: readonly LogLine[]): boolean =>
  lines.some(({ text }) => /^# rng-seed: \d/.test(text));

function consoleIn(lines: readonly LogLine[]): readonly Finding[] {
  const findings: Finding[] = [];
  let name: string | undefined;
  lines.forEach(({ text }, at) => {
    if (RULE.test(text) && !CASE_PLACE.test(textAt(lines, at + 1))) name = nameBelow(lines, at) ?? name;
    const place = name === undefined ? null : FAILED.exec(text);
    if (place === null) return;
    const to = endOf(lines, at + 1, (each) => END.test(each), 60);
    findings.push({
      kind: 'test',
      testId: name,
      file: place[1],
      line: Number(place[2] ?? place[3]),
      message: textOf(lines, at + 1, to).trimStart(),
      from: at,
      to: lastWritten(lines, at + 1, to),
    });
  });
  return findings;
}

/** The name of the case, between two rules; a long one goes on in the next line, sections are indented below it. */
function nameBelow(lines: readonly LogLine[], rule: number): string | undefined {
  const end = endOf(lines, rule + 1, (text) => RULE.test(text), 12);
  if (!RULE.test(textAt(lines, end))) return undefined;
  const names = lines.slice(rule + 1, end).map(({ text }) => text.replace(/^\d{1,6}: /, ''));
  const own = names.filter((name) => !name.startsWith('  '));
  return own.map((name) => name.trim()).join(' ');
}

function lastWritten(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}

function compactAt(text: string, at: number): readonly Finding[] {
  const [, file, line, other, message = ''] = COMPACT.exec(text) ?? [];
  if (file === undefined) return [];
  return [{ kind: 'test', file, line: Number(line ?? other), message, from: at, to: at + 1 }];
}

const tapIn = (lines: readonly LogLine[]): readonly Finding[] =>
  lines.flatMap(({ text }, at): readonly Finding[] => {
    const [, not, message = ''] = RESULT.exec(text) ?? [];
    if (not === undefined || / # (?:TODO|SKIP)\b/.test(text)) return [];
    const testId = NAME.exec(textAt(lines, at - 1))?.[1];
    return [{ kind: 'test', testId, message, from: at, to: at + 1 }];
  });

function endedAs(sums: readonly string[]): Reading['ended'] {
  if (sums.length === 0) return undefined;
  return sums.every((text) => text.startsWith('All tests passed') || text.startsWith('Passed '))
    ? 'passed'
    : 'failed';
}
