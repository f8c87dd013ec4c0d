// The pure parts of a probe: how one failing test is run, which ones are worth it, and what a run says.
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '#core/policy.ts';
import { probeCommand } from '#core/probe/commands.ts';
import { probePlan, resultOf } from '#core/probe/probe.ts';
import { note, without } from '../triage/known.ts';

const POLICY: Policy = DEFAULT_POLICY;
const command = (over: Parameters<typeof note>[0], policy = POLICY) =>
  probeCommand(note(over), policy)?.join(' ');

describe('the command for one test', () => {
  it.each([
    ['vitest', 'settles in order', 'test/settle.test.ts', 'npx --no-install vitest run test/settle.test.ts'],
    ['jest', 'settles', 'src/a.test.js', 'npx --no-install jest --ci --runTestsByPath src/a.test.js'],
    ['mocha', 'settles', 'test/a.js', 'npx --no-install mocha test/a.js'],
    ['node:test', 'settles', 'test/a.test.mjs', 'node --test test/a.test.mjs'],
    [
      'pytest',
      'tests/test_a.py::test_b[1-2]',
      'tests/test_a.py',
      'python -m pytest tests/test_a.py::test_b[1-2]',
    ],
    ['pytest', 'test_b', 'tests/test_a.py', 'python -m pytest tests/test_a.py'],
    ['unittest', 'test_b', 'tests/test_a.py', 'python -m unittest tests/test_a.py'],
    [
      'go test',
      'TestSettle/in_order',
      'ledger/settle_test.go',
      'go test -count=1 -v -run ^TestSettle$ ./ledger',
    ],
    ['go test', 'TestSettle', 'settle_test.go', 'go test -count=1 -v -run ^TestSettle$ ./.'],
    ['cargo test', 'ledger::settles', undefined, 'cargo test --no-fail-fast ledger::settles'],
    ['rspec', 'settles', 'spec/a_spec.rb', 'bundle exec rspec spec/a_spec.rb'],
    ['minitest', 'A#test_b', 'test/a_test.rb', 'bundle exec ruby -Itest test/a_test.rb'],
    ['phpunit', 'ATest::testB', 'tests/ATest.php', 'vendor/bin/phpunit tests/ATest.php'],
  ])('of %s, %s in %s', (tool, testId, file, expected) => {
    const plain = note({ tool, testId, ...(file === undefined ? {} : { file }) });
    const failure = file === undefined ? without(plain, 'file') : plain;
    expect(probeCommand(failure, POLICY)?.join(' ')).toBe(expected);
  });

  it('is none where the tool is not known, or the failure is no test', () => {
    expect(command({ tool: 'cypress' })).toBeUndefined();
    expect(command({ kind: 'compile' })).toBeUndefined();
    expect(probeCommand(without(note(), 'testId'), POLICY)).toBeUndefined();
    expect(probeCommand(without(note(), 'file'), POLICY)).toBeUndefined();
  });

  it.each([
    '--config=evil.js',
    '-r evil.js',
    '/etc/passwd.test.js',
    '../../x.test.js',
    'a/../../b.test.js',
    'C:\\x.test.js',
    '~/x.test.js',
    `${'a/'.repeat(200)}x.test.js`,
    'a\nb.test.js',
  ])('takes nothing from a log that is an option, or leads out of the repository: %s', (file) => {
    for (const tool of ['vitest', 'node:test', 'jest', 'go test', 'rspec'])
      expect(command({ tool, file, testId: 'TestA' })).toBeUndefined();
  });

  it('never lets a test’s name be more than a name', () => {
    expect(command({ tool: 'cargo test', testId: '--config=evil' })).toBeUndefined();
    expect(command({ tool: 'cargo test', testId: 'a b' })).toBeUndefined();
    expect(command({ tool: 'go test', testId: 'TestA|TestB' })).toBeUndefined();
    expect(command({ tool: 'pytest', testId: '--pdb::x', file: 'tests/test_a.py' })).toBe(
      'python -m pytest tests/test_a.py',
    );
  });

  it('is what the repository says, before what is known of the tool', () => {
    const said = {
      ...POLICY,
      probe: { enabled: true, command: ['make', 'one', 'T={test}', '{file}'], timeoutMs: 1 },
    };
    expect(command({ tool: 'bats' }, said)).toBe('make one T=settles in order test/settle.test.ts');
    expect(probeCommand(without(note(), 'file'), said)).toBeUndefined();
    const proving = {
      ...POLICY,
      prove: { ...POLICY.prove, command: ['npx', 'vitest', 'run', '--retry=0', '{tests}'] },
    };
    expect(command({}, proving)).toBe('npx vitest run --retry=0 test/settle.test.ts');
    const whole = { ...POLICY, prove: { ...POLICY.prove, command: ['npm', 'test'] } };
    expect(command({}, whole)).toBe('npx --no-install vitest run test/settle.test.ts');
    const guessed = { ...proving, prove: { ...proving.prove, detectedIn: 'package.json' } };
    expect(command({}, guessed)).toBe('npx --no-install vitest run test/settle.test.ts');
  });
});

