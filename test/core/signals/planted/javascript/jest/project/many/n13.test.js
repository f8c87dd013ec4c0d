test('is number 13', () => expect(13).not.toBe(7));
