test('is number 9', () => expect(9).not.toBe(7));
