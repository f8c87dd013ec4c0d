test('is number 18', () => expect(18).not.toBe(7));
