// The command: one object a file, in order, whatever the files are; nothing else on the standard output.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FileSignals } from '#core/signals/file/file-signals.ts';
import { rawLog, step } from '#test/core/signals/raw-log.ts';

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
const run = (args: readonly string[], env: Record<string, string> = {}, input = '') => {
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

test('is pretty for people', () => {
  const { stdout } = run(['--pretty', TYPES]);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toContain('TS2322');
  expect(stdout).toMatch(/^ {8,9}\d+ │ src\.ts/m);
  expect(run(['--pretty', TYPES], { FORCE_COLOR: '1' }).stdout).toContain('\u001b[31m');
});

describe('called wrongly', () => {
  test.each([
    ['without a file', [], 64],
    ['with an option that there is not', ['--no-such', 'x'], 64],
    ['with a green log that is not there', ['--green', '/no/such', TYPES], 2],
    ['with a matcher that is none', ['--matcher', TYPES, TYPES], 2],
  ])('%s, it says so and prints nothing', (_, args, code) => {
    const { stdout, stderr, status } = run(args);
    expect({ stdout, status }).toEqual({ stdout: '', status: code });
    expect(stderr).toContain('greenlight signals');
  });
});
