// All failed checks of a commit as one: which source decides, what is told beside, and what is said to be missing.
import { describe, expect, test } from 'vitest';
import type { Annotation } from '#core/signals/annotation.ts';
import { bundleOf } from '#core/signals/bundle/bundle.ts';
import type { FailedCheck, JobTime, RunReport } from '#core/signals/bundle/checks.ts';
import { GreenLog } from '#core/signals/evidence/green-diff.ts';
import { MAX_SIGNALS } from '#core/signals/failure-signal.ts';
import type { JobReading } from '#core/signals/job/job-reading.ts';
import { readReport } from '#core/signals/reports/read-report.ts';
import { Tree } from '#core/signals/tree.ts';
import { readSample } from '../job/job-samples.ts';
import { planted } from '../planted.ts';
import { fixture, rawLog, step } from '../raw-log.ts';

const log = (output: string, options: Parameters<typeof readSample>[2] = {}, job = 'test'): JobReading =>
  readSample(rawLog(step('npm test', output, 1)), { job }, options);
const check = (over: Partial<FailedCheck> = {}): FailedCheck => ({
  name: 'test',
  jobId: 7,
  runId: 1,
  isOptional: false,
  says: '',
  failedStep: 'Tests',
  reading: 'none',
  logName: 'ci-1-test.txt',
  notes: [],
  ...over,
});
const jobTime = (jobId: number, job: string, over: Partial<JobTime> = {}): JobTime => ({
  ...{ jobId, job, runId: 1, hasFailed: true, startedAtMs: 0, completedAtMs: 60_000 },
  ...over,
});
const report = (body: string, over: Partial<RunReport> = {}): RunReport => ({
  ...readReport(
    'reports/junit.xml',
    new TextEncoder().encode(`<testsuite name="s">${body}</testsuite>`),
    (text) => ({
      text,
      count: 0,
    }),
  ),
  runId: 1,
  createdAtMs: 30_000,
  ...over,
});
const failedCase = (name: string, message = 'no') =>
  `<testcase name="${name}" classname="ledger"><failure message="${message}"/></testcase>`;
const BESIDE = { checks: 3, checksOmitted: 0, reportsLeft: [], notesLeft: 0 };
const bundle = (checks: readonly FailedCheck[], over: Partial<Parameters<typeof bundleOf>[0]> = {}) =>
  bundleOf({
    checks,
    jobs: checks.flatMap(({ jobId, name }) => (jobId === null ? [] : [jobTime(jobId, name)])),
    reports: [],
    beside: BESIDE,
    ...over,
  });
const names = (signals: readonly { testId?: string; message: string }[]) =>
  signals.map(({ testId, message }) => testId ?? message.split('\n')[0]);
const NODE = fixture('node-test-spec.txt');

describe('a report', () => {
  test('decides over the log: what it says passed is no failure, and what it says failed is one', () => {
    const reports = [
      report(
        `${failedCase('is async', 'told by the report')}${failedCase('never in the log')}<testcase name="throws plainly"/>`,
      ),
    ];
    const { failures, seen } = bundle([check({ reading: log(NODE) })], { reports });
    expect(names(failures).sort()).toEqual([
      'is async',
      'ledger > keeps the order of postings',
      'ledger > of yesterday > is closed: "early" → never',
      'never in the log',
    ]);
    const decided = failures.find(({ testId }) => testId === 'is async');
    expect(decided).toMatchObject({ confidence: 'reported', origin: 'junit', message: 'told by the report' });
    expect(decided?.excerpt.fromLine).toBeGreaterThan(0);
    expect(seen.contradictions).toEqual([
      'the log of test names throws plainly as failed, and a report says that it passed',
    ]);
    expect(seen.reports).toBe(1);
  });

  test('of a job that passed fails nothing, and the contradiction is told', () => {
    const jobs = [
      jobTime(7, 'test', { startedAtMs: 100_000, completedAtMs: 200_000 }),
      jobTime(8, 'nightly', { hasFailed: false }),
    ];
    const { failures, seen } = bundle([check({ reading: log(NODE) })], {
      jobs,
      reports: [report(failedCase('x'))],
    });
    expect(names(failures)).not.toContain('x');
    expect(seen.contradictions).toEqual([
      'reports/junit.xml tells 1 failure in nightly, which CI says has passed',
    ]);
  });

  test('is of the job that was at work when it was uploaded, or of the one it is named after', () => {
    const two = [
      check({ name: 'test (22)', jobId: 22, reading: log('all lost') }),
      check({ name: 'test (24)', jobId: 24, reading: log('all lost') }),
    ];
    const at = (createdAtMs: number | null, name: string) => {
      const jobs = [
        jobTime(22, 'test (22)'),
        jobTime(24, 'test (24)', { startedAtMs: 100_000, completedAtMs: 160_000 }),
      ];
      const { failures } = bundle(two, { jobs, reports: [report(failedCase('x'), { createdAtMs, name })] });
      return failures.find(({ testId }) => testId === 'x')?.job;
    };
    expect(at(30_000, 'junit/a.xml')).toBe('test (22)');
    expect(at(130_000, 'junit/a.xml')).toBe('test (24)');
    expect(at(null, 'junit-24/a.xml')).toBe('test (24)');
    expect(at(null, 'junit/a.xml')).toBeUndefined();
  });
});

