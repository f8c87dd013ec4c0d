// Every planted output: read exactly, found in a job's log, never invented, and never the end of the reader.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SIGNALS } from '#core/signals/failure-signal.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import type { FileFailure } from '#core/signals/file/file-signals.ts';
import { SNIFFED_CHARS, sortOf } from '#core/signals/file/sniff.ts';
import { signalsOf } from '#core/signals/signals-of.ts';
import { comparable, type Expected, type Planted, plantedOutputs } from './planted.ts';
import { failedJob, jobOf, rawLog, step } from './raw-log.ts';

const PLANTED = plantedOutputs();
const MEGABYTE = 1_000_000;
const CUTS = 40;

const found = (text: string, like: Planted['expected'] = []) =>
  signalsOf({ jobs: [jobOf(text)] }).map((signal, index) => comparable(signal, like[index]));

describe.each(PLANTED.filter(({ isPassing }) => !isPassing))('$name', ({ output, expected }) => {
  test('is read as it stands', () => {
    expect(found(output, expected)).toEqual(expected);
  });

  test('is read in the log of a job', () => {
    const signals = signalsOf({ jobs: [failedJob(output)] });
    expect(signals.map((signal, index) => comparable(signal, expected[index]))).toEqual(expected);
  });

  test('is no failure of a step that passed', () => {
    const log = rawLog(step('npm run this', output, 0), step('npm run that', 'other words', 1));
    expect(signalsOf({ jobs: [jobOf(log)] }).filter(({ confidence }) => confidence === 'parsed')).toEqual([]);
  });

  test('cut off anywhere still gives bounded answers', () => {
    for (let cut = 0; cut < CUTS; cut += 1) {
      const signals = signalsOf({ jobs: [failedJob(output.slice(0, (output.length * cut) / CUTS))] });
      expect(signals.length).toBeLessThanOrEqual(MAX_SIGNALS);
    }
  });
});

/** As a file alone, with nobody who says how it ended. */
const asFile = (output: string) => {
  const reader = fileReader({ file: 'report', redact: (text) => ({ text, count: 0 }) });
  reader.push(new TextEncoder().encode(output));
  return reader.end().signals;
};

test.each(PLANTED)('$name as a file is failed only where it is', ({ output, isPassing }) => {
  const { outcome } = asFile(output);
  if (isPassing) expect(outcome).toMatch(/^(?:passed|unknown)$/);
  else expect(outcome).toBe('failed');
});

test.each(PLANTED.filter(({ isPassing }) => isPassing))('finds nothing in $name', ({ output }) => {
  const parsed = signalsOf({ jobs: [jobOf(output)] }).filter(({ confidence }) => confidence === 'parsed');
  expect(parsed).toEqual([]);
});

/** A report file: what a log would show of it, said by the report itself. Groups of tests are set apart by blanks there. */
describe.each(PLANTED.filter(({ output }) => sortOf(output.slice(0, SNIFFED_CHARS)) === 'json'))(
  '$name as a file',
  ({ output, expected, isPassing }) => {
    const signals = asFile(output);
    const names = (text: string | null | undefined) => text?.replace(/ [›>] /g, ' ');
    const like = ({ kind, testId, file, line, code }: Expected | FileFailure) =>
      JSON.stringify([kind, names(testId), file, line, code]);

    test('is a report of a known format', () => {
      expect(signals.format).toMatch(/^[a-z-]+-(?:json|reportlog|json-stream)$/);
      expect(signals.outcome).toBe(isPassing ? 'passed' : 'failed');
    });

    test('tells what is expected of it, and where it says so', () => {
      const told = signals.failures.filter(({ confidence }) => confidence === 'reported');
      expect(told.map(like).sort()).toEqual(expected.map(like).sort());
      const lines = output.split('\n');
      for (const { excerpt, file } of told) {
        expect(excerpt.fromLine).toBeGreaterThan(0);
        expect(excerpt.toLine).toBeLessThanOrEqual(lines.length);
        if (file !== null) expect(output).toContain(file.split('/').at(-1));
      }
    });
  },
);

/** The longest output of each tool: what slows its grammar down most. */
const longest = [...Map.groupBy(PLANTED, ({ name }) => name.slice(0, name.lastIndexOf('/'))).values()].map(
  (outputs) => outputs.reduce((one, other) => (other.output.length > one.output.length ? other : one)),
);

test.each(longest)(
  '$name stretched to a megabyte, as many lines and as one, comes to an end',
  ({ output }) => {
    const many = output.repeat(Math.ceil(MEGABYTE / output.length));
    const one = many.replaceAll('\n', ' ');
    expect(signalsOf({ jobs: [failedJob(many)] }).length).toBeLessThanOrEqual(MAX_SIGNALS);
    expect(signalsOf({ jobs: [failedJob(one)] }).length).toBeLessThanOrEqual(MAX_SIGNALS);
  },
);

describe('however its bytes are cut, the same is told of', () => {
  const told = (chunks: readonly Uint8Array[]) => {
    const reader = fileReader({ file: 'x', redact: (text) => ({ text, count: 0 }) });
    for (const chunk of chunks) reader.push(chunk);
    return reader.end().signals;
  };
  const cutAt = (bytes: Uint8Array, places: readonly number[]) => {
    const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
    return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
  };

  test.each(longest)('$name', ({ output }) => {
    const bytes = new TextEncoder().encode(rawLog(step('npm test', output, 1)));
    const whole = told([bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (places) => {
        expect(told(cutAt(bytes, places))).toEqual(whole);
      }),
      { numRuns: 6 },
    );
  });
});
