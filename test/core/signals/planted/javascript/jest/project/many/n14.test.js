test('is number 14', () => expect(14).not.toBe(7));
