// vitest, default reporter: ` FAIL  file > suite > name` and the error below it; one error may stand below several.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FAIL = /^ FAIL {1,4}(?:\|[^|]{1,100}\| )?(\S.{0,2000})$/;
const PLACE = /^ ❯ (?:\S.{0,500} )?(\S{1,1000}):(\d{1,7}):(\d{1,7})$/;
const RULE = /^⎯{3,}/;

export const vitest: Grammar = {
  tool: 'vitest',
  marks: [' FAIL '],
  read(lines) {
    const findings: Finding[] = [];
    let heads: { at: number; title: string }[] = [];
    lines.forEach(({ text }, at) => {
      const title = FAIL.exec(text)?.[1];
      if (title !== undefined) heads.push({ at, title });
      const isLast = !FAIL.test(textAt(lines, at + 1));
      if (title === undefined || !isLast) return;
      findings.push(...heads.map((head) => findingOf(lines, head, at + 1)));
      heads = [];
    });
    return { findings };
  },
};

function findingOf(lines: readonly LogLine[], head: { at: number; title: string }, body: number): Finding {
  const to = endOf(lines, body, (text) => RULE.test(text) || FAIL.test(text));
  const placeAt = endOf(lines, body, (text, at) => at >= to || PLACE.test(text));
  const place = placeAt < to ? PLACE.exec(textAt(lines, placeAt)) : null;
  const [file = '', ...names] = head.title.replace(/ \[ .{1,1000} \]$/, '').split(' > ');
  const isSuite = names.length === 0;
  return {
    // A file that could not be loaded ran no test at all.
    kind: isSuite ? 'compile' : 'test',
    testId: isSuite ? undefined : names.join(' > '),
    file,
    line: place?.[1] === file ? Number(place[2]) : undefined,
    column: place?.[1] === file ? Number(place[3]) : undefined,
    message: textOf(lines, body, placeAt),
    from: head.at,
    to,
  };
}
