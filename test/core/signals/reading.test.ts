// How a log becomes steps of lines: whatever way its bytes arrive, however long it is, whatever a script pretends.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grammarMarks, readLog } from '#core/signals/read-job.ts';
import { decoding } from '#core/signals/reading/decoding.ts';
import { JobReader } from '#core/signals/reading/job-reader.ts';
import { marksOf } from '#core/signals/reading/marks.ts';
import { streamsOf } from '#core/signals/reading/streams.ts';
import { type RawLine, textLines } from '#core/signals/reading/text-lines.ts';
import { fixture, rawLog, step } from './raw-log.ts';

const linesOf = (chunks: readonly (Uint8Array | string)[]): RawLine[] => {
  const lines: RawLine[] = [];
  const decoder = decoding();
  const reader = textLines((line) => lines.push(line));
  for (const chunk of chunks) reader.push(typeof chunk === 'string' ? chunk : decoder.push(chunk));
  reader.push(decoder.end());
  reader.end();
  return lines;
};

const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
};

const TEXT = `\ufeffa\r\nžluťoučký \u001b[31mkůň\u001b[0m 🐎\n\ufeffb\r\r\n${'x'.repeat(30_000)} end\n\nlast`;
const utf16 = (text: string, isBig: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint8Array(isBig ? bytes.swap16() : bytes);
};

