test('is number 12', () => expect(12).not.toBe(7));
