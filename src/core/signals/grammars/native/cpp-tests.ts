// doctest and Boost.Test: console reporters.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const DOCTEST = /^(?:\d{1,6}: )?(\S.{0,500}?)(?::(\d{1,7})|\((\d{1,7})\)): (?:FATAL )?ERROR: (.{1,2000})$/;
const DOCTEST_NAME = /^(?:\d{1,6}: )?TEST CASE: {1,4}(.{1,1000})$/;
/** Where an exception was thrown nobody knows; the last check before it is told. */
const CHECKPOINT = /^(\S.{0,500}?)\((\d{1,7})\): last checkpoint/;
const ALLOWED =
  /^(?:Allowed to fail so marking it|Failed as expected so marking it|Failed exactly \d{1,6} times as expected) /;
const BOOST = /^(?:\d{1,6}: )?(\S.{0,500}?)\((\d{1,7})\): (?:fatal )?error: in "([^"]{1,500})": (.{1,2000})$/;

/** Several checks of one case are one failing test. */
export const firstOfEach = (findings: readonly Finding[]): readonly Finding[] =>
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
      if (found === null || mayFail(lines, at)) return;
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

/** Said at the end of a case that is decorated so. */
function mayFail(lines: readonly LogLine[], from: number): boolean {
  const end = endOf(lines, from + 1, (text) => /^={79}$/.test(text) || ALLOWED.test(text), 400);
  return ALLOWED.test(textAt(lines, end));
}

export const boostTest: Grammar = {
  tool: 'boost.test',
  marks: ['error: in "'],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      const found = BOOST.exec(text);
      if (found === null) return [];
      const [, file, line, testId, message = ''] = found;
      const checkpoint = file === 'unknown location' ? CHECKPOINT.exec(textAt(lines, at + 1)) : null;
      const place =
        file === 'unknown location'
          ? { file: checkpoint?.[1], line: Number(checkpoint?.[2]) || undefined }
          : { file, line: Number(line) };
      const to = checkpoint === null ? at + 1 : at + 2;
      return [{ kind: 'test', testId, suite: suiteOf(testId), ...place, message, from: at, to }];
    });
    return { findings: firstOfEach(findings) };
  },
};

const suiteOf = (testId = ''): string | undefined =>
  testId.includes('/') ? testId.slice(0, testId.lastIndexOf('/')) : undefined;
