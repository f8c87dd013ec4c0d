// What a printed path means in the repository, and where in it a stack leads.
import { describe, expect, test } from 'vitest';
import { placeIn } from '#core/signals/reports/places.ts';
import { signalsOf } from '#core/signals/signals-of.ts';
import { Tree } from '#core/signals/tree.ts';
import { failedJob, fixture } from './raw-log.ts';

const tree = new Tree([
  'index.js',
  'src/a.ts',
  'packages/web/src/b.ts',
  'packages/web/src/main.ts',
  'packages/api/src/main.ts',
  'lib/cli.js',
  'vendor/acme/x.php',
  'ledger/core.py',
  'tests/test_ledger.py',
  'src/test/java/com/acme/LedgerTest.java',
]);

test.each([
  ['src/a.ts', 'src/a.ts'],
  ['./src/a.ts', 'src/a.ts'],
  ['/home/runner/work/pay/pay/src/a.ts', 'src/a.ts'],
  ['D:\\a\\pay\\pay\\src\\a.ts', 'src/a.ts'],
  ['/app/src/a.ts', 'src/a.ts'],
  ['/usr/src/app/src/a.ts', 'src/a.ts'],
  ['/workspace/index.js', 'index.js'],
  ['file:///builds/acme/pay/packages/web/src/main.ts', 'packages/web/src/main.ts'],
  ['src/b.ts', 'packages/web/src/b.ts'],
  ['com/acme/LedgerTest.java', 'src/test/java/com/acme/LedgerTest.java'],
  ['/app/vendor/acme/x.php', 'vendor/acme/x.php'],
])('takes %s for %s', (printed, file) => {
  expect(tree.find(printed)).toBe(file);
});

test.each([
  ['which of several it is', 'src/main.ts'],
  ['a file of the package manager', '/usr/lib/node_modules/npm/lib/cli.js'],
  ['a package', 'node_modules/a/index.js'],
  ['a file far below another root', '/opt/a/b/c/d/index.js'],
  ['a file that is not there', 'src/gone.ts'],
])('does not know %s', (_, printed) => {
  expect(tree.find(printed)).toBeUndefined();
});

describe('a stack leads to its deepest frame in the repository', () => {
  const python = [
    'Traceback (most recent call last):',
    '  File "/app/tests/test_ledger.py", line 9, in test_sum',
    '    assert total(rows) == 3',
    '  File "/app/ledger/core.py", line 41, in total',
    '    return sum(row.amount for row in rows)',
    '  File "/usr/lib/python3.12/decimal.py", line 3, in add',
    'TypeError: no',
  ].join('\n');

  test('which Python prints last', () => {
    expect(placeIn(python, undefined, tree)).toEqual({ file: 'ledger/core.py', line: 41 });
    expect(placeIn(python)).toEqual({ file: '/app/ledger/core.py', line: 41 });
  });

  test('and others first', () => {
    const node = [
      'Error: no',
      '    at fail (/app/node_modules/chai/index.js:1:1)',
      '    at total (/app/src/a.ts:7:3)',
      '    at main (/app/index.js:2:1)',
    ].join('\n');
    expect(placeIn(node, undefined, tree)).toEqual({ file: 'src/a.ts', line: 7 });
  });

  test('before which a frame in the test itself counts', () => {
    expect(placeIn(python, 'tests/test_ledger.py', tree)).toEqual({ file: 'tests/test_ledger.py', line: 9 });
  });
});

describe('signals', () => {
  const read = (output: string) => signalsOf({ jobs: [failedJob(output)], tree });

  test('say whether the file is the repository’s', () => {
    const types = (file: string) => read(`${file}(3,1): error TS2322: no.`)[0];
    expect(types('/app/src/a.ts')).toMatchObject({ file: 'src/a.ts', line: 3, firstParty: true });
    expect(types('node_modules/x/y.ts')).toMatchObject({ file: 'node_modules/x/y.ts', firstParty: false });
    const unknown = signalsOf({ jobs: [failedJob(fixture('tsc.txt'))] })[0];
    expect(unknown).not.toHaveProperty('firstParty');
  });

  test('take the frame that is the repository’s where the tool names another', () => {
    const crash = [
      'node_modules/left/index.js:4',
      "    throw new Error('no left');",
      '    ^',
      '',
      'Error: no left',
      '    at pad (/app/node_modules/left/index.js:4:11)',
      '    at format (/app/src/a.ts:12:5)',
    ].join('\n');
    expect(read(crash)).toMatchObject([{ file: 'src/a.ts', line: 12, firstParty: true }]);
  });
});
