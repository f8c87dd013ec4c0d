test('is number 19', () => expect(19).not.toBe(7));
