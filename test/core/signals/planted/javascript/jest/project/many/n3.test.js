test('is number 3', () => expect(3).not.toBe(7));
