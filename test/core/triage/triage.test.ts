// The decision order of triage: the first rule with an answer gives it, and what the code did wrong is never blamed on a machine.
import { describe, expect, it } from 'vitest';
import { maskVolatile } from '#core/signals/fingerprint.ts';
import { triageOfLog } from '#core/triage/of-log.ts';
import { oursOf } from '#core/triage/triage.ts';
import { commit } from '../support/samples.ts';
import { baseRun, judge, note, onMain, whole, without } from './known.ts';

const fine = (failure = note()) => failure.fingerprint.fine;
const died = { job: 'test', failedStep: null, hasLog: false, signs: [] };
const registry = note({
  kind: 'dependency',
  tool: 'npm',
  testId: undefined as never,
  file: undefined as never,
  message: 'npm error 503 Service Unavailable - GET https://registry.npmjs.org/left-pad',
});

describe('what nobody changed', () => {
  it('blames the runner where no step of the repository failed', () => {
    const lost = without(
      note({ kind: 'infra', confidence: 'reported', message: 'left no log' }),
      'testId',
      'file',
    );
    expect(judge([lost], { jobs: [died] })).toMatchObject({
      likely: 'infra',
      because: ['test failed before any step and left no log'],
    });
    const setUp = { ...died, failedStep: 'Set up job', isRunnerStep: true, hasLog: true };
    expect(judge([lost], { jobs: [setUp] }).because).toEqual([
      "test failed in the runner's own step “Set up job”",
    ]);
  });

  it('believes a test before a step that is missing from the answer of the forge', () => {
    expect(judge([note()], { jobs: [died], changed: ['test/settle.test.ts'] }).likely).toBe('change');
  });

  it('calls a person where a right or a secret is missing', () => {
    const denied = note({ kind: 'permission', message: 'HttpError: Resource not accessible by integration' });
    expect(judge([denied])).toMatchObject({ likely: 'person', because: ['the workflow lacks a permission'] });
    expect(judge([note({ message: 'expected 401 Unauthorized to be 200' })]).likely).not.toBe('person');
  });

  it('calls flaky what passed and failed on one commit', () => {
    const retried = note({ attempts: { passed: 1, failed: 2 } });
    expect(judge([retried])).toMatchObject({
      likely: 'flaky',
      because: ['it failed in 2 of 3 runs on this commit'],
    });
    expect(judge([note()], { earlierRuns: [whole(note({ testId: 'pays in full' }))] })).toMatchObject({
      likely: 'flaky',
      because: ['it passed in an earlier run on this commit'],
    });
  });

  it('takes a test for passed only where its job came to it', () => {
    const broken = [without(note({ kind: 'compile', message: 'syntax error' }), 'testId')];
    expect(judge([note()], { earlierRuns: [{ failures: broken, whole: [] }] }).likely).toBe('unknown');
  });
});

describe('the base branch', () => {
  it('is blamed for what fails there with the same print', () => {
    const { likely, because } = judge([note()], {
      ...onMain(baseRun({ prints: [fine()] })),
      changed: ['test/settle.test.ts'],
    });
    expect({ likely, because }).toEqual({ likely: 'base', because: ['it fails on main at 0000000 as well'] });
  });

  it('is not blamed for the same test failing otherwise', () => {
    const other = note({ message: 'TypeError: settle is not a function' });
    expect(judge([note()], onMain(baseRun({ prints: [fine(other)] }))).likely).toBe('unknown');
  });

  it('is told apart where it broke after the task began, and where it was mended since', () => {
    const newest = { at: 'newest', sha: commit(0xfeed) } as const;
    const broke = onMain(baseRun({ outcome: 'passed' }), baseRun({ ...newest, prints: [fine()] }));
    expect(judge([note()], broke).because[0]).toContain('where it broke after the task began');
    const mended = onMain(baseRun({ prints: [fine()] }), baseRun({ ...newest, outcome: 'passed' }));
    expect(judge([note()], mended).because[0]).toContain('where it has been mended since');
  });

  it("is this task's own where mending it was asked for", () => {
    const known = onMain(baseRun({ prints: [fine()] }));
    expect(judge([note()], { ...known, subject: 'base' }).likely).toBe('change');
    expect(judge([note()], { ...known, subject: 'flaky_tests' }).likely).toBe('change');
  });

  it("stays to blame for a compiler's error in a task about flaky tests", () => {
    const compile = without(note({ kind: 'compile' }), 'testId');
    const known = onMain(baseRun({ prints: [fine(compile)] }));
    expect(judge([compile], { ...known, subject: 'flaky_tests' }).likely).toBe('base');
  });
});

