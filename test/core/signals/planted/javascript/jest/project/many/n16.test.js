test('is number 16', () => expect(16).not.toBe(7));
