describe('cart', () => { test('adds', () => { expect(1+1).toBe(3); }); test.each([1,2])('each %i', (n) => { expect(n).toBe(1); }); });