describe('infrastructure', () => {
  it.each([
    ['a registry that answers 503', registry.message],
    [
      'a name that does not resolve',
      "fatal: unable to access 'https://github.com/': Could not resolve host: github.com",
    ],
    ['a full disk', 'System.IO.IOException: No space left on device'],
    ['a killed process', 'Process completed with exit code 137.'],
    [
      'a broken connection',
      'npm error network request to https://registry.npmjs.org failed, reason: read ECONNRESET',
    ],
    ['a pull limit', 'toomanyrequests: You have reached your pull rate limit.'],
    ['a handshake', 'net/http: TLS handshake timeout'],
  ])('is to blame for %s', (_, message) => {
    expect(judge([without(note({ kind: 'unknown', tool: 'log', message }), 'testId', 'file')]).likely).toBe(
      'infra',
    );
  });

  it.each(['test', 'compile', 'typecheck', 'lint', 'format', 'gate'] as const)(
    'is never to blame for what %s found',
    (kind) => {
      for (const message of [registry.message, 'getaddrinfo ENOTFOUND db', 'no space left on device'])
        expect(judge([note({ kind, message })]).likely).not.toBe('infra');
    },
  );

  it('is not believed beside a failure of the code in the same job', () => {
    expect(judge([registry, note()]).perFailure[0]?.likely).not.toBe('infra');
  });

  it('explains a vague end by what its step printed', () => {
    const vague = without(
      note({ kind: 'unknown', tool: 'log', message: 'make: *** [install] Error 1' }),
      'testId',
      'file',
    );
    const jobs = [
      {
        ...died,
        failedStep: 'Install',
        hasLog: true,
        signs: [{ tier: 'hard' as const, what: 'the disk is full' }],
      },
    ];
    expect(judge([vague], { jobs })).toMatchObject({ likely: 'infra', because: ['the disk is full'] });
  });

  it('leaves open what code and surroundings both may cause, unless the change touches them', () => {
    const missing = without(
      note({ kind: 'unknown', tool: 'log', message: "Error: Cannot find module 'left-pad'" }),
      'testId',
      'file',
    );
    expect(judge([missing]).likely).toBe('unknown');
    expect(judge([missing], { changed: ['package.json'] })).toMatchObject({
      likely: 'change',
      because: ['a module is missing, and the change touches package.json'],
    });
  });

  it("takes a service on the same machine for the job's own", () => {
    const local = without(
      note({ kind: 'crash', message: 'Error: connect ETIMEDOUT 127.0.0.1:5432' }),
      'testId',
      'file',
    );
    expect(judge([local]).likely).toBe('unknown');
  });
});

describe('many failures of one cause', () => {
  const all = (message: string, count = 6) =>
    Array.from({ length: count }, (_, index) => note({ testId: `case ${'abcdef'[index]}`, message }));

  it("are the network's where they say so and none asserts anything", () => {
    expect(judge(all('getaddrinfo EAI_AGAIN api.stripe.com')).likely).toBe('infra');
    expect(judge(all('getaddrinfo ENOTFOUND db.internal')).likely).toBe('change');
  });

  it("are the change's otherwise", () => {
    expect(judge(all('TypeError: x is not a function'))).toMatchObject({
      likely: 'change',
      because: ['all 6 failing tests say the same: one cause'],
    });
    expect(judge(all('expected 503 Service Unavailable to be 200')).likely).toBe('change');
  });

  it('are no few that happen to agree', () => {
    expect(judge(all('TypeError: x is not a function', 3)).likely).toBe('unknown');
  });
});

describe('what is known of a test', () => {
  const entry = {
    test: 'test/settle.test.ts › settles in order',
    because: 'failed and passed on abc1234',
    elsewhere: [],
  };

  it('makes it flaky, unless it just failed twice in the same way', () => {
    const flakes = [{ ...entry, status: 'flaky' as const }];
    expect(judge([note()], { flakes })).toMatchObject({
      likely: 'flaky',
      because: ['it is known to be flaky: failed and passed on abc1234'],
    });
    expect(judge([note()], { flakes, earlierRuns: [whole(note())] }).likely).toBe('unknown');
  });

  it("makes it the base's where it is broken there, until the base passes", () => {
    const flakes = [{ ...entry, status: 'broken' as const }];
    expect(judge([note()], { flakes }).likely).toBe('base');
    const passing = onMain(baseRun({ at: 'newest', outcome: 'passed' }));
    expect(judge([note()], { flakes, ...passing }).likely).not.toBe('base');
  });

  it('counts the same failure on two other branches, and not on one', () => {
    const seenOn = (branches: number) => [
      { ...entry, status: 'healthy' as const, elsewhere: [{ fine: fine(), branches }] },
    ];
    expect(judge([note()], { flakes: seenOn(2) }).likely).toBe('flaky');
    expect(judge([note()], { flakes: seenOn(1) }).likely).toBe('unknown');
  });
});

