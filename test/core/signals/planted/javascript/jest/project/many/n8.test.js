test('is number 8', () => expect(8).not.toBe(7));
