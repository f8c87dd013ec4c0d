// Versions of tools in a job's log: read from what they say, kept in bounds, and held against those of the last green run.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countingRedactor } from '#core/redact.ts';
import { GreenLog } from '#core/signals/evidence/green-diff.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { Desk } from '#core/signals/job/desk.ts';
import { changedVersions } from '#core/signals/versions/changed-versions.ts';
import { safeVersions, ToolVersions } from '#core/signals/versions/tool-versions.ts';
import { rawLog, step } from './raw-log.ts';

const versionsIn = (...lines: string[]) => {
  const versions = new ToolVersions();
  for (const line of lines) versions.see(line);
  return versions.end();
};

describe('are read', () => {
  test.each([
    [
      'the image of a runner',
      ['Image: ubuntu-24.04', 'Version: 20260105.1.0'],
      { 'the image ubuntu-24.04': '20260105.1.0' },
    ],
    [
      'setup-node',
      ['Found in cache @ /opt/hostedtoolcache/node/20.11.1/x64', 'node: v20.11.1', 'npm: 10.2.4'],
      { node: '20.11.1', npm: '10.2.4' },
    ],
    ['setup-python', ['Successfully set up CPython (3.12.4)'], { python: '3.12.4' }],
    [
      'setup-go',
      ['Successfully set up Go version 1.22.3', 'go version go1.22.3 linux/amd64'],
      { go: '1.22.3' },
    ],
    ['setup-java', ['Resolved Java 21.0.3+9.0.LTS from tool-cache'], { java: '21.0.3+9.0.LTS' }],
    ['python itself', ['Python 3.12.4'], { python: '3.12.4' }],
    [
      'pip',
      [
        'pip 24.0 from /usr/lib/python3/dist-packages/pip (python 3.12)',
        'Successfully installed attrs-23.2.0 pytest-cov-5.0.0',
      ],
      { pip: '24.0', attrs: '23.2.0', 'pytest-cov': '5.0.0' },
    ],
    [
      "pytest's head",
      ['platform linux -- Python 3.12.4, pytest-8.2.0, pluggy-1.5.0'],
      { python: '3.12.4', pytest: '8.2.0', pluggy: '1.5.0' },
    ],
    [
      'rust',
      [
        'rustc 1.79.0 (129f3b996 2024-06-10)',
        'cargo 1.79.0 (ffa9cf99a 2024-06-03)',
        '   Compiling serde v1.0.203',
        '   Compiling syn v2.0.1',
        '   Compiling syn v1.0.109',
      ],
      { rustc: '1.79.0', cargo: '1.79.0', serde: '1.0.203', syn: '1.0.109, 2.0.1' },
    ],
    ['go modules', ['go: downloading golang.org/x/net v0.25.0'], { 'golang.org/x/net': '0.25.0' }],
    [
      'bundler',
      [
        'Using rake 13.2.1',
        'Installing rspec-core 3.13.0',
        'ruby 3.3.1 (2024-04-23 revision c56cd86388) [x86_64-linux]',
      ],
      { rake: '13.2.1', 'rspec-core': '3.13.0', ruby: '3.3.1' },
    ],
    ['composer', ['  - Installing phpunit/phpunit (11.1.3)'], { 'phpunit/phpunit': '11.1.3' }],
    ['pnpm and uv', ['+ vitest 1.6.0', ' + requests==2.32.3'], { vitest: '1.6.0', requests: '2.32.3' }],
    ['vitest', [' RUN  v3.2.4 /home/runner/work/a/a'], { vitest: '3.2.4' }],
    [
      'tools of themselves',
      [
        'ruff 0.5.0',
        'mypy 1.10.0 (compiled: yes)',
        'golangci-lint has version 1.59.1 built with go1.22',
        'gcc (Ubuntu 13.2.0-23ubuntu4) 13.2.0',
      ],
      { ruff: '0.5.0', mypy: '1.10.0', 'golangci-lint': '1.59.1' },
    ],
  ])('from %s', (_, lines, expected) => {
    expect(versionsIn(...lines)).toEqual(expected);
  });

  test.each([
    'expected 1.5 to be 2.5',
    'node_modules/x 1.2.3',
    'Compiling ledger v0.1.0 (/home/runner/work/a/a)',
    'took 3.14 s',
    '- 12.5 % of it',
  ])('and not from “%s”', (line) => {
    expect(versionsIn(line)).toEqual({});
  });

  test('in bounds, whatever is said', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('node 1.2', '+ a 1.0', 'Image: x')),
          { maxLength: 50 },
        ),
        (lines) => {
          for (const [name, version] of Object.entries(versionsIn(...lines))) {
            expect(name.length).toBeLessThanOrEqual(80);
            expect(version.length).toBeLessThanOrEqual(80);
          }
        },
      ),
    );
    const many = Array.from({ length: 5_000 }, (_, at) => `+ package${at} 1.0.${at}`);
    expect(Object.keys(versionsIn(...many)).length).toBeLessThanOrEqual(400);
  });

  test('in time, from a megabyte on one line and on many', () => {
    const before = process.threadCpuUsage();
    versionsIn(`Successfully installed ${'a-1.0 '.repeat(170_000)}`);
    versionsIn(...Array.from({ length: 60_000 }, () => `+ ${'a-'.repeat(20)}1.0 x`));
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });

  test('but not where a secret looks like one', () => {
    const redact = countingRedactor(['7.7.7-hunter']);
    expect(safeVersions(versionsIn('+ a 1.0.0', '+ b 7.7.7-hunter'), redact)).toEqual({ a: '1.0.0' });
  });
});

