// A job's log as the bot reads it: raw, beside what the API says of the job's steps.
import { describe, expect, test } from 'vitest';
import { GreenLog } from '#core/signals/evidence/green-diff.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { fileFailure } from '#core/signals/file/file-signals.ts';
import { JobLog } from '#core/signals/job/job-log.ts';
import { problemMatchers } from '#core/signals/matchers/problem-matchers.ts';
import { signalsFrom } from '#core/signals/signals-of.ts';
import { plantedOutputs } from '../planted.ts';
import { fixture, rawLog, step } from '../raw-log.ts';
import { readSample, readSteps, type SampleStep, sampleLog, sampleSteps, stamped } from './job-samples.ts';

const told = (reading: ReturnType<typeof readSteps>) =>
  signalsFrom(reading.findings).map(({ tool, step: of, message }) => [tool, of, message.split('\n')[0]]);

const CHECKOUT: SampleStep = { name: 'Checkout', runs: 'actions/checkout@v5', second: 1 };
const TYPES = ["src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'."];

describe('the steps that failed are those that the API names', () => {
  test('by their names, which stand in no log', () => {
    const reading = readSteps([
      CHECKOUT,
      { name: 'Types', runs: 'npx tsc', second: 5, output: TYPES, exitCode: 2, conclusion: 'failure' },
    ]);
    expect(told(reading)).toMatchObject([['tsc', 'Types', expect.stringContaining('not assignable')]]);
    expect(reading.seen).toMatchObject({ isToldByApi: true, steps: { seen: 3, read: 1 } });
  });

  test('and not one that may fail, though the log marks it alike', () => {
    const reading = readSteps([
      {
        name: 'Style',
        runs: 'npx eslint .',
        second: 1,
        output: fixture('eslint-stylish.txt').split('\n'),
        exitCode: 1,
      },
      { name: 'Types', runs: 'npx tsc', second: 5, output: TYPES, exitCode: 2, conclusion: 'failure' },
    ]);
    expect(told(reading).map(([tool]) => tool)).toEqual(['tsc']);
  });

  test('up to their end, and what the runner does afterwards is none of theirs', () => {
    const after = [
      'error: could not delete the cache',
      '##[error]cannot save: no space left on device, quota',
    ];
    const step = { name: 'Check', runs: './check', second: 5, exitCode: 1, conclusion: 'failure' };
    const reading = readSteps([CHECKOUT, { ...step, output: ['checking', 'checksum mismatch'] }], after);
    expect(told(reading)).toEqual([['log', 'Check', 'checking']]);
    expect(reading.findings[0]?.message).toBe('checking\nchecksum mismatch');
  });

  test('whatever a script prints in the runner’s own words', () => {
    const output = ['Post job cleanup.', '##[group]Run npm test', '##[endgroup]', ...TYPES];
    const reading = readSteps([
      CHECKOUT,
      { name: 'Types', runs: 'npx tsc', second: 5, output, exitCode: 2, conclusion: 'failure' },
    ]);
    expect(told(reading)).toMatchObject([['tsc', 'Types', expect.stringContaining('not assignable')]]);
  });

  test('and the echo of a script is nobody’s failure', () => {
    const runs = 'npm test # src/a.ts(3,1): error TS2322: no';
    const reading = readSteps([
      { name: 'Tests', runs, second: 1, output: ['all is lost'], exitCode: 1, conclusion: 'failure' },
    ]);
    expect(told(reading)).toEqual([['log', 'Tests', 'all is lost']]);
  });

  test('from the header that bears its name, where the API tells no others', () => {
    const steps = [
      CHECKOUT,
      { name: 'Style', runs: 'npx eslint .', second: 2, output: fixture('eslint-stylish.txt').split('\n') },
      { name: 'Run npx tsc', runs: 'npx tsc', second: 5, output: TYPES, exitCode: 2, conclusion: 'failure' },
    ];
    const reading = readSample(sampleLog(steps), { steps: sampleSteps(steps.slice(2)) });
    expect(told(reading).map(([tool]) => tool)).toEqual(['tsc']);
    expect(reading.seen.steps.read).toBe(1);
  });

  test('so long as the log has them: else its own marks have to do', () => {
    const steps = [{ name: 'Types', runs: 'npx tsc', second: 5, output: TYPES, exitCode: 2 }];
    expect(told(readSteps(steps)).map(([tool]) => tool)).toEqual(['tsc']);
    expect(readSteps(steps).seen.isToldByApi).toBe(false);
  });
});

describe('the last green log of the job', () => {
  const noise = Array.from({ length: 60 }, (_, no) => `building part ${no} in ${no * 7} ms`);
  const green = new GreenLog();
  for (const line of [...noise, 'Error: a warning that is always there', '    at x (/app/a.js:1:1)'])
    green.add(line);
  const failing = (output: readonly string[]): string =>
    sampleLog([{ name: 'Build', runs: './build', second: 1, output, exitCode: 1, conclusion: 'failure' }]);

  test('makes what it had not the failure, where nothing else looks like one', () => {
    const log = failing([...noise.slice(0, 30), 'the roof leaks over the kitchen', ...noise.slice(30)]);
    const reading = readSample(log, {}, { green });
    expect(reading.findings).toMatchObject([
      { origin: 'green log', message: 'the roof leaks over the kitchen' },
    ]);
    expect(reading.candidates.news[0]?.line.text).toBe('the roof leaks over the kitchen');
    expect(readSample(log).findings[0]?.message).not.toContain('roof');
  });

  test('takes guesses away that it had too', () => {
    const log = failing([
      'Error: a warning that is always there',
      '    at x (/app/a.js:1:1)',
      ...noise,
      'the roof leaks',
    ]);
    expect(readSample(log).findings).toMatchObject([{ kind: 'crash' }]);
    expect(readSample(log, {}, { green }).findings).toMatchObject([{ message: 'the roof leaks' }]);
  });
});

