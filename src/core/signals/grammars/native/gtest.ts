// GoogleTest: `[ RUN      ] Suite.Name`, failures with their places, `[  FAILED  ] Suite.Name (0 ms)`. ctest -V puts a number before each line.
import { endOf, type Finding, type Grammar, passesIn, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FAILED =
  /^(?:\d{1,6}: )?\[ {2}FAILED {2}\] (\S{1,500}?\.\S{1,500}?)(?:, where (?:TypeParam|GetParam\(\)) = .{0,2000}?)?(?: \(\d{1,12} ms(?: total)?\))?$/;
const TIMED = /\(\d{1,12} ms\)$/;
const PASSED = /^(?:\d{1,6}: )?\[ {7}OK \] (\S{1,1000}?)(?:, where .{0,2000})? \(\d{1,12} ms\)$/;
const RUN = /^(?:\d{1,6}: )?\[ RUN {6}\] (\S{1,1000})$/;
const BRACKET =
  /^(?:\d{1,6}: )?\[(?: RUN {6}| {7}OK | {2}FAILED {2}|-{10}|={10}| {2}PASSED {2}| {2}SKIPPED )\]/;
const PLACE =
  /^(?:\d{1,6}: )?(?:(\S.{0,500}?):(\d{1,7}): Failure|(\S.{0,500}?)\((\d{1,7})\): error: ?(.{0,2000})|unknown file: Failure)$/;
const SUITE = /^(?:\d{1,6}: )?\[ {2}FAILED {2}\] (\S{1,500}): SetUpTestSuite or TearDownTestSuite$/;

export const gtest: Grammar = {
  tool: 'googletest',
  marks: ['[  FAILED  ]', '[ RUN      ]'],
  read(lines) {
    const findings: Finding[] = [];
    lines.forEach(({ text }, at) => {
      const name = FAILED.exec(text)?.[1];
      if (name !== undefined && TIMED.test(text)) findings.push(failureAt(lines, at, name));
      const suite = SUITE.exec(text)?.[1];
      if (suite !== undefined)
        findings.push({
          kind: 'test',
          testId: suite,
          suite,
          message: 'SetUpTestSuite or TearDownTestSuite failed',
          from: at,
          to: at + 1,
        });
    });
    const known = new Set(findings.map(({ testId }) => testId));
    const listed = lines.flatMap(({ text }, at) => {
      const name = TIMED.test(text) ? undefined : FAILED.exec(text)?.[1];
      return name === undefined || known.has(name)
        ? []
        : [{ ...failureAt(lines, at, name), from: at, to: at + 1 }];
    });
    const programAt = programsIn(lines);
    const all = [...findings, ...listed, ...diedIn(lines)];
    return {
      findings: all.map((each) => ({ ...each, ...programAt(each.from) })),
      passes: passesIn(lines, PASSED, programAt),
      ended: endedIn(lines),
    };
  },
};

/** ctest numbers its programs, and each of them says when it begins. */
function programsIn(lines: readonly LogLine[]): (at: number) => Pick<Finding, 'unit' | 'run'> {
  let run = 0;
  const programs = lines.map(({ text }) => {
    if (/^(?:\d{1,6}: )?\[={10}\] Running /.test(text)) run += 1;
    return { unit: /^(\d{1,6}): \[/.exec(text)?.[1], run };
  });
  return (at) => programs[at] ?? { run };
}

function failureAt(lines: readonly LogLine[], at: number, testId: string): Finding {
  let from = at;
  while (from > 0 && from > at - 400 && !BRACKET.test(textAt(lines, from - 1))) from -= 1;
  if (RUN.exec(textAt(lines, from - 1))?.[1] === testId) from -= 1;
  const placeAt = endOf(lines, from, (text, line) => line >= at || PLACE.test(text));
  const place = placeAt < at ? PLACE.exec(textAt(lines, placeAt)) : null;
  const end = endOf(lines, placeAt + 1, (text, line) => line >= at || PLACE.test(text));
  const said = [place?.[5] ?? '', place === null ? '' : saidBetween(lines, placeAt + 1, end)].filter(
    (each) => each !== '',
  );
  return {
    kind: 'test',
    testId,
    suite: testId.slice(0, testId.lastIndexOf('.')),
    file: place?.[1] ?? place?.[3],
    line: Number(place?.[2] ?? place?.[4]) || undefined,
    message: said.join('\n') || 'failed',
    from,
    to: at + 1,
  };
}

const saidBetween = (lines: readonly LogLine[], from: number, to: number): string =>
  textOf(
    lines.slice(from, to).map((line) => ({ ...line, text: line.text.replace(/^\d{1,6}: /, '') })),
    0,
    to - from,
  );

/** A test that began and never ended, with nothing of the runner after it, took the whole program down. */
function diedIn(lines: readonly LogLine[]): readonly Finding[] {
  const last = lines.findLastIndex(({ text }) => BRACKET.test(text));
  const testId = last === -1 ? undefined : RUN.exec(textAt(lines, last))?.[1];
  if (testId === undefined) return [];
  const to = endOf(lines, last + 1, (text) => text === '' || text.startsWith('##'), 12);
  const place = PLACE.exec(textAt(lines, last + 1));
  const message = textOf(lines, last + 1, to) || 'the program ended in the middle of it';
  return [
    {
      kind: 'crash',
      testId,
      suite: testId.slice(0, testId.lastIndexOf('.')),
      file: place?.[1],
      line: Number(place?.[2]) || undefined,
      message,
      from: last,
      to,
    },
  ];
}

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  if (lines.some(({ text }) => FAILED.test(text))) return 'failed';
  return lines.some(({ text }) => /^\[ {2}PASSED {2}\] \d/.test(text)) ? 'passed' : undefined;
}
