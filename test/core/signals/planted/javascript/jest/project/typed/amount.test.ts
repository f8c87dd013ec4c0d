const amount: number = '12';

test('is a number', () => expect(amount).toBe(12));
