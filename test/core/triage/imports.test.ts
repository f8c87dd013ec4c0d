// One hop from a failing test to the change: what it imports itself.
import { expect, it } from 'vitest';
import { importedFrom, mentionedIn } from '#core/triage/imports.ts';

it.each([
  ['test/a.test.js', "import { settle } from '../src/settle.js';", ['src/settle.js'], 'src/settle.js'],
  ['test/a.test.ts', "const { settle } = require('../src/settle');", ['src/settle.ts'], 'src/settle.ts'],
  ['src/a.spec.ts', "await import('./money')", ['src/money/index.ts'], 'src/money/index.ts'],
  ['tests/test_a.py', 'from ledger.money import add\n', ['src/ledger/money.py'], 'src/ledger/money.py'],
  ['tests/test_a.py', 'import ledger\n', ['ledger/__init__.py'], 'ledger/__init__.py'],
  ['test/a.test.js', "import { settle } from '../src/settle.js';", ['src/unsettle.js'], undefined],
  ['test/a.test.js', "import { test } from 'node:test';", ['node:test'], undefined],
])('%s with %s', (file, text, changed, path) => {
  expect(importedFrom(file, text, changed)).toBe(path);
});

it('takes a name of a file for a mention, and a word that is one by chance for none', () => {
  expect(mentionedIn('f1', 'at settle (src/settle.js:3:1)', ['src/settle.js'])).toEqual({
    fine: 'f1',
    path: 'src/settle.js',
    how: 'output',
  });
  expect(mentionedIn('f1', 'a pay day', ['pay'])).toBeUndefined();
});
