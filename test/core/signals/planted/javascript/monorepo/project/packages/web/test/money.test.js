import { describe, expect, test } from 'vitest';
import { total } from '../src/money.js';

describe('money', () => {
  test('adds up', () => expect(total([{ cents: 1 }, { cents: 2 }])).toBe(3));
  test('rounds: half up', () => {
    expect(total([{ cents: 1.5 }])).toBe(2);
  });
});
