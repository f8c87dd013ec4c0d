test('is number 15', () => expect(15).not.toBe(7));
