// Robot Framework's console: a suite's name between double rules, and for each test `name | FAIL |` with what it says below.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const DOUBLE = /^={78}$/;
const THIN = /^-{78}$/;
const RESULT = /^(\S.{0,300}?)\s{1,80}\| (PASS|FAIL) \|$/;
const COUNTS = /^\d{1,6} tests?, (?:\d{1,6} passed, \d{1,6} failed|\d{1,6} critical, )/;

export const robot: Grammar = {
  tool: 'robot',
  marks: ['| FAIL |', '| PASS |'],
  read(lines) {
    let suite: string | undefined;
    let ended: 'passed' | 'failed' | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const isSuite = DOUBLE.test(textAt(lines, at - 1)) && DOUBLE.test(textAt(lines, at + 1));
      if (isSuite && !RESULT.test(text)) suite = bare(text);
      const [whole, name = '', word] = RESULT.exec(text) ?? [];
      if (whole === undefined) return [];
      if (COUNTS.test(textAt(lines, at + 1))) {
        ended = word === 'PASS' && ended !== 'failed' ? 'passed' : 'failed';
        return [];
      }
      const testId = suite === undefined ? bare(name) : `${suite}.${bare(name)}`;
      return word === 'FAIL' ? [failureAt(lines, at, testId, suite)] : [];
    });
    return { findings, ended };
  },
};

/** A suite's or a test's documentation stands behind its name. */
const bare = (text: string): string => text.trim().split(' :: ')[0] ?? '';

function failureAt(
  lines: readonly LogLine[],
  at: number,
  testId: string,
  suite: string | undefined,
): Finding {
  const to = endOf(lines, at + 1, (text) => THIN.test(text) || DOUBLE.test(text), 200);
  const said = textOf(lines, at + 1, to);
  return { kind: 'test', testId, suite, message: said === '' ? 'failed' : said, from: at, to };
}
