const Lab = require('@hapi/lab'); const { expect } = require('@hapi/code');
const lab = exports.lab = Lab.script(); const { describe, it } = lab;
describe('cart', () => {
  it('totals', () => { expect(3).to.equal(2); });
  it('ok', () => {});
  it('throws', async () => { await null; throw new TypeError('bad qty'); });
  it('times out', { timeout: 50 }, () => new Promise(() => {}));
});
