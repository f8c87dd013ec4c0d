// The command: one object a file, in order, whatever the files are; nothing else on the standard output.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { FileSignals } from '#core/signals/file/file-signals.ts';
import { rawLog, step } from '#test/core/signals/raw-log.ts';
import { zipOf } from './zip-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlight-signals-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MAIN = new URL('../../src/signals/main.ts', import.meta.url).pathname;
const written = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const TYPES = written(
  'types.txt',
  "src.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\n",
);
const JUNIT = written(
  'junit.xml',
  '<testsuite name="a"><testcase name="b" classname="c"><failure message="no"/></testcase></testsuite>',
);
const run = (args: readonly string[], env: Record<string, string> = {}, input: string | Uint8Array = '') => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], {
    env: { PATH: '', ...env },
    encoding: 'utf8',
    input,
  });
  return { stdout, stderr, status };
};
const objects = (stdout: string): FileSignals[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

const KEYS = ['file', 'format', 'outcome', 'failures', 'evidence', 'triage', 'completeness', 'redactions'];
const FAILURE_KEYS = [
  ...['kind', 'tool', 'testId', 'suite', 'file', 'line', 'column', 'code', 'severity', 'message'],
  ...['excerpt', 'attempts', 'fingerprint', 'confidence', 'origin'],
];

test('answers for every file, in order, also past one that cannot be read', () => {
  const files = [JUNIT, join(folder, 'missing.log'), folder, TYPES];
  const { stdout, status } = run(files);
  const answers = objects(stdout);
  expect(answers.map(({ file }) => file)).toEqual(files);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['failed', 'unreadable', 'unreadable', 'failed']);
  expect(status).toBe(1);
  for (const answer of answers) {
    expect(Object.keys(answer)).toEqual(KEYS);
    for (const failure of answer.failures) expect(Object.keys(failure)).toEqual(FAILURE_KEYS);
  }
  expect(answers[1]?.completeness.reason).toContain('no such file');
});

test('shows lines of the raw log, and takes secrets of the environment out of everything', () => {
  const secret = 'correct-horse-battery';
  const output = `logging in with ${secret}\nand ${Buffer.from(secret).toString('base64')}\nsrc/a.ts(3,1): error TS2322: ${secret} is not a number.`;
  const file = written('job.log', rawLog(step('npm ci', 'fine', 0), step('tsc', output, 2)));
  const { stdout } = run([file], { DEPLOY_TOKEN: secret });
  expect(stdout).not.toContain(secret);
  expect(stdout).not.toContain(Buffer.from(secret).toString('base64'));
  const [answer] = objects(stdout);
  expect(answer).toMatchObject({ format: 'github-log', outcome: 'failed', redactions: 3 });
  expect(answer?.failures).toMatchObject([{ code: 'TS2322', file: 'src/a.ts', line: 3, kind: 'typecheck' }]);
  const raw = rawLog(step('npm ci', 'fine', 0), step('tsc', output, 2)).split('\n');
  const told = answer?.failures[0]?.excerpt.fromLine ?? 0;
  expect(raw[told - 1]).toContain('TS2322');
  expect(answer?.evidence.some(({ fromLine, toLine }) => fromLine <= told && told <= toLine)).toBe(true);
  expect(run(['--pretty', file], { DEPLOY_TOKEN: secret }).stdout).not.toContain(secret);
});

test('puts what the last green log had not before the agent', () => {
  const lines = Array.from(
    { length: 300 },
    (_, no) => `building part ${no} of the house in ${no * 3} ms`,
  ).join('\n');
  const green = written('green.log', rawLog(step('./check', lines, 0)));
  const red = written(
    'red.log',
    rawLog(step('./check', `${lines}\nthe roof leaks over the kitchen\n${lines}`, 1)),
  );
  const [answer] = objects(run(['--green', green, red]).stdout);
  const roof =
    rawLog(step('./check', `${lines}\nthe roof leaks over the kitchen`, 1))
      .split('\n')
      .findIndex((line) => line.includes('roof')) + 1;
  expect(answer?.evidence.some(({ fromLine, toLine }) => fromLine <= roof && roof <= toLine)).toBe(true);
  expect(answer?.completeness.green?.lines).toBeGreaterThan(3);
});

test('finds nothing in a green log', () => {
  const file = written('passed.log', rawLog(step('npm test', 'ok 1 - fine\n1..1', 0)));
  expect(objects(run([file]).stdout)).toMatchObject([{ outcome: 'passed', failures: [], evidence: [] }]);
});

test('reads the standard input, and matchers of a repository', () => {
  const matcher = written(
    'matcher.json',
    JSON.stringify({
      problemMatcher: [{ owner: 'own', pattern: [{ regexp: '^ROT in (\\S+): (.*)$', file: 1, message: 2 }] }],
    }),
  );
  const { stdout } = run(['--matcher', matcher, '-'], {}, 'fine\nROT in beams/a.txt: soft\n');
  expect(objects(stdout)).toMatchObject([
    { outcome: 'failed', failures: [{ tool: 'own', file: 'beams/a.txt', message: 'soft' }] },
  ]);
});

test('names a failure without a name of its own by its tool, once, for people', () => {
  const { stdout } = run(
    ['--pretty', '-'],
    {},
    'error: could not find `Cargo.toml` in `/work` or any parent directory\n',
  );
  expect(stdout).toContain('cargo');
  expect(stdout).not.toMatch(/cargo +cargo/);
});