describe('the plan', () => {
  const doubt = (...failures: ReturnType<typeof note>[]) =>
    failures.map(({ fingerprint }) => ({ fine: fingerprint.fine, likely: 'unknown' as const, because: [] }));

  it('runs tests of one file together, and no more than a few files', () => {
    const all = ['a', 'b', 'c', 'd'].flatMap((name) => [
      note({ file: `test/${name}.test.ts`, testId: `${name} one` }),
      note({ file: `test/${name}.test.ts`, testId: `${name} two` }),
    ]);
    const plan = probePlan(all, doubt(...all), POLICY);
    expect(plan.map(({ command, fines }) => [command.at(-1), fines.length])).toEqual([
      ['test/a.test.ts', 2],
      ['test/b.test.ts', 2],
      ['test/c.test.ts', 2],
    ]);
  });

  it('runs what is in doubt, and nothing where it is switched off', () => {
    const own = note({ testId: 'own' });
    const triage = [{ fine: own.fingerprint.fine, likely: 'change' as const, because: [] }];
    expect(probePlan([own], triage, POLICY)).toEqual([]);
    const off = { ...POLICY, probe: { enabled: false, command: null, timeoutMs: 1 } };
    expect(probePlan([own], doubt(own), off)).toEqual([]);
    const { probe: _, ...before } = POLICY;
    expect(probePlan([own], doubt(own), before)).toEqual([]);
  });
});

describe('a run', () => {
  const failed = note();
  const ran = (exitCode: number, text: string, ...failures: ReturnType<typeof note>[]) =>
    resultOf(failed, { exitCode, text, failures });

  it('shows the test failing as in CI, or otherwise', () => {
    expect(ran(1, '1 failed', note({ job: 'proof' }))).toBe('failed');
    expect(ran(1, '1 failed', note({ message: 'ECONNREFUSED 127.0.0.1:5432' }))).toBe('other');
  });

  it('shows it passing only where it ended well and ran something', () => {
    expect(ran(0, '3 passed')).toBe('passed');
    expect(ran(0, 'all is well')).toBe('passed');
    for (const text of [
      'ok acme/pay 0.01s [no tests to run]',
      'running 0 tests',
      'ℹ tests 0',
      'Tests:       0 total',
      'No tests executed!',
      '0 examples, 0 failures',
    ])
      expect(ran(0, text)).toBe('unclear');
    expect(ran(0, 'running 0 tests\n\nrunning 1 test\ntest a ... ok')).toBe('passed');
  });

  it('says nothing where it failed and the test is not among what failed', () => {
    expect(ran(1, 'npx canceled due to missing packages')).toBe('unclear');
    expect(ran(1, '1 failed', note({ testId: 'another' }))).toBe('unclear');
    expect(resultOf(failed, { exitCode: null, text: '', failures: [] })).toBe('unclear');
  });
});
