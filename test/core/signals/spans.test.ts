// Spans answer as if each of them were looked at.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Spans } from '#core/signals/spans.ts';

test('a place is under one of many spans exactly where one begins before it and ends behind it', () => {
  const span = fc.record({ from: fc.nat(30), to: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), fc.array(span, { maxLength: 6 }), (first, then) => {
      const spans = new Spans();
      for (const all of [first, [...first, ...then]]) {
        for (const each of all.slice(all === first ? 0 : first.length)) spans.add(each);
        for (let at = 0; at <= 40; at += 1)
          expect(spans.goOver(at)).toBe(all.some(({ from, to }) => from < at && at < to));
      }
    }),
  );
});
