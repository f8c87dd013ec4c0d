// Test frameworks of C: cmocka, whose brackets look like GoogleTest's, and check, which has a test in one line.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FAILED = /^\[ {2}FAILED {2}\] (?:(\w{1,200}): )?(\w{1,300})$/;
const SAID = /^\[ {2}ERROR {3}\] --- (.{0,2000})$/;
const LINE = /^\[ {3}LINE {3}\] --- (\S.{0,500}?):(\d{1,7}): error: .{1,200}$/;
const BEGIN = /^\[ (?:RUN {6}|={10})\]/;
const CHECK = /^(\S.{0,500}?):(\d{1,7}):([FE]):([^:]{1,200}):([^:]{1,300}):(\d{1,7}): (.{1,2000})$/;
const SUM = /^\d{1,3}%: Checks: \d{1,7}, Failures: \d{1,7}, Errors: \d{1,7}$/;

export const cmocka: Grammar = {
  tool: 'cmocka',
  marks: ['[   LINE   ] --- '],
  read(lines) {
    const findings = lines.flatMap(({ text }, at) => {
      const [, suite, testId] = FAILED.exec(text) ?? [];
      return testId === undefined ? [] : failedAt(lines, at, testId, suite);
    });
    return { findings };
  },
};

/** What was wrong stands above the word that it failed; in the list at the end nothing does. */
function failedAt(
  lines: readonly LogLine[],
  at: number,
  testId: string,
  suite: string | undefined,
): readonly Finding[] {
  let from = at;
  while (from > 0 && from > at - 60 && !BEGIN.test(textAt(lines, from - 1))) from -= 1;
  const placeAt = endOf(lines, from, (text, no) => no >= at || LINE.test(text), 61);
  if (placeAt >= at) return [];
  const [, file, line] = LINE.exec(textAt(lines, placeAt)) ?? [];
  const said = lines.slice(from, at).flatMap(({ text }) => SAID.exec(text)?.[1] ?? []);
  const message = said.join('\n') || 'failed';
  return [
    {
      kind: 'test',
      testId,
      suite,
      file,
      line: Number(line),
      message,
      from: Math.max(0, from - 1),
      to: at + 1,
    },
  ];
}

export const checkFramework: Grammar = {
  tool: 'check',
  marks: [': Checks: ', '%: Checks'],
  read(lines) {
    if (!lines.some(({ text }) => SUM.test(text))) return { findings: [] };
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      const [, file, line, sort, suite, testId, , message = ''] = CHECK.exec(text) ?? [];
      if (file === undefined) return [];
      const kind = sort === 'E' ? 'crash' : 'test';
      return [{ kind, testId, suite, file, line: Number(line), message, from: at, to: at + 1 }];
    });
    return { findings };
  },
};