describe('the change', () => {
  it('is to blame for a failing file of its own, however the log names it', () => {
    for (const file of ['test/settle.test.ts', '/home/runner/work/payments/payments/test/settle.test.ts'])
      expect(judge([note({ file })], { changed: ['test/settle.test.ts'] }).likely).toBe('change');
    expect(
      judge([note({ file: 'pretest/settle.test.ts' })], { changed: ['test/settle.test.ts'] }).likely,
    ).toBe('unknown');
  });

  it('is to blame for a failure whose output leads to it', () => {
    const mentions = [{ fine: fine(), path: 'src/settle.ts', how: 'output' as const }];
    expect(judge([note()], { mentions }).because).toEqual([
      'its output leads to src/settle.ts, which is part of the change',
    ]);
  });

  it('is to blame for what fails the same way every time', () => {
    const types = without(note({ kind: 'typecheck', file: 'src/other.ts', code: 'TS2322' }), 'testId');
    expect(judge([types]).likely).toBe('change');
    expect(judge([types], onMain(baseRun({ outcome: 'passed' }))).because).toEqual([
      'test passed on main at 0000000',
    ]);
  });

  it('is not sure to be to blame for what a rerun did not change', () => {
    expect(judge([note()], { earlierRuns: [whole(note())] })).toMatchObject({
      likely: 'unknown',
      because: ['it failed again in the same way when it was run again'],
    });
  });

  it('is all that is left in a task about flaky tests', () => {
    expect(judge([note()], { subject: 'flaky_tests' }).likely).toBe('change');
    expect(judge([note({ attempts: { passed: 3, failed: 1 } })], { subject: 'flaky_tests' }).likely).toBe(
      'change',
    );
  });
});

describe('mixed sets', () => {
  const theirs = note({ testId: 'refunds twice' });
  const own = note({ file: 'src/settle.ts' });
  const mixed = judge([own, theirs], {
    ...onMain(baseRun({ prints: [fine(theirs)] })),
    changed: ['src/settle.ts'],
  });

  it("are the change's as a whole, and only its own failures count", () => {
    expect(mixed).toMatchObject({ likely: 'change', because: ['src/settle.ts is part of the change'] });
    expect(mixed.perFailure.map(({ likely }) => likely)).toEqual(['change', 'base']);
    expect(oursOf([own, theirs], mixed)).toEqual([own]);
    expect(oursOf([own, theirs], undefined)).toEqual([own, theirs]);
  });

  it('are unknown where there was nothing to read', () => {
    expect(judge([])).toMatchObject({ likely: 'unknown', because: ['no failure could be read'] });
  });
});

describe('a log alone', () => {
  it('gives an assertion to the change, and a 503 of a registry to the registry', () => {
    expect(triageOfLog([note()]).likely).toBe('change');
    expect(triageOfLog([registry])).toMatchObject({ likely: 'infra' });
  });

  it('says that it does not know', () => {
    const timeout = note({ kind: 'timeout', message: 'Test timed out in 5000ms.' });
    expect(triageOfLog([timeout])).toEqual({
      likely: 'unknown',
      because: ["something took too long, which may be the code's doing or its surroundings'"],
    });
  });
});

it('answers within a second for a megabyte on one line', () => {
  const long = 'error 503 '.repeat(100_000);
  const startMs = performance.now();
  judge([note({ kind: 'unknown', message: long })]);
  maskVolatile(long);
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

describe('another tool than last time', () => {
  const lint = without(note({ kind: 'lint', tool: 'ruff', file: 'src/old.py', message: 'F401' }), 'testId');
  const node = { name: 'node', green: '20.11.1', red: '20.12.0' };
  const ruff = { name: 'ruff', green: '0.5.0', red: '0.6.0' };
  const pip = { name: 'pip', green: '24.0', red: '24.1' };
  const job = {
    job: 'test',
    failedStep: 'Run ruff',
    hasLog: true,
    signs: [],
    changedVersions: [pip, node, ruff],
  };

  it('explains what fails in a file that nobody touched, the tool itself first', () => {
    expect(judge([lint], { jobs: [job], changed: ['src/new.py'] })).toMatchObject({
      likely: 'change',
      because: ['ruff 0.5.0 in the last green run, 0.6.0 now'],
      perFailure: [
        {
          because: [
            'ruff 0.5.0 in the last green run, 0.6.0 now',
            'node 20.11.1 in the last green run, 20.12.0 now',
            'pip 24.0 in the last green run, 24.1 now',
          ],
        },
      ],
    });
  });

  it('is behind the change of a lockfile', () => {
    const { because } = judge([lint], { changed: ['web/package-lock.json'] });
    expect(because).toEqual([
      'web/package-lock.json, which decides what is installed, is part of the change',
    ]);
  });

  it('says nothing of a file of the change itself', () => {
    expect(judge([lint], { jobs: [job], changed: ['src/old.py'] }).because).toEqual([
      'src/old.py is part of the change',
    ]);
  });

  it('is told of a test, and decides nothing', () => {
    expect(judge([note()], { jobs: [job] })).toMatchObject({
      likely: 'unknown',
      because: ['node 20.11.1 in the last green run, 20.12.0 now'],
    });
  });
});