test('is pretty for people', () => {
  const { stdout } = run(['--pretty', TYPES]);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toContain('TS2322');
  expect(stdout).toMatch(/^ {8,9}\d+ │ src\.ts/m);
  expect(run(['--pretty', TYPES], { FORCE_COLOR: '1' }).stdout).toContain('\u001b[31m');
});

test('reads on without a green log that is not there, and says so in both places', () => {
  const { stdout, stderr, status } = run(['--green', '/no/such', TYPES, JUNIT]);
  const answers = objects(stdout);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  for (const { completeness } of answers) {
    expect(completeness.green).toBeNull();
    expect(completeness.notes).toContain('the green log could not be read: there is no such file');
  }
  expect(stderr).toContain('the green log /no/such: there is no such file');
  expect(status).toBe(2);
});

test('ends quietly when nobody reads on', () => {
  const big = written('big.log', `${'src.ts(1,7): error TS2322: no\n'.repeat(5_000)}`);
  const command = `'${process.execPath}' '${MAIN}' ${`'${big}' `.repeat(20)} | head -c 5; exit "\${PIPESTATUS[0]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({ stdout: '{"fil', stderr: '', status: 0 });
});

describe('packed files', () => {
  const TSC = "src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.\n";
  const XML = (body: string) =>
    `<testsuite name="a"><testcase name="b" classname="c">${body}</testcase></testsuite>`;
  const packed = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };

  test('by gzip are read as what they are', () => {
    const log = packed('a.log.gz', gzipSync(`fine\n${TSC}`));
    expect(objects(run([log]).stdout)).toMatchObject([
      { format: 'text', outcome: 'failed', failures: [{ code: 'TS2322', excerpt: { fromLine: 2 } }] },
    ]);
  });

  test('by gzip and broken off have not passed, and keep what failed', () => {
    const noise = Array.from({ length: 20_000 }, (_, no) => `<testcase name="t${no * 7919}"/>`).join('');
    const whole = gzipSync(`<testsuite>${XML('')}${noise}</testsuite>`);
    const bad = gzipSync(`${TSC}${noise}`);
    const files = [
      packed('cut.xml.gz', whole.subarray(0, whole.length - 9)),
      packed('cut.log.gz', bad.subarray(0, bad.length - 9)),
    ];
    const answers = objects(run(files).stdout);
    expect(answers).toMatchObject([
      { outcome: 'unreadable' },
      { outcome: 'failed', failures: [{ code: 'TS2322' }] },
    ]);
    for (const { completeness } of answers) expect(completeness.reason).toContain('damaged');
  });

  test('in a zip are read together', () => {
    const file = packed(
      'reports.zip',
      zipOf({
        'a/junit.xml': XML(''),
        'b/junit.xml': XML('<failure message="no"/>'),
        'shot.png': 'x',
        'tsc.log': TSC,
      }),
    );
    const [answer] = objects(run([file]).stdout);
    expect(answer).toMatchObject({ format: 'zip', outcome: 'failed', evidence: [] });
    expect(answer?.failures.map(({ testId, code }) => testId ?? code)).toEqual(['b', 'TS2322']);
    expect(answer?.completeness.notes).toEqual([
      '1 entries of other kinds, or told in others, are not read',
      'a/junit.xml: junit, passed',
      'b/junit.xml: junit, failed',
      'tsc.log: text, failed',
    ]);
    const { stdout } = run(['-'], {}, readFileSync(file));
    expect(objects(stdout)).toMatchObject([{ outcome: 'failed' }]);
  });

  test('of which one is no report any more have not passed', () => {
    const files = { 'a.xml': XML(''), 'b.xml': '<testsuite><testcase name="x"' };
    expect(objects(run([packed('half.zip', zipOf(files))]).stdout)).toMatchObject([
      { outcome: 'unreadable' },
    ]);
    expect(objects(run([packed('whole.zip', zipOf({ 'a.xml': XML('') }))]).stdout)).toMatchObject([
      { outcome: 'passed' },
    ]);
  });

  test.each([
    ['with a name that leads out of it', { '../a.xml': XML('') }, /invalid relative path/],
    ['with an absolute name', { '/a.xml': XML('') }, /absolute path/],
    ['with nothing to read in it', { 'a.png': 'x' }, /no file in it/],
    ['that would unpack to a thousand times its size', { 'a.xml': ' '.repeat(12_000_000) }, /times its size/],
  ])('in a zip %s are refused', (_, files, reason) => {
    const { stdout, status } = run([packed('bad.zip', zipOf(files)), TYPES]);
    const [bad, good] = objects(stdout);
    expect(bad).toMatchObject({ outcome: 'unreadable', failures: [] });
    expect(bad?.completeness.reason).toMatch(reason);
    expect(good?.outcome).toBe('failed');
    expect(status).toBe(1);
  });

  test('cut off anywhere never pass', () => {
    const whole = zipOf({ 'a.xml': XML(''), 'b.xml': XML('') });
    const files = Array.from({ length: 12 }, (_, at) =>
      packed(`cut${at}.zip`, whole.subarray(0, Math.floor((whole.length * (at + 1)) / 13))),
    );
    for (const { outcome } of objects(run(files).stdout)) expect(outcome).toBe('unreadable');
  });
});

describe('called wrongly', () => {
  test.each([
    ['without a file', [], 64],
    ['with an option that there is not', ['--no-such', 'x'], 64],
    ['with a matcher that is none', ['--matcher', TYPES, TYPES], 2],
  ])('%s, it says so and prints nothing', (_, args, code) => {
    const { stdout, stderr, status } = run(args);
    expect({ stdout, status }).toEqual({ stdout: '', status: code });
    expect(stderr).toContain('greenlight signals');
  });
});
