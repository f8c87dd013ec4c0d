test('is number 1', () => expect(1).not.toBe(7));