describe('lines', () => {
  test.each([
    ['UTF-8', new TextEncoder().encode(TEXT)],
    ['UTF-16, little end first', utf16(TEXT, false)],
    ['UTF-16, big end first', utf16(TEXT, true)],
    ['bytes of no text', new Uint8Array(Array.from({ length: 3_000 }, (_, at) => (at * 167) % 256))],
  ])('of %s are the same however they are cut', (_, bytes) => {
    const whole = linesOf([bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (places) => {
        expect(linesOf(cut(bytes, places))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
    expect(linesOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  test('of UTF-16 without a mark are read too', () => {
    const bytes = utf16('error: it broke\r\nhere, in a file of PowerShell, with enough words\n', false);
    expect(linesOf([bytes]).map(({ text }) => text)[0]).toBe('error: it broke');
  });

  test('keep the head and the tail of one that is too long, and no half of a word', () => {
    const [line] = linesOf([`head ${'a'.repeat(9_000)} ${'secret'.repeat(3_000)} ${'b'.repeat(3_900)} tail`]);
    expect(line?.text).toMatch(/^head a+ /);
    expect(line?.text).toMatch(/ tail$/);
    expect(line?.cutChars).toBeGreaterThan(1_000);
    expect((line?.text.length ?? 0) + (line?.cutChars ?? 0)).toBeGreaterThan(30_000);
  });
});

const sectionsOf = (text: string) => {
  const reader = new JobReader(grammarMarks());
  for (const line of linesOf([text])) reader.push(line);
  return reader.end().steps;
};
const FACTS = { job: 'test', failedStep: null, truncated: false };
const read = (text: string, hasFailed = false, failedStep: string | null = null) => {
  const reader = new JobReader(grammarMarks());
  for (const line of linesOf([text])) reader.push(line);
  return readLog(reader.end(), { ...FACTS, failedStep }, { hasFailed });
};

describe('a job of many megabytes', () => {
  const noise = (lines: number) =>
    Array.from(
      { length: lines },
      (_, no) => `compiling module number ${no} of many, all is well so far`,
    ).join('\n');
  const log = rawLog(step('make', `${noise(60_000)}\n${fixture('node-test-tap.txt')}\n${noise(60_000)}`, 1));

  test('keeps the failure in its middle, and says what it left out', () => {
    const [, , make] = sectionsOf(log);
    const holes = make?.retained.holes() ?? [];
    const dropped = holes.reduce((sum, hole) => sum + hole.lines, 0);
    expect(make?.retained.lines().length).toBe((make?.seen ?? 0) - dropped);
    expect(dropped).toBeGreaterThan(50_000);
    expect(read(log).findings.map(({ testId }) => testId)).toHaveLength(4);
  });

  test('does not let lines that only say "error" take the room of a failure', () => {
    const errors = (lines: number) =>
      Array.from({ length: lines }, (_, no) => `ERROR count is 0 and 0 failed, no error at ${no}`).join('\n');
    const all = rawLog(
      step('make', `${errors(50_000)}\n${fixture('node-test-tap.txt')}\n${errors(50_000)}`, 1),
    );
    expect(all.length).toBeGreaterThan(6_000_000);
    expect(read(all).findings.map(({ testId }) => testId)).toHaveLength(4);
    const whys = new Set(sectionsOf(all).flatMap(({ retained }) => retained.holes().map(({ why }) => why)));
    expect([...whys]).toEqual([expect.stringContaining('no room for all')]);
  });

  test('keeps of steps that passed less, and says so, where there is no room for all', () => {
    const words = noise(3_000).replaceAll('\n', ` ${'and so on '.repeat(70)}\n`);
    const passed = Array.from({ length: 12 }, (_, no) => step(`part ${no}`, words, 0));
    const steps = sectionsOf(rawLog(...passed, step('make', 'no', 1)));
    const dropped = steps.flatMap(({ retained }) => retained.holes());
    expect(steps.reduce((sum, { retained }) => sum + retained.chars, 0)).toBeLessThan(24_000_000);
    expect(new Set(dropped.map(({ why }) => why))).toContain(
      'of a step that did not fail, in a log too long to be kept whole',
    );
    for (const { retained, seen } of steps) {
      const holes = retained.holes();
      expect(retained.lines().length + holes.reduce((sum, { lines }) => sum + lines, 0)).toBe(seen);
      expect(holes).toEqual(holes.toSorted((a, b) => a.fromLine - b.fromLine));
    }
  });
});

test('a script that prints 40,000 headers of steps makes no 40,000 steps of them', () => {
  const header = [
    '##[group]Run x',
    '\u001b[36;1mx\u001b[0m',
    'shell: bash',
    '##[endgroup]',
    'Post job cleanup.',
  ];
  const TSC = "src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.";
  const log = rawLog(step('x', `${`${header.join('\n')}\n`.repeat(40_000)}${TSC}`, 1));
  expect(sectionsOf(log).length).toBeLessThanOrEqual(2_001);
  expect(read(log).findings).toMatchObject([{ code: 'TS2322' }]);
});

describe('what a script pretends', () => {
  const TSC = "src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.";

  test('is no end of its step: words go on behind a real one never', () => {
    const fake = 'one\n##[error]Process completed with exit code 1.\nall 7 tests passed';
    expect(read(rawLog(step('npm test', fake, 0)))).toMatchObject({ end: 'passed', findings: [] });
  });

  test('is no header of a step: the runner colours the scripts that it echoes', () => {
    const fake = `${TSC}\n##[group]Run other\necho other\nshell: /usr/bin/bash -e {0}\n##[endgroup]\nfine`;
    expect(read(rawLog(step('tsc', fake, 1))).findings).toMatchObject([{ code: 'TS2322' }]);
  });

  test('does not hide what came before the farewell that it printed', () => {
    const fake = `${TSC}\nPost job cleanup.\nall is well`;
    expect(read(rawLog(step('tsc', fake, 1))).findings).toMatchObject([{ code: 'TS2322' }]);
  });

  test('does not hide what came before a whole step that it invented, where the API names the real one', () => {
    const invented = step('echo fine', 'fine', 0).join('\n');
    const log = rawLog(step('tsc', `${TSC}\n${invented}`, 1));
    expect(read(log, true, 'Run tsc').findings).toMatchObject([{ code: 'TS2322' }]);
  });

  test('does not hide what came before a whole step that it invented, where nobody names the real one', () => {
    const invented = step('echo fine', 'fine', 0).join('\n');
    const log = rawLog(step('tsc', `${TSC}\n${invented}`, 1));
    expect(read(log)).toMatchObject({
      end: 'failed',
      findings: [{ code: 'TS2322', file: 'src/a.ts', confidence: 'guessed' }],
    });
    const other = rawLog(step('npm run this', TSC, 0), step('tsc', TSC.replace('a.ts', 'b.ts'), 1));
    expect(read(other).findings).toMatchObject([{ file: 'src/b.ts', confidence: 'parsed' }]);
  });

  test('may be failed tests of a step that passed', () => {
    const log = rawLog(step('npm run flaky', fixture('node-test-spec.txt'), 0));
    expect(read(log)).toMatchObject({ end: 'passed', findings: [] });
  });
});

describe('how a job ended', () => {
  test.each([
    ['failed', step('npm test', 'no', 1)],
    ['cancelled', [...step('npm test', 'so far', 0), '##[error]The operation was canceled.']],
    [
      'timed_out',
      [
        ...step('npm test', 'so far', 0),
        '##[error]The job running on runner x has exceeded the maximum execution time of 5 minutes.',
        '##[error]The operation was canceled.',
      ],
    ],
    ['passed', step('npm test', 'fine', 0)],
    ['failed', ['##[group]Run acme/lint@v2', 'with:', '  level: 3', '##[endgroup]', '##[error]3 problems']],
  ])('%s', (end, lines) => {
    expect(read(rawLog(lines)).end).toBe(end);
  });

  test('is not known where the log stops in the middle', () => {
    const log = rawLog(step('npm test', 'so far', 0));
    expect(read(log.slice(0, log.indexOf('so far'))).end).toBe('unknown');
  });
});

describe('several programs in one output', () => {
  const mix = (a: string, b: string, nameA: string, nameB: string) => {
    const [left, right] = [a, b].map((text) => text.split('\n'));
    return Array.from({ length: Math.max(left?.length ?? 0, right?.length ?? 0) }, (_, at) => [
      ...(left?.[at] === undefined ? [] : [nameA + left[at]]),
      ...(right?.[at] === undefined ? [] : [nameB + right[at]]),
    ])
      .flat()
      .join('\n');
  };

  test.each([
    ['turbo', '• Running test in 2 packages', 'web:test: ', '@acme/api:test: '],
    ['docker compose', 'Attaching to api-1, web-1', 'api-1  | ', 'web-1  | '],
    [
      'pnpm',
      'packages/a test$ vitest\npackages/b test$ node --test',
      'packages/a test: ',
      'packages/b test: ',
    ],
    ['lerna', 'lerna notice cli v8.1.2', '@acme/a: ', 'b: '],
    ['concurrently', '[0] node --test exited with code 1', '[0] ', '[1] '],
  ])('is read one by one: %s', (_, sign, nameA, nameB) => {
    const mixed = mix(fixture('node-test-tap.txt'), fixture('jest.txt'), nameA, nameB);
    const { findings } = read(rawLog(step('run all', `${sign}\n${mixed}`, 1)));
    expect(findings.map(({ tool }) => tool).sort()).toEqual([
      ...Array(3).fill('jest'),
      ...Array(4).fill('node:test'),
    ]);
    expect(findings.find(({ testId }) => testId === 'is async')?.excerpt.fromLine).toBeGreaterThan(20);
  });

  test('is not torn apart where names only look like it', () => {
    const lines = ['a.ts:3: x', 'b.ts:3: x', 'warning: y', 'warning: z', 'warning: w'].map((text, no) => ({
      no,
      text,
      mark: null,
    }));
    expect(streamsOf(lines)).toEqual([{ lines }]);
  });

  test('is read step by step where an image is built', () => {
    const clocked = (no: number, text: string) =>
      text.split('\n').map((line, at) => `#${no} ${(at / 100).toFixed(3)} ${line}`.trimEnd());
    const [node, jest] = [clocked(8, fixture('node-test-tap.txt')), clocked(9, fixture('jest.txt'))];
    const mixed = node.flatMap((line, at) => (jest[at] === undefined ? [line] : [line, jest[at]]));
    const output = [
      '#8 [api 4/5] RUN node --test',
      '#9 [web 4/5] RUN npx jest',
      ...[...mixed, ...jest.slice(node.length)],
      '#8 ERROR: process "/bin/sh -c node --test" did not complete successfully: exit code: 1',
      '------',
      'ERROR: failed to solve: process "/bin/sh -c node --test" did not complete successfully: exit code: 1',
    ].join('\n');
    const { findings } = read(rawLog(step('docker build .', output, 1)));
    expect(findings.map(({ tool }) => tool).sort()).toEqual([
      'docker',
      ...Array(3).fill('jest'),
      ...Array(4).fill('node:test'),
    ]);
  });

  test('is taken for the output of an image’s step only while that step is at work, by its clock', () => {
    const texts = [
      '#7 1.5 before',
      '#7 [a 2/2] RUN make',
      '#7 0.200 in it',
      '#7 0.1 is no clock',
      '#8 0.3 other',
      '#7 DONE 1.2s',
      '#7 1.5 after',
    ];
    const lines = texts.map((text, no) => ({ no, text, mark: null }));
    const [rest, step7, ...more] = streamsOf(lines).map((stream) => stream.lines.map(({ text }) => text));
    expect(rest).toEqual(texts.filter((text) => text !== '#7 0.200 in it'));
    expect([step7, more]).toEqual([['in it'], []]);
    const signless = lines.filter(({ no }) => no !== 1);
    expect(streamsOf(signless)).toEqual([{ lines: signless }]);
  });
});

test('marks are found in one pass exactly where they stand', () => {
  const groups = fc.array(
    fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '✖'), minLength: 1, maxLength: 4 }), {
      maxLength: 3,
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(
      groups,
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', '✖'), maxLength: 30 }),
      (marks, text) => {
        const hits = new Set<number>();
        marksOf(marks).scan(text, hits);
        const plain = marks.flatMap((group, index) =>
          group.some((mark) => text.includes(mark)) ? [index] : [],
        );
        expect([...hits].sort()).toEqual(plain);
      },
    ),
  );
});
