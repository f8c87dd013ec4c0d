// Which step of the API a step of the log is, when the log shows neither names nor borders.
import { describe, expect, test } from 'vitest';
import type { ApiStep } from '#core/signals/job/api-steps.ts';
import { type LogStep, stepMap } from '#core/signals/job/step-map.ts';
import { at, type SampleStep, sampleSteps } from './job-samples.ts';

const api = (...steps: readonly Partial<SampleStep>[]): readonly ApiStep[] =>
  sampleSteps(
    steps.map((step, no) => ({ name: `step ${no}`, runs: 'x', second: no * 10, seconds: 9, ...step })),
  );
const log = (title: string, second?: number, more: Partial<LogStep> = {}): LogStep => ({
  title: `Run ${title}`,
  kind: 'run',
  atMs: second === undefined ? undefined : at(second),
  hasFailed: false,
  ...more,
});
const names = (steps: readonly LogStep[], told: readonly ApiStep[]) =>
  stepMap(steps, told).map((index) => (index === undefined ? undefined : told[index]?.name));

describe('a step of the log', () => {
  test('is the step of the API that ran at its time, whatever that is called', () => {
    const told = api({ name: 'Checkout' }, { name: 'Unit tests' }, { name: 'Lint' });
    expect(
      names([log('actions/checkout@v5', 0), log('npm test', 10), log('npm run lint', 21)], told),
    ).toEqual(['Checkout', 'Unit tests', 'Lint']);
  });

  test('is known by order where all of them ran within a second', () => {
    const quick = { second: 0, seconds: 0 };
    const told = api(
      { name: 'Checkout', ...quick },
      { name: 'Tests', ...quick },
      { name: 'Upload', ...quick },
    );
    const steps = [log('actions/checkout@v5', 0), log('npm test', 0), log('actions/upload-artifact@v4', 0)];
    expect(names(steps, told)).toEqual(['Checkout', 'Tests', 'Upload']);
  });

  test('is known by its title where the log has no times', () => {
    const told = api({ name: 'Run npm ci' }, { name: 'Tests' }, { name: 'Run npm run lint' });
    expect(names([log('npm ci'), log('npm test'), log('npm run lint')], told)).toEqual([
      'Run npm ci',
      'Tests',
      'Run npm run lint',
    ]);
  });

  test('is never one that was skipped', () => {
    const told = api(
      { name: 'Build' },
      { name: 'Deploy', conclusion: 'skipped', second: 10 },
      { name: 'Tests', second: 10 },
    );
    expect(names([log('make', 0), log('make check', 10)], told)).toEqual(['Build', 'Tests']);
  });

  test('goes on with the one before where it is a part of it, or only looks like a step', () => {
    const told = api({ name: 'Set up', seconds: 30 }, { name: 'Tests', second: 31 });
    const steps = [
      log('./.github/setup', 0),
      log('npm ci', 5),
      log('npm run build', 20),
      log('npm test', 31),
    ];
    expect(names(steps, told)).toEqual(['Set up', 'Set up', 'Set up', 'Tests']);
  });

  test('that failed is rather one that the API says failed', () => {
    const quick = { second: 0, seconds: 0 };
    const told = api(
      { name: 'Setup', ...quick },
      { name: 'Tests', ...quick, conclusion: 'failure' },
      { name: 'Report', ...quick },
    );
    const steps = [log('one', 0), log('npm test', 0, { hasFailed: true })];
    expect(names(steps, told)).toEqual(['Setup', 'Tests']);
  });
});

test('what the runner does of itself is no step of the API', () => {
  const steps: LogStep[] = [
    { title: null, kind: 'setup', atMs: at(0), hasFailed: false },
    log('npm test', 0),
    { title: 'Post job cleanup.', kind: 'after', atMs: at(9), hasFailed: false },
  ];
  expect(names(steps, api({ name: 'Tests' }))).toEqual([undefined, 'Tests', undefined]);
});

test('a log that claims more steps than any job has is not held against the API', () => {
  const steps = Array.from({ length: 300_000 }, () => log('x', 0));
  const told = api({ name: 'Tests' }, { name: 'Lint' });
  expect(stepMap(steps, told).every((index) => index === undefined)).toBe(true);
});
