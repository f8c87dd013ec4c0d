test('is number 6', () => expect(6).not.toBe(7));
