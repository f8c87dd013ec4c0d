test('is number 10', () => expect(10).not.toBe(7));
