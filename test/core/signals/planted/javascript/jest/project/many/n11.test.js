test('is number 11', () => expect(11).not.toBe(7));
