const assert = require('node:assert/strict');

let runs = 0;
describe('throws', () => {
  it('Error: 1) not ok 1 FAIL', () => {
    console.error('  1) printed by the code\n  1 failing\nError: no such account');
    assert.throws(() => {
      throw new Error('0 failing');
    }, /0 failing/);
  });

  it('passes the second time', function () {
    this.retries(2);
    runs += 1;
    assert.equal(runs, 2);
  });
});
