test('is number 21', () => expect(21).not.toBe(7));
