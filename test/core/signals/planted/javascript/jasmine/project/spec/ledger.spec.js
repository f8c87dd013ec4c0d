import { add, rate } from '../src/ledger.js';
describe('ledger', () => {
  it('adds up', () => { expect(add(1, 2)).toBe(4); });
  it('throws', () => { rate('USD'); });
  describe('inner', () => { it('has two', () => { expect(1).toBe(2); expect([1]).toEqual([2]); }); });
  it('is fine', () => { expect(1).toBe(1); });
  it('times out', async () => { await new Promise(() => {}); }, 50);
  xit('is pending', () => {});
});
