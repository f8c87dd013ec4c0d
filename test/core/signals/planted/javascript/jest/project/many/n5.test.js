test('is number 5', () => expect(5).not.toBe(7));
