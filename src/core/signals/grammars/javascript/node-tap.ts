// node-tap's own reporters: `✖ suite > check`, the file below or beside it, the lines around, a stack without "at".
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const HEAD = /^ (?:FAIL|RUNS) {2}(\S{1,500}) \d{1,7} failed of \d{1,7}(?: \d[\d.]{0,10}m?s)?$/;
const CROSS = /^✖ (\S.{0,1000}?)(?: (\S{1,500}):(\d{1,7}):(\d{1,7}))?$/;
const STACK = /^\s{2,8}(?:\S.{0,300} \()?((?:file:\/\/)?[^\s()]{1,500}\.\w{1,5}):(\d{1,7}):(\d{1,7})\)?$/;
const SUMS = /^(?:Asserts|Suites):\s/;
const SOURCE = /^ {2}(?:\d{1,7} |━{2,}┛?$| {0,4}[)}\];,]{1,6}$)/;

export const isNodeTap = (lines: readonly LogLine[]): boolean => lines.some(({ text }) => HEAD.test(text));

export const nodeTap: Grammar = {
  tool: 'tap',
  marks: [' failed of '],
  read(lines) {
    if (!isNodeTap(lines)) return { findings: [] };
    const found = new Map<string, Finding>();
    let file: string | undefined;
    for (const [at, { text }] of lines.entries()) {
      file = HEAD.exec(text)?.[1] ?? file;
      const finding = crossAt(lines, at, file);
      if (finding === undefined) continue;
      const name = CROSS.exec(text)?.[1] ?? '';
      const known = found.get(name);
      // A reporter for people first says what failed, and what it was about at the end.
      if (known === undefined || known.to === known.from + 1) found.set(name, finding);
    }
    return { findings: [...found.values()], ended: 'failed' };
  },
};

function crossAt(lines: readonly LogLine[], at: number, suite: string | undefined): Finding | undefined {
  const [, name, beside, line, column] = CROSS.exec(textAt(lines, at)) ?? [];
  if (name === undefined) return undefined;
  const to = endOf(lines, at + 1, (text) => CROSS.test(text) || SUMS.test(text) || HEAD.test(text), 200);
  const stack = lines
    .slice(at + 1, to)
    .flatMap(({ text }) => (STACK.exec(text) === null ? [] : [STACK.exec(text)]));
  const [, file = beside, row = line, col = column] = stack[0] ?? [];
  const said = lines
    .slice(at + 1, to)
    .filter(({ text }) => !SOURCE.test(text) && !STACK.test(text) && text.trim() !== suite);
  return {
    kind: 'test',
    // What fails is a check in a test: the test is what has a name.
    testId: name.includes(' > ') ? name.slice(0, name.lastIndexOf(' > ')) : name,
    suite,
    file: (file ?? suite)?.replace(/^file:\/\//, ''),
    line: row === undefined ? undefined : Number(row),
    column: col === undefined ? undefined : Number(col),
    message: [name.split(' > ').at(-1), textOf(said, 0, said.length).trim()].join('\n').trim(),
    from: at,
    to,
  };
}