describe('what a log leaves', () => {
  test('is kept without secrets, its lines at their numbers, and says what had no room', () => {
    const output = Array.from({ length: 3_000 }, (_, no) => `line ${no} with s3cr3t-value`);
    const log = sampleLog([
      {
        name: 'Types',
        runs: 'npx tsc',
        second: 1,
        output: [...output, ...TYPES],
        exitCode: 2,
        conclusion: 'failure',
      },
    ]);
    const redact = (text: string) => ({ text: text.replaceAll('s3cr3t-value', '***'), count: 1 });
    const reading = readSample(log, {}, { redact, keptBytes: 20_000 });
    expect(JSON.stringify(reading)).not.toContain('s3cr3t');
    expect(reading.kept.gap).not.toBeNull();
    const [found] = reading.findings;
    const lines = reading.kept.text.split('\n');
    const { fromLine, toLine } = reading.kept.gap ?? { fromLine: 0, toLine: 0 };
    expect(lines[(found?.excerpt.fromLine ?? 0) - 1 - (toLine - fromLine)]).toBe(TYPES[0]);
  });

  test('counts what lies beyond what is read of any log', () => {
    const log = sampleLog([{ name: 'x', runs: 'x', second: 1, output: ['y'.repeat(5_000)], exitCode: 1 }]);
    const reading = readSample(log, {}, { maxBytes: 1_000 });
    expect(reading.seen.bytes).toBe(Buffer.byteLength(log));
    expect(reading.seen.unreadBytes).toBe(Buffer.byteLength(log) - 1_000);
    expect(reading.findings.every(({ truncated }) => truncated)).toBe(true);
  });

  test('names the matchers that the workflow added, and what passing steps marked as errors', () => {
    const steps = [
      {
        name: 'Setup',
        runs: './setup',
        second: 1,
        output: ['##[add-matcher].github/own.json', '##[error]not mine'],
      },
      {
        name: 'Own',
        runs: 'own',
        second: 5,
        output: ['ROT in beams/a.txt: soft'],
        exitCode: 1,
        conclusion: 'failure',
      },
    ];
    const log = new JobLog(
      { job: 'test', failedStep: 'Own', steps: null, hasFailed: true },
      { redact: (text) => ({ text, count: 0 }), keptBytes: 1_000, maxBytes: 1_000_000 },
    );
    log.push(new TextEncoder().encode(sampleLog(steps)));
    expect(log.addedMatchers()).toEqual(['.github/own.json']);
    const pattern = [{ regexp: '^ROT in (\\S+): (.*)$', file: 1, message: 2 }];
    const { grammars } = problemMatchers(JSON.stringify({ problemMatcher: [{ owner: 'own', pattern }] }));
    const reading = log.end(grammars, ['a note']);
    expect(reading.findings).toMatchObject([{ tool: 'own', file: 'beams/a.txt', message: 'soft' }]);
    expect(reading.errorsElsewhere).toEqual(['not mine']);
    expect(reading.seen.notes).toEqual(['a note']);
  });

  test('is small enough to be handed on, however much failed', () => {
    const output = Array.from(
      { length: 20_000 },
      (_, no) => `src/a${no}.ts(3,1): error TS2322: ${'y'.repeat(300)}`,
    );
    const reading = readSample(rawLog(step('npx tsc', output.join('\n'), 2)), {}, { keptBytes: 10_000 });
    expect(reading.seen.failures).toEqual({ found: 20_000, kept: 1_000 });
    expect(JSON.stringify(reading).length).toBeLessThan(3_000_000);
  });
});

test('the command line tool and the bot read the same log the same way', () => {
  const samples = plantedOutputs().filter(({ isPassing }, index) => !isPassing && index % 9 === 0);
  expect(samples.length).toBeGreaterThan(20);
  for (const { name, output } of samples) {
    const log = rawLog(step('npm ci', 'added 12 packages', 0), step('npm test', output, 1));
    const reader = fileReader({ file: 'test', redact: (text) => ({ text, count: 0 }) });
    reader.push(new TextEncoder().encode(log));
    const { failures } = reader.end().signals;
    const bot = signalsFrom(readSample(log).findings).map(fileFailure);
    expect([name, bot]).toEqual([name, failures]);
  }
});

test('a log is read the same however it comes, with and without its mark and its times', () => {
  const plain = sampleLog([{ name: 'Types', runs: 'npx tsc', second: 1, output: TYPES, exitCode: 2 }]);
  const withoutMark = plain.slice(1);
  expect(signalsFrom(readSample(withoutMark).findings)).toEqual(signalsFrom(readSample(plain).findings));
  expect(readSample(stamped(1, '')).findings).toHaveLength(1);
});
