// doctest, alone or as Sphinx runs it: between rows of stars the place and the name, the example, what was expected and what came.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const STARS = /^(?:WARNING: )?\*{70}$/;
const HEAD = /^File "(.{1,800})", line (\d{1,7}|\?), in (\S.{0,500})$/;
const EXAMPLE = 'Failed example:';
const SAID = /^(?:Expected|Expected nothing|Exception raised|Differences \(.{1,60}\)):?$/;
const COUNT = /^\*{3}Test Failed\*{3} (\d{1,7}) failures?/;
const MAX_LINES = 400;

export const doctest: Grammar = {
  tool: 'doctest',
  marks: [EXAMPLE, '***Test Failed***'],
  read(lines) {
    const found = lines.flatMap(({ text }, at) => (text === EXAMPLE ? exampleAt(lines, at) : []));
    const hasFailed = lines.some(({ text }) => COUNT.test(text));
    return { findings: merged(found), ended: hasFailed ? 'failed' : undefined };
  },
};

function exampleAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const to = endOf(lines, at + 1, (text) => STARS.test(text), MAX_LINES);
  const example = STARS.test(textAt(lines, at - 2)) ? exampleBelow(lines, at, to) : undefined;
  if (example === undefined) return [];
  const { name, file, line, message } = example;
  return [{ kind: 'test', testId: name, file, line, message, from: at - 1, to }];
}

export type Example = {
  readonly name: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly message: string;
};

/** `at`: where it says that an example failed; its place stands above. */
function exampleBelow(lines: readonly LogLine[], at: number, to: number): Example | undefined {
  const [whole, file = '', line, name = ''] = HEAD.exec(textAt(lines, at - 1)) ?? [];
  if (whole === undefined) return undefined;
  const saidAt = endOf(lines, at + 1, (text, each) => each >= to || SAID.test(text), to - at);
  let last = to;
  while (last > at && textAt(lines, last - 1).trim() === '') last -= 1;
  const isRaised = textAt(lines, saidAt).startsWith('Exception');
  const message = isRaised ? textOf(lines, last - 1, last) : textOf(lines, saidAt, last);
  const said = message === '' ? textOf(lines, at + 1, last) : message;
  return { name, file, line: Number(line) || undefined, message: said };
}

/** Where unittest runs doctests: the first example of them between its own thin rules. */
export function firstExample(lines: readonly LogLine[], from: number, to: number): Example | undefined {
  const at = endOf(lines, from, (text, each) => each >= to || text === EXAMPLE, to - from);
  if (at >= to) return undefined;
  const end = endOf(lines, at + 1, (text, each) => each >= to || /^-{70}$/.test(text), to - at);
  return exampleBelow(lines, at, end);
}

/** Several examples of one docstring are one test; the first to fail is the place. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const byName = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.file, finding.testId]);
    const first = byName.get(key);
    byName.set(
      key,
      first === undefined ? finding : { ...first, message: `${first.message}\n${finding.message}` },
    );
  }
  return [...byName.values()];
}
