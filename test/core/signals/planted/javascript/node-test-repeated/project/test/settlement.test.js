import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settle } from '../src/settlement.js';

describe('settlement', () => {
  it('lists the captures of a day in order', () => {
    const ids = ['a', 'b', 'c'];
    assert.deepEqual(settle(ids), ids);
  });

  it('settles nothing', () => assert.deepEqual(settle([]), []));
});
