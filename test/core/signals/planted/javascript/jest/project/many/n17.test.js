test('is number 17', () => expect(17).not.toBe(7));
