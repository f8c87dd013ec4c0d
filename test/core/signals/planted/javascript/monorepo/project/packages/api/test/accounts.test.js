import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

describe('accounts', () => {
  test('opens', () => assert.equal(1, 1));
  test('closes', () => {
    assert.equal('open', 'closed');
  });
});
