test('is number 2', () => expect(2).not.toBe(7));
