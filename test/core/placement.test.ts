// Where an attempt runs: by what answers, what is free, and what is there already.
import { expect, it } from 'vitest';
import { type Candidate, placeAttempt } from '#core/placement.ts';

const engine = (name: string, more: Partial<Candidate> = {}): Candidate => ({
  name,
  slots: 2,
  busy: 0,
  isUp: true,
  warmth: 'cold',
  ...more,
});

it('goes where the checkout is, before where most is free', () => {
  expect(placeAttempt([engine('a', { slots: 8 }), engine('b', { busy: 1, warmth: 'checkout' })])).toBe('b');
  expect(placeAttempt([engine('a', { warmth: 'checkout' }), engine('b', { warmth: 'session' })])).toBe('b');
  expect(placeAttempt([engine('a', { warmth: 'objects' }), engine('b', { warmth: 'checkout' })])).toBe('b');
  expect(placeAttempt([engine('a'), engine('b', { warmth: 'objects' })])).toBe('b');
});

it('goes where most is free among equals, and then by the order of the list', () => {
  expect(placeAttempt([engine('a', { busy: 1 }), engine('b')])).toBe('b');
  expect(placeAttempt([engine('a'), engine('b')])).toBe('a');
});

it('goes nowhere that is full or does not answer, however warm', () => {
  const full = engine('a', { busy: 2, warmth: 'checkout' });
  const dead = engine('b', { isUp: false, warmth: 'checkout' });
  expect(placeAttempt([full, dead, engine('c', { busy: 1 })])).toBe('c');
  expect(placeAttempt([full, dead])).toBeUndefined();
  expect(placeAttempt([])).toBeUndefined();
});