describe('a note', () => {
  const note = (over: Partial<Annotation>): Annotation => ({
    level: 'failure',
    message: 'no',
    file: null,
    ...over,
  });

  test('of a check without a log is its failure', () => {
    const notes = [
      note({
        file: 'src/a.ts',
        line: 3,
        column: 5,
        title: 'no-eval',
        message: 'eval is evil',
        details: 'see the manual',
      }),
    ];
    const { failures, evidence } = bundle([check({ name: 'scan', jobId: null, notes })]);
    expect(failures).toMatchObject([
      {
        job: 'scan',
        file: 'src/a.ts',
        line: 3,
        column: 5,
        message: 'no-eval: eval is evil',
        confidence: 'reported',
      },
    ]);
    expect(evidence).toMatchObject([
      { job: 'scan', log: null, text: expect.stringContaining('see the manual') },
    ]);
  });

  test('gives a line of the log its place, and is told once', () => {
    const reading = log('##[error]license header is missing');
    const notes = [note({ file: 'src/a.ts', line: 1, message: 'license header is missing' })];
    expect(bundle([check({ reading, notes })]).failures).toMatchObject([
      { file: 'src/a.ts', line: 1, message: 'license header is missing', confidence: 'reported' },
    ]);
    const types = log("src/a.ts(3,1): error TS2322: Type 'string' is no number.");
    const echo = [note({ file: 'src/a.ts', line: 3, message: 'TS2322: no number' })];
    expect(bundle([check({ reading: types, notes: echo })]).failures).toMatchObject([{ tool: 'tsc' }]);
  });

  test('where a test begins is of that test, which failed further down', () => {
    // As the runner prints what it takes out of a log as a note.
    const output = planted('javascript/node-test-repeated/spec');
    const notes = [...output.matchAll(/^::error file=(.+),line=(\d+),title=(.+?)::(.+)$/gm)].map(
      ([, file = '', line, title = '', message = '']) => note({ file, line: Number(line), title, message }),
    );
    const reading = log(
      output.replaceAll(/^::error .+?::/gm, '##[error]').replaceAll(/^::(\w+)::/gm, '##[$1]'),
    );
    expect(notes.map(({ line }) => line)).toEqual([6, 5]);
    expect(bundle([check({ reading, notes })]).failures).toMatchObject([
      { testId: 'settlement > lists the captures of a day in order', line: 8, attempts: { failed: 3 } },
      { testId: 'holds: a hold expires exactly its lifetime after it was placed', line: 8 },
    ]);
  });

  test('that only speaks of what a test is called is no word of that test', () => {
    const reading = log(NODE);
    const spoken = note({
      file: 'test/money.test.js',
      line: 1,
      message: 'the callback is async but never awaits',
    });
    const named = note({ file: 'test/money.test.js', line: 1, title: 'is async', message: 'no' });
    const told = (each: Annotation) => names(bundle([check({ reading, notes: [each] })]).failures);
    expect(told(spoken)).toContain('the callback is async but never awaits');
    expect(told(named)).toEqual(names(bundle([check({ reading })]).failures));
  });

  test('is looked for among thousands without looking at each', { timeout: 10_000 }, () => {
    const count = 6_000;
    const at = Array.from({ length: count }, (_, no) => no);
    const notes = at.map((no) =>
      note({ file: `packages/p${no}/src/index.ts`, line: 3, message: `no ${no}` }),
    );
    const body = at.map((no) => failedCase(`test ${no}`)).join('');
    const reading = log(at.map((no) => `packages/p${no}/src/index.ts(3,1): error TS2322: no`).join('\n'));
    const { seen } = bundle([check({ reading, notes })], { reports: [report(body)] });
    expect(seen.failures.found).toBeGreaterThan(count);
  });

  test('of a step that passed, and one that says nothing, fail nothing', () => {
    const elsewhere = readSample(
      rawLog(
        step('./lint', '##[error]no semicolon', 0),
        step('npx tsc', 'src/a.ts(3,1): error TS2322: no.', 2),
      ),
    );
    const notes = [
      note({ file: 'b.ts', line: 1, message: 'no semicolon' }),
      note({ message: 'Process completed with exit code 2.' }),
    ];
    expect(names(bundle([check({ reading: elsewhere, notes })]).failures)).toHaveLength(1);
  });

  test('tells why a job has no log', () => {
    const message = 'The job running on runner x has exceeded the maximum execution time of 5 minutes.';
    const { failures } = bundle([check({ failedStep: null, notes: [note({ message })] })]);
    expect(failures).toMatchObject([{ kind: 'timeout', message }]);
  });
});

