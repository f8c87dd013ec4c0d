test('is number 20', () => expect(20).not.toBe(7));
