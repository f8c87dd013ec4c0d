test('is number 4', () => expect(4).not.toBe(7));