describe('a failed check', () => {
  test('without anything to read is told all the same, with what it says of itself', () => {
    const checks = [
      check({ reading: log(NODE) }),
      check({ name: 'ci/other', jobId: null, says: 'quota exceeded' }),
      check({ name: 'eleventh', jobId: 11, reading: 'not_asked' }),
      check({ name: 'lost', jobId: 12, failedStep: null }),
    ];
    const { failures, seen } = bundle(checks);
    expect(failures.map(({ job }) => job)).toEqual(
      expect.arrayContaining(['test', 'ci/other', 'eleventh', 'lost']),
    );
    const of = (job: string) => failures.find((each) => each.job === job);
    expect(of('ci/other')?.message).toBe(
      'ci/other failed and left no log that can be read.\nIt says: quota exceeded',
    );
    expect(of('eleventh')?.message).toContain('its log was not read');
    expect(of('lost')).toMatchObject({ kind: 'infra', confidence: 'reported' });
    expect(seen.withoutLog).toEqual(['ci/other', 'eleventh', 'lost']);
    expect(seen.leftOut).toEqual([{ what: 'log_unread', job: 'eleventh', why: 'not_asked' }]);
  });

  test('does not vanish behind the many failures of another, and what is cut off is counted', () => {
    const many = Array.from({ length: 90 }, (_, no) => `src/a${no}.ts(3,1): error TS2322: no`).join('\n');
    const { failures, seen } = bundle([check({ reading: log(many) }), check({ name: 'other', jobId: null })]);
    expect(failures).toHaveLength(MAX_SIGNALS);
    expect(failures.filter(({ job }) => job === 'other')).toHaveLength(1);
    expect(seen.failures).toEqual({ found: 91, shown: MAX_SIGNALS });
    expect(seen.leftOut).toContainEqual({ what: 'failures', found: 91, shown: MAX_SIGNALS });
  });

  test('that is optional is told beside, and not at all where another fails in the same way', () => {
    const lint = log('src/b.ts(9,1): error TS1: no', {}, 'lint');
    const checks = [
      check({ reading: log(NODE) }),
      check({ name: 'lint', jobId: 8, isOptional: true, reading: lint }),
    ];
    const both = bundle(checks);
    expect(both.failures.every(({ job }) => job === 'test')).toBe(true);
    expect(both.optional).toMatchObject([{ job: 'lint', file: 'src/b.ts' }]);
    expect(both.evidence.every(({ job }) => job === 'test')).toBe(true);
    const same = [
      check({ reading: log(NODE) }),
      check({ name: 'lint', jobId: 8, isOptional: true, reading: log(NODE) }),
    ];
    expect(bundle(same).optional).toEqual([]);
  });

  test('of which the log says that all is well is believed, and the contradiction told', () => {
    const reading = readSample(rawLog(step('npm test', 'ℹ tests 3\nℹ pass 3\nℹ fail 0', 0)), {
      hasFailed: true,
    });
    const { failures, seen } = bundle([check({ reading })]);
    expect(failures).toHaveLength(1);
    expect(seen.contradictions).toEqual(['the log of test says that all passed, and CI that it failed']);
  });
});

