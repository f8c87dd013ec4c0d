// Catch2, doctest and Boost.Test: console reporters.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const CATCH = /^(?:\d{1,6}: )?(\S.{0,500}?)(?::(\d{1,7})|\((\d{1,7})\)): (?:FAILED|error):?$/;
const RULE = /^(?:\d{1,6}: )?-{79}$/;
/** Below the rule that closes the name: where the case stands. */
const CASE_PLACE = /^(?:\d{1,6}: )?\S.{0,500}(?::\d{1,7}|\(\d{1,7}\))$/;
const CATCH_END = /^(?:\d{1,6}: )?(?:-{79}|={79}|\.{79})$|: (?:FAILED|PASSED):?$/;
const DOCTEST = /^(?:\d{1,6}: )?(\S.{0,500}?)(?::(\d{1,7})|\((\d{1,7})\)): (?:FATAL )?ERROR: (.{1,2000})$/;
const DOCTEST_NAME = /^(?:\d{1,6}: )?TEST CASE: {1,4}(.{1,1000})$/;
const BOOST = /^(?:\d{1,6}: )?(\S.{0,500}?)\((\d{1,7})\): (?:fatal )?error: in "([^"]{1,500})": (.{1,2000})$/;

export const catch2: Grammar = {
  tool: 'catch2',
  marks: [': FAILED:', 'due to unexpected exception', 'due to a fatal error'],
  read(lines) {
    const findings: Finding[] = [];
    let name: { text: string; at: number } | undefined;
    lines.forEach(({ text }, at) => {
      if (RULE.test(text) && !CASE_PLACE.test(textAt(lines, at + 1))) name = nameBelow(lines, at) ?? name;
      const place = name === undefined ? null : CATCH.exec(text);
      if (place === null || name === undefined) return;
      const to = endOf(lines, at + 1, (each) => CATCH_END.test(each), 60);
      findings.push({
        kind: 'test',
        testId: name.text,
        file: place[1],
        line: Number(place[2] ?? place[3]),
        message: textOf(lines, at + 1, to),
        from: at,
        to: lastWritten(lines, at + 1, to),
      });
    });
    return { findings: firstOfEach(findings) };
  },
};

/** The name of the case, between two rules; a long one goes on in the next line, sections are indented below it. */
function nameBelow(lines: readonly LogLine[], rule: number): { text: string; at: number } | undefined {
  const end = endOf(lines, rule + 1, (text) => RULE.test(text), 12);
  if (!RULE.test(textAt(lines, end))) return undefined;
  const names = lines.slice(rule + 1, end).map(({ text }) => text.replace(/^\d{1,6}: /, ''));
  const own = names.filter((name) => !name.startsWith('  '));
  return { text: own.map((name) => name.trim()).join(' '), at: rule };
}

function lastWritten(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}

/** Several checks of one case are one failing test. */
const firstOfEach = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ testId }, index) => findings.findIndex((each) => each.testId === testId) === index);

export const doctest: Grammar = {
  tool: 'doctest',
  marks: ['TEST CASE: '],
  read(lines) {
    const findings: Finding[] = [];
    let name = '';
    lines.forEach(({ text }, at) => {
      name = DOCTEST_NAME.exec(text)?.[1]?.trim() ?? name;
      const found = name === '' ? null : DOCTEST.exec(text);
      if (found === null) return;
      const to = endOf(lines, at + 1, (each) => each.trim() === '' || each.startsWith('==='), 12);
      const message = [found[4], textOf(lines, at + 1, to)].filter((each) => each !== '').join('\n');
      findings.push({
        kind: 'test',
        testId: name,
        file: found[1],
        line: Number(found[2] ?? found[3]),
        message,
        from: at,
        to,
      });
    });
    return { findings: firstOfEach(findings) };
  },
};

export const boostTest: Grammar = {
  tool: 'boost.test',
  marks: ['error: in "'],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      const found = BOOST.exec(text);
      if (found === null) return [];
      const [, file, line, testId, message = ''] = found;
      return [{ kind: 'test', testId, file, line: Number(line), message, from: at, to: at + 1 }];
    });
    return { findings: firstOfEach(findings) };
  },
};
