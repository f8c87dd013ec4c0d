describe('fine', () => { it('is', () => { expect(1).toBe(1); }); });
