test('is number 7', () => expect(7).not.toBe(7));