test('what both runs tell and tell otherwise has changed', () => {
  expect(
    changedVersions(
      { node: '20.11.1', npm: '10.2.4', gone: '1.0' },
      { node: '20.12.0', npm: '10.2.4', new: '2.0' },
    ),
  ).toEqual([{ name: 'node', green: '20.11.1', red: '20.12.0' }]);
  expect(changedVersions({}, JSON.parse('{"__proto__": "1.0", "constructor": "2.0"}'))).toEqual([]);
});

const log = (ruff: string, output: string, code: number) =>
  rawLog(
    step('pip install ruff', `Successfully installed ruff-${ruff}`, 0),
    step('ruff check', output, code),
  );
const bytes = (text: string) => new TextEncoder().encode(text);
const PROBLEM = 'src/a.py:3:1: F401 [*] `os` imported but unused\nFound 1 error.';

test('a job tells what its green run used otherwise', () => {
  const desk = new Desk({ secrets: [], keptBytes: 100_000, maxLogBytes: 1_000_000 });
  desk.beginGreen();
  desk.push(bytes(log('0.5.0', 'All checks passed!', 0)));
  const green = desk.endGreen();
  expect(green.versions).toEqual({ ruff: '0.5.0' });
  const read = (kept: typeof green) => {
    desk.beginLog({ job: 'lint', failedStep: 'Run ruff check', steps: null, hasFailed: true }, kept);
    desk.push(bytes(log('0.6.0', PROBLEM, 1)));
    desk.addedMatchers();
    return desk.endLog([]).changedVersions;
  };
  expect(read(green)).toEqual([{ name: 'ruff', green: '0.5.0', red: '0.6.0' }]);
  // Kept before versions were read.
  expect(read({ hashes: green.hashes, isFull: false })).toEqual([]);
});

test('a file told with a green log names the tool that is another one', () => {
  const green = new GreenLog(10, [], false, { ruff: '0.5.0' });
  const reader = fileReader({ file: 'x', green, redact: countingRedactor([]) });
  reader.push(bytes(log('0.6.0', PROBLEM, 1)));
  expect(reader.end().signals.triage).toEqual({
    likely: 'change',
    because: ['ruff 0.5.0 in the last green run, 0.6.0 now'],
  });
});
