import { expectTypeOf, test } from 'vitest';

test('amounts are numbers', () => {
  expectTypeOf('1').toEqualTypeOf<number>();
});