describe('evidence', () => {
  test('of all jobs is under one budget, each line with the failure that it belongs to', () => {
    const many = Array.from({ length: 30 }, (_, no) => `src/a${no}.ts(3,1): error TS2322: no`).join('\n');
    const checks = Array.from({ length: 9 }, (_, no) =>
      check({
        name: `job ${no}`,
        jobId: no,
        logName: `ci-${no}.txt`,
        reading: log(many.replaceAll('src', `src${no}`), {}, `job ${no}`),
      }),
    );
    const { evidence, seen, failures } = bundle(checks);
    const lines = evidence.reduce((sum, { text }) => sum + text.split('\n').length, 0);
    expect(lines).toBe(seen.evidence.lines);
    expect(lines).toBeLessThanOrEqual(120);
    const first = evidence.find(({ failure }) => failure === failures[0]?.fingerprint.fine);
    expect(first?.text).toContain(failures[0]?.file);
    expect(first?.log).toBe('ci-0.txt');
  });

  test('shows what the last green log had not', () => {
    const green = new GreenLog();
    const laid = Array.from({ length: 40 }, (_, no) => `stone ${no} is laid`);
    for (const line of laid) green.add(line);
    const output = [...laid.slice(20), 'the roof leaks', ...laid].join('\n');
    const reading = log(output, { green });
    const { evidence, seen } = bundle([check({ reading })]);
    expect(evidence.some(({ text }) => text.includes('the roof leaks'))).toBe(true);
    const lines = evidence.flatMap(({ text }) => text.split('\n'));
    expect(lines.filter((line) => line.includes('is laid')).length).toBeLessThan(5);
    expect(seen.green).toEqual(['test']);
  });
});

test('a log that was cut, and a report that ends in the middle, are said to be', () => {
  const long = Array.from({ length: 5_000 }, (_, no) => `building part ${no}`).join('\n');
  const reading = log(`${long}\n${NODE}`, { keptBytes: 20_000 });
  const half = report(
    '',
    readReport(
      'reports/half.xml',
      new TextEncoder().encode('<testsuite name="s"><testcase name="a"/>'),
      (text) => ({ text, count: 0 }),
    ),
  );
  const { seen } = bundle([check({ reading })], {
    reports: [half],
    beside: { ...BESIDE, checksOmitted: 4, notesLeft: 2, reportsLeft: ['builds: too large'] },
  });
  expect(seen.leftOut).toEqual([
    { what: 'log_cut', job: 'test', bytes: 0 },
    { what: 'checks', count: 4 },
    { what: 'report', name: 'reports/half.xml', why: expect.any(String) },
    { what: 'report', name: 'builds', why: 'too large' },
    { what: 'notes', count: 2 },
  ]);
});

test('paths are those of the repository', () => {
  const tree = new Tree(['packages/web/src/a.ts']);
  const { failures } = bundle(
    [check({ reading: log('/app/packages/web/src/a.ts(3,1): error TS2322: no') })],
    { tree },
  );
  expect(failures).toMatchObject([{ file: 'packages/web/src/a.ts', firstParty: true }]);
});
